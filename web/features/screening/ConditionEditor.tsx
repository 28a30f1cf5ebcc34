import { InputNumber, Select } from 'antd'
import { type Comparison, type Condition, type RuleField, ruleFields } from '#contract/screening/rules.ts'

/** A condition tree in which numbers and words can be changed; its shape stays as it is. */
export function ConditionEditor({
  condition,
  onChange,
}: {
  condition: Condition
  onChange: (condition: Condition) => void
}) {
  if ('all' in condition)
    return <Group title="同时满足" parts={condition.all} onChange={(all) => onChange({ all })} />
  if ('any' in condition)
    return <Group title="满足任何一项" parts={condition.any} onChange={(any) => onChange({ any })} />
  if ('not' in condition)
    return <Group title="不满足" parts={[condition.not]} onChange={([not]) => onChange({ not: not! })} />
  return <Leaf comparison={condition} onChange={onChange} />
}

function Group({
  title,
  parts,
  onChange,
}: {
  title: string
  parts: readonly Condition[]
  onChange: (parts: Condition[]) => void
}) {
  return (
    <div>
      <div className="muted">{title}：</div>
      <ul className="conditions">
        {parts.map((part, i) => (
          // The shape never changes, so the place is the identity.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <li key={i}>
            <ConditionEditor
              condition={part}
              onChange={(next) => onChange(parts.map((p, j) => (j === i ? next : p)))}
            />
          </li>
        ))}
      </ul>
    </div>
  )
}

function Leaf({ comparison: c, onChange }: { comparison: Comparison; onChange: (c: Comparison) => void }) {
  const spec: RuleField = ruleFields[c.field]
  const label = spec.label
  switch (c.is) {
    case 'oneOf':
    case 'hasAny':
      return (
        <div className="row">
          {label}
          {c.is === 'oneOf' ? '为' : '有'}
          <Select
            mode={spec.words ? 'multiple' : 'tags'}
            aria-label={label}
            value={c.words}
            options={Object.entries(spec.words ?? {}).map(([value, text]) => ({ value, label: text }))}
            onChange={(words: string[]) => onChange({ ...c, words })}
            status={c.words.length === 0 ? 'error' : undefined}
            style={{ minWidth: 260 }}
          />
          之一
        </div>
      )
    case 'atLeast':
    case 'atMost':
      return (
        <Measure
          label={label}
          before={c.is === 'atLeast' ? '不少于' : '不多于'}
          value={c.number}
          max={1_000_000_000}
          onChange={(number) => onChange({ ...c, number })}
        />
      )
    case 'moneyAtLeast':
    case 'moneyAtMost':
      return (
        <Measure
          label={label}
          before={c.is === 'moneyAtLeast' ? '不少于' : '不多于'}
          after="元"
          value={Number(c.fen) / 100}
          max={9_999_999_999}
          decimals={2}
          onChange={(yuan) => onChange({ ...c, fen: String(Math.round(yuan * 100)) })}
        />
      )
    case 'monthsAgoAtLeast':
    case 'monthsAgoAtMost':
      return (
        <Measure
          label={label}
          before="在"
          after={c.is === 'monthsAgoAtLeast' ? '个月前或更早' : '个月以内'}
          value={c.months}
          max={1200}
          onChange={(months) => onChange({ ...c, months })}
        />
      )
    case 'daysAheadAtMost':
      return (
        <Measure
          label={label}
          before="在今后"
          after="天内"
          value={c.days}
          max={3660}
          onChange={(days) => onChange({ ...c, days })}
        />
      )
    case 'yes':
    case 'no':
      return (
        <div className="row">
          <Select
            aria-label={label}
            value={c.is}
            options={[
              { value: 'yes', label: `是：${label}` },
              { value: 'no', label: `否：${label}` },
            ]}
            onChange={(is) => onChange({ ...c, is })}
            style={{ minWidth: 220 }}
          />
        </div>
      )
    case 'known':
      return <div>{label}有数据</div>
  }
}

function Measure(props: {
  label: string
  before: string
  after?: string
  value: number
  max: number
  decimals?: number
  onChange: (value: number) => void
}) {
  return (
    <div className="row">
      {props.label}
      {props.before}
      <InputNumber
        aria-label={`${props.label}${props.before}`}
        value={props.value}
        min={0}
        max={props.max}
        precision={props.decimals ?? 0}
        onChange={(v) => props.onChange(v ?? 0)}
        style={{ width: 140 }}
      />
      {props.after}
    </div>
  )
}
