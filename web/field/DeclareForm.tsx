import { useEffect, useRef, useState } from 'react'
import { noticeTexts } from '#contract/financing/words.ts'
import { type ConsentBank, PhoneConsents } from '../features/financing/PhoneConsents.tsx'
import { PhoneContactFields, PhoneNeedFields } from '../features/financing/PhoneNeedFields.tsx'
import { useDeclare } from '../features/financing/phoneDeclarations.ts'
import type { NeedDraft } from '../features/financing/phoneNeed.ts'
import type { useDraft } from '../shell/drafts.ts'
import { type Issues, issuesOfProblem } from '../shell/issues.ts'
import { Check, Choice } from '../ui/phone/Choice.tsx'
import { SelectField, TextField } from '../ui/phone/Field.tsx'
import { Note } from '../ui/phone/Note.tsx'
import { NotSent } from '../ui/phone/NotSent.tsx'
import { Screen } from '../ui/phone/Screen.tsx'
import { Steps } from '../ui/phone/Steps.tsx'
import { showFirstError } from '../ui/phone/showFirstError.ts'
import { type DeclareDraft, isConsentField, readDeclare } from './declareDraft.ts'
import { useBanks } from './useField.ts'
import type { Subject } from './visitDraft.ts'

interface Props {
  draft: ReturnType<typeof useDraft<DeclareDraft>>
  subject: Subject
  name: string
  visitId: string | undefined
  banks: ConsentBank[]
  onDone: (declarationId: string) => void
  onLeave: () => void
}

/** Two screens: what the firm needs, and to what it agrees. */
export function DeclareForm(props: Props) {
  const { draft, subject, visitId } = props
  const { value, change } = draft
  const [issues, setIssues] = useState<Issues>({})
  const declare = useDeclare((envelope) => change({ envelope }))
  const body = useRef<HTMLDivElement>(null)
  const second = value.step === 1
  useEffect(() => {
    if (Object.keys(issues).length > 0) showFirstError(body.current)
  }, [issues])
  const go = (step: number) => {
    setIssues({})
    change({ step })
    window.scrollTo(0, 0)
  }
  const next = () => {
    const found = Object.entries(readDeclare(value, subject, visitId).issues ?? {})
    const here = found.filter(([field]) => !isConsentField(field))
    if (here.length === 0) return go(1)
    setIssues(Object.fromEntries(here))
  }
  const send = () => {
    const read = readDeclare(value, subject, visitId)
    if (read.issues) {
      if (Object.keys(read.issues).some((f) => !isConsentField(f))) change({ step: 0 })
      return setIssues(read.issues)
    }
    declare.mutate(
      { envelope: value.envelope, body: read.body },
      {
        onSuccess: ({ answer }) => {
          draft.forget()
          props.onDone(answer.id)
        },
        onError: (error) => setIssues(issuesOfProblem(error, {})),
      },
    )
  }
  return (
    <Screen
      title={`代填申报 ${props.name}`}
      back={{
        label: second ? '上一步' : '离开，申报留在手机里',
        onBack: () => (second ? go(0) : props.onLeave()),
      }}
      bar={
        <>
          {second ? (
            <button type="button" className="btn narrow" onClick={() => go(0)}>
              上一步
            </button>
          ) : null}
          <button
            type="button"
            className="btn main"
            disabled={declare.isPending}
            onClick={second ? send : next}
          >
            {second
              ? declare.isPending
                ? '正在提交…'
                : declare.isError
                  ? '重新提交'
                  : '提交申报'
              : '下一步'}
          </button>
        </>
      }
    >
      <Steps names={['需求', '授权']} at={value.step} />
      {draft.resumed ? (
        <Note title="接着上次没交的填">
          <button type="button" className="btn small" onClick={draft.restart}>
            清空重填
          </button>
        </Note>
      ) : null}
      {declare.error && second ? <NotSent error={declare.error} thing="申报" /> : null}
      <div ref={body} className="stack">
        {second ? <Agreed {...props} issues={issues} /> : <Needed {...props} issues={issues} />}
      </div>
    </Screen>
  )
}

type Part = Props & { issues: Issues }

function Needed({ draft, issues }: Part) {
  const { value, change } = draft
  const set = (part: Partial<NeedDraft>) => change({ need: { ...value.need, ...part } })
  return (
    <>
      <PhoneNeedFields draft={value.need} change={set} issues={issues} />
      <PhoneContactFields draft={value.need} change={set} issues={issues} />
    </>
  )
}

function Agreed({ draft, banks, issues }: Part) {
  const { value, change } = draft
  const all = useBanks()
  const wish = all.find((b) => b.id === value.wishBankId && !banks.some((n) => n.id === b.id))
  const asked = wish ? [...banks, { id: wish.id, name: wish.name, part: '企业意向' }] : banks
  return (
    <>
      <SelectField
        label="企业自己想找哪家银行"
        optional
        placeholder={banks.length > 0 ? '没有，按派发的银行办' : '请选择'}
        value={value.wishBankId}
        onChange={(wishBankId) =>
          change({
            wishBankId,
            // A bank no longer asked for loses its tick.
            given: value.given.filter((g) => g === wishBankId || banks.some((b) => b.id === g)),
          })
        }
        options={all.map((b) => [b.id, b.name] as const)}
      />
      <PhoneConsents
        voice="officer"
        collectText={noticeTexts.collect}
        provideText={noticeTexts.provide}
        banks={asked}
        collect={value.collect}
        onCollect={(collect) => change({ collect })}
        given={value.given}
        onGiven={(given) => change({ given })}
        issues={{ collect: issues.collect }}
      />
      {value.given.length === 0 ? (
        <Note kind="warn">还没有勾选银行。可以先提交，但没有企业同意，审核后不能推荐给银行。</Note>
      ) : null}
      <Check
        checked={value.need.acceptsOther}
        onChange={(acceptsOther) => change({ need: { ...value.need, acceptsOther } })}
      >
        主办行办不了时，愿意再推荐给备选行（没有勾选的，到时另行征得同意）
      </Check>
      <Choice
        label="企业怎样表示同意"
        columns="two"
        value={value.channel}
        onChange={(channel) => change({ channel })}
        options={[
          { value: 'onsite', label: '现场签字' },
          { value: 'phone', label: '电话确认' },
        ]}
        error={issues.channel}
      />
      <TextField
        label="同意人姓名"
        hint="企业负责人或经办人"
        maxLength={40}
        value={value.signer}
        onChange={(signer) => change({ signer })}
        error={issues.signer}
      />
      {value.need.contactName && !value.signer ? (
        <button
          type="button"
          className="btn small"
          onClick={() => change({ signer: value.need.contactName })}
        >
          就是联系人 {value.need.contactName}
        </button>
      ) : null}
    </>
  )
}
