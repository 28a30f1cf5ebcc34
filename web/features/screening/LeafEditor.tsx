import { InputNumber, Select } from 'antd'
import { faultOf, freshComparison, operatorWords } from '#contract/screening/edit.ts'
import {
  type Comparison,
  type Operator,
  operatorsOf,
  type RuleField,
  type RuleFieldKey,
  ruleFieldKeys,
  ruleFields,
} from '#contract/screening/rules.ts'

interface Props {
  comparison: Comparison
  onChange: (c: Comparison) => void
}

const sources: Readonly<Record<RuleField['source'], string>> = {
  registration: '登记名录',
  mark: '失信与异常名单',
  tax: '税务名单',
  social: '参保名单',
  census: '经济普查',
  loan: '存量贷款',
  label: '重点企业',
  demand: '本系统申报',
}

const fieldOptions = Object.entries(sources).map(([source, label]) => ({
  label,
  options: ruleFieldKeys
    .filter((key) => ruleFields[key].source === source)
    .map((key) => ({ value: key, label: ruleFields[key].label })),
}))

/** One comparison: which fact, how it is compared, with what. */
export function LeafEditor({ comparison: c, onChange }: Props) {
  const spec: RuleField = ruleFields[c.field]
  const choose = (field: RuleFieldKey) => onChange(keepValue(c, freshComparison(field)))
  return (
    <div className="row condition-leaf">
      <Select
        showSearch={{ optionFilterProp: 'label' }}
        aria-label="看哪一项事实"
        value={c.field}
        options={fieldOptions}
        onChange={choose}
        popupMatchSelectWidth={240}
        style={{ width: 184 }}
      />
      <Select
        aria-label={`${spec.label}怎样比较`}
        value={c.is}
        options={operatorsOf[spec.kind].map((is) => ({ value: is, label: operatorWords[is] }))}
        onChange={(is: Operator) => onChange(keepValue(c, freshComparison(c.field, is)))}
        style={{ width: 132 }}
      />
      <Value comparison={c} spec={spec} onChange={onChange} />
    </div>
  )
}

/** The other comparison, with the value kept where it is of the same form. */
function keepValue(from: Comparison, to: Comparison): Comparison {
  if ('words' in from && 'words' in to) return from.field === to.field ? { ...to, words: from.words } : to
  if ('number' in from && 'number' in to) return { ...to, number: from.number }
  if ('fen' in from && 'fen' in to) return { ...to, fen: from.fen }
  return 'months' in from && 'months' in to ? { ...to, months: from.months } : to
}

function Value({ comparison: c, spec, onChange }: Props & { spec: RuleField }) {
  if ('words' in c)
    return (
      <Select
        mode="multiple"
        aria-label={`${spec.label}的取值`}
        placeholder="选一个或几个"
        value={c.words}
        status={faultOf(c) ? 'error' : undefined}
        options={Object.entries(spec.words ?? {}).map(([value, label]) => ({ value, label }))}
        onChange={(words: string[]) => onChange({ ...c, words })}
        style={{ minWidth: 220, maxWidth: '100%' }}
      />
    )
  if ('number' in c)
    return (
      <Measure
        label={spec.label}
        unit={spec.unit ?? ''}
        max={1_000_000_000}
        value={c.number}
        onChange={(number) => onChange({ ...c, number })}
      />
    )
  if ('fen' in c)
    return (
      <Measure
        label={spec.label}
        unit="元"
        decimals={2}
        max={9_999_999_999_999}
        value={Number(c.fen) / 100}
        onChange={(yuan) => onChange({ ...c, fen: String(Math.round(yuan * 100)) })}
      />
    )
  if ('months' in c)
    return (
      <Measure
        label={spec.label}
        unit={c.is === 'monthsAgoAtLeast' ? '个月前或更早' : '个月以内'}
        max={1200}
        value={c.months}
        onChange={(months) => onChange({ ...c, months })}
      />
    )
  return 'days' in c ? (
    <Measure
      label={spec.label}
      unit="天内"
      max={3660}
      value={c.days}
      onChange={(days) => onChange({ ...c, days })}
    />
  ) : null
}

function Measure(props: {
  label: string
  unit: string
  value: number
  max: number
  decimals?: number
  onChange: (value: number) => void
}) {
  return (
    <>
      <InputNumber
        aria-label={`${props.label}（${props.unit}）`}
        value={props.value}
        min={0}
        max={props.max}
        precision={props.decimals ?? 0}
        onChange={(v) => props.onChange(v ?? 0)}
        style={{ width: 120 }}
      />
      {props.unit}
    </>
  )
}
