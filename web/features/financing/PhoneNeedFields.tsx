import { guarantees, needTypes, purposeKinds } from '#contract/financing/words.ts'
import type { Issues } from '../../shell/issues.ts'
import { AmountField } from '../../ui/phone/AmountField.tsx'
import { Choice, optionsOf } from '../../ui/phone/Choice.tsx'
import { AreaField, TextField } from '../../ui/phone/Field.tsx'
import type { NeedDraft } from './phoneNeed.ts'

interface Props {
  draft: NeedDraft
  change: (part: Partial<NeedDraft>) => void
  issues: Issues
}

const needHints: Readonly<Record<string, string>> = {
  working: '进货、发工资、交房租',
  fixed: '买设备、建房、装修',
  acceptance: '开票付货款',
  guarantee: '投标、履约用',
  trade: '进出口、订单用',
  renewal: '原来的贷款快到期',
}
const guaranteeHints: Readonly<Record<string, string>> = {
  credit: '不用抵押',
  mortgage: '房产、设备',
  pledge: '存单、应收货款',
  surety: '别人作保',
  guarantor: '由担保公司',
  mixed: '几样合起来',
}
const terms = ['6', '12', '24', '36', '60']
const termLabels: Readonly<Record<string, string>> = {
  '6': '半年',
  '12': '1 年',
  '24': '2 年',
  '36': '3 年',
  '60': '5 年',
}

/** How much, for how long, what for, on what security: the same questions at the counter, at the door and online. */
export function PhoneNeedFields({ draft, change, issues }: Props) {
  return (
    <>
      <AmountField
        label="想借多少钱"
        value={draft.wan}
        onChange={(wan) => change({ wan })}
        error={issues.amountFen}
      />
      <Choice
        label="哪种贷款"
        columns="two"
        value={draft.needType}
        onChange={(needType) => change({ needType })}
        options={optionsOf(needTypes).map((o) => ({ ...o, hint: needHints[o.value] }))}
        error={issues.needType}
      />
      <Term draft={draft} change={change} issues={issues} />
      <Choice
        label="钱主要用在哪"
        columns="two"
        value={draft.purposeKind}
        onChange={(purposeKind) => change({ purposeKind })}
        options={optionsOf(purposeKinds)}
        error={issues.purposeKind}
      />
      <AreaField
        label="具体怎么用"
        value={draft.purpose}
        onChange={(purpose) => change({ purpose })}
        maxLength={500}
        placeholder="例如：年前多备 5 吨面粉，换一台和面机"
        hint="不能用于炒股、买房、理财或转借他人"
        error={issues.purpose}
      />
      <Choice
        label="拿什么作担保"
        columns="two"
        value={draft.guarantee}
        onChange={(guarantee) => change({ guarantee })}
        options={optionsOf(guarantees).map((o) => ({ ...o, hint: guaranteeHints[o.value] }))}
        error={issues.guarantee}
      />
      <More draft={draft} change={change} issues={issues} />
    </>
  )
}

function Term({ draft, change, issues }: Props) {
  const other = draft.termOther
  return (
    <>
      <Choice
        label="想借多久"
        columns="three"
        value={other ? 'other' : draft.term}
        onChange={(v) =>
          change(v === 'other' ? { termOther: true, term: '' } : { termOther: false, term: v })
        }
        options={[
          ...terms.map((value) => ({ value, label: termLabels[value]! })),
          { value: 'other', label: '其他' },
        ]}
        error={other ? undefined : issues.termMonths}
      />
      {other ? (
        <TextField
          label="借几个月"
          inputMode="numeric"
          maxLength={3}
          unit="个月"
          value={draft.term}
          onChange={(term) => change({ term: term.replace(/\D/g, '') })}
          error={issues.termMonths}
        />
      ) : null}
    </>
  )
}

/** What helps a bank but holds nobody up. */
function More({ draft, change, issues }: Props) {
  return (
    <>
      <Choice
        label="以前向银行借过经营贷款吗"
        optional
        columns="two"
        value={draft.firstLoan}
        onChange={(firstLoan) => change({ firstLoan })}
        options={[
          { value: 'yes', label: '没借过' },
          { value: 'no', label: '借过' },
        ]}
      />
      <details
        className="fold card"
        open={Boolean(draft.rateCap || draft.ordersNote || issues.rateCapBp) || undefined}
      >
        <summary>补充说明（可不填）</summary>
        <div className="stack">
          <TextField
            label="能接受的最高年利率"
            inputMode="decimal"
            maxLength={5}
            unit="%"
            value={draft.rateCap}
            onChange={(rateCap) => change({ rateCap })}
            error={issues.rateCapBp}
          />
          <AreaField
            label="订单、合同、发票情况"
            value={draft.ordersNote}
            onChange={(ordersNote) => change({ ordersNote })}
            maxLength={500}
            placeholder="例如：已签 3 份供货合同，约 40 万元"
          />
        </div>
      </details>
    </>
  )
}

/** Whom to call. */
export function PhoneContactFields({ draft, change, issues }: Props) {
  return (
    <>
      <TextField
        label="联系人姓名"
        autoComplete="name"
        maxLength={40}
        value={draft.contactName}
        onChange={(contactName) => change({ contactName })}
        error={issues.contactName}
      />
      <TextField
        label="联系电话"
        type="tel"
        inputMode="tel"
        autoComplete="tel"
        maxLength={16}
        value={draft.contactPhone}
        onChange={(contactPhone) => change({ contactPhone })}
        error={issues.contactPhone}
      />
    </>
  )
}
