import { PhoneConsents } from '../features/financing/PhoneConsents.tsx'
import { PhoneContactFields, PhoneNeedFields } from '../features/financing/PhoneNeedFields.tsx'
import type { NeedDraft } from '../features/financing/phoneNeed.ts'
import type { Issues } from '../shell/issues.ts'
import { Check } from '../ui/phone/Choice.tsx'
import { SelectField, TextField } from '../ui/phone/Field.tsx'
import { Note } from '../ui/phone/Note.tsx'
import type { Notice } from './api.ts'
import { codeHelp } from './codeHelp.ts'
import { mostBanks, type PortalDraft } from './portalDraft.ts'

interface StepProps {
  draft: PortalDraft
  change: (part: Partial<PortalDraft>) => void
  issues: Issues
  notice: Notice
}

/** Who declares, and where the business is. */
export function Firm({ draft, change, issues, notice }: StepProps) {
  const help = codeHelp(draft.code)
  const towns = notice.places.find((p) => p.code === draft.county)?.towns ?? []
  return (
    <>
      <TextField
        label="企业或店铺名称"
        hint="照营业执照写；没有执照的农户写本人姓名"
        autoComplete="organization"
        maxLength={80}
        value={draft.firmName}
        onChange={(firmName) => change({ firmName })}
        error={issues.firmName}
      />
      {draft.noLicence ? null : (
        <TextField
          label="统一社会信用代码"
          hint={help.words}
          autoCapitalize="characters"
          autoComplete="off"
          maxLength={40}
          value={draft.code}
          onChange={(code) => change({ code })}
          error={issues.code}
        />
      )}
      <Check checked={draft.noLicence} onChange={(noLicence) => change({ noLicence })}>
        没有营业执照（种养农户等）
      </Check>
      <SelectField
        label="在哪个区县经营"
        placeholder="请选择"
        value={draft.county}
        onChange={(county) => change({ county, town: '' })}
        options={notice.places.map((p) => [p.code, p.name] as const)}
        error={issues.county}
      />
      <SelectField
        label="哪个镇街"
        optional
        placeholder="不清楚可以不选"
        value={draft.town}
        onChange={(town) => change({ town })}
        options={towns.map((t) => [t.code, t.name] as const)}
      />
    </>
  )
}

/** What the firm needs, and whom to call. */
export function Need({ draft, change, issues }: StepProps) {
  const set = (part: Partial<NeedDraft>) => change({ need: { ...draft.need, ...part } })
  return (
    <>
      <PhoneNeedFields draft={draft.need} change={set} issues={issues} />
      <PhoneContactFields draft={draft.need} change={set} issues={issues} />
    </>
  )
}

/** The two consents, each bank by its own box; at most three banks. */
export function Agree({ draft, change, issues, notice }: StepProps) {
  const full = draft.given.length >= mostBanks
  const asked = notice.banks.filter((b) => draft.given.includes(b.id))
  const others = notice.banks.filter((b) => !draft.given.includes(b.id))
  return (
    <>
      <PhoneConsents
        voice="owner"
        collectText={notice.collectText}
        provideText={notice.provideText}
        banks={asked}
        collect={draft.collect}
        onCollect={(collect) => change({ collect })}
        given={draft.given}
        onGiven={(given) => change({ given })}
        issues={{ collect: issues.collect, provide: issues.provideConsents }}
      />
      {full ? (
        <p className="hint">最多选 {mostBanks} 家；要换，先取消上面的一家。</p>
      ) : (
        <SelectField
          label={asked.length === 0 ? '同意提供给哪家银行' : '再加一家银行'}
          optional
          hint="选中即表示您单独同意把以上信息提供给这家银行"
          placeholder="请选择银行"
          value=""
          onChange={(id) => (id ? change({ given: [...draft.given, id] }) : undefined)}
          options={others.map((b) => [b.id, b.name] as const)}
        />
      )}
      {asked.length === 0 ? <Note>不选也能提交，工作人员会按就近派定银行，再来征得您的同意。</Note> : null}
      <Check
        checked={draft.need.acceptsOther}
        onChange={(acceptsOther) => change({ need: { ...draft.need, acceptsOther } })}
      >
        首选银行办不了时，愿意再推荐给其他银行（到时另行征得我同意）
      </Check>
      <TextField
        label="您的姓名"
        hint="经营者本人或经办人，作为同意人记录"
        autoComplete="name"
        maxLength={40}
        value={draft.signer}
        onChange={(signer) => change({ signer })}
        error={issues.signer}
      />
      {draft.need.contactName && !draft.signer ? (
        <button
          type="button"
          className="btn small"
          onClick={() => change({ signer: draft.need.contactName })}
        >
          就是联系人 {draft.need.contactName}
        </button>
      ) : null}
    </>
  )
}
