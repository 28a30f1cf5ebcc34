import { Button, Input, Select } from 'antd'
import { useId, useState } from 'react'
import { faultsOf } from '#contract/screening/edit.ts'
import { type Condition, effectText, type Rule, sentence } from '#contract/screening/rules.ts'
import { Section } from '../../ui/Section.tsx'
import { StateTag } from '../../ui/StateTag.tsx'
import { ConditionEditor } from './ConditionEditor.tsx'

const effects = [
  { value: 0, label: '剔除' },
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => ({ value: n, label: `第 ${n} 批走访` })),
]

interface Props {
  rule: Rule
  /** The same rule in the version in force, if it is there. */
  before: Rule | undefined
  at: number
  of: number
  open: boolean
  onChange: (rule: Rule, about?: string) => void
  onMove: (to: number) => void
  onRemove: () => void
}

/** One rule: closed it reads as a sentence, open it is written at; the sentence below is what will be judged. */
export function RuleEditor(props: Props) {
  const { rule, before, at } = props
  const [open, setOpen] = useState(props.open)
  const faults = faultsOf(rule)
  return (
    <Section
      title={`${at + 1}. ${rule.label.trim() || '（还没有名称）'}`}
      note={<RuleNote rule={rule} before={before} wrong={faults.length > 0} />}
      extra={
        <>
          <Button size="small" disabled={at === 0} onClick={() => props.onMove(at - 1)}>
            上移
          </Button>
          <Button size="small" disabled={at === props.of - 1} onClick={() => props.onMove(at + 1)}>
            下移
          </Button>
          <Button size="small" danger onClick={props.onRemove}>
            删去
          </Button>
          <Button
            size="small"
            type={open ? 'default' : 'primary'}
            ghost={!open}
            onClick={() => setOpen(!open)}
          >
            {open ? '收起' : '修改'}
          </Button>
        </>
      }
    >
      {open ? <Fields {...props} /> : null}
      <p className="rule-sentence" aria-live="polite">
        {sentence(rule.when) || '（还没有条件）'}的，<strong>{effectText(rule)}</strong>。
        {before && sentence(before.when) !== sentence(rule.when) ? (
          <span className="muted small">
            现行：{sentence(before.when)}的，{effectText(before)}。
          </span>
        ) : null}
      </p>
    </Section>
  )
}

function RuleNote({ rule, before, wrong }: { rule: Rule; before: Rule | undefined; wrong: boolean }) {
  if (wrong) return <StateTag tone="bad">还不完整</StateTag>
  if (!before) return <StateTag tone="wait">新增</StateTag>
  return JSON.stringify(before) === JSON.stringify(rule) ? null : <StateTag tone="wait">有改动</StateTag>
}

function Fields({ rule, before, onChange }: Props) {
  const grouped: Condition = 'all' in rule.when || 'any' in rule.when ? rule.when : { all: [rule.when] }
  return (
    <div className="stack" style={{ gap: 12, marginBottom: 12 }}>
      <div className="halves" style={{ gap: 12 }}>
        <Words
          label="规则名称"
          value={rule.label}
          max={60}
          onChange={(label) => onChange({ ...rule, label }, `${rule.key} label`)}
        />
        <Words
          label="依据（给审看的人和问“为什么”的人）"
          value={rule.why}
          max={300}
          onChange={(why) => onChange({ ...rule, why }, `${rule.key} why`)}
        />
      </div>
      <ConditionEditor condition={grouped} onChange={(when) => onChange({ ...rule, when: simplest(when) })} />
      <div className="row">
        <span>满足的，</span>
        <Select
          aria-label={`${rule.label}：满足后怎么办`}
          value={'tier' in rule.effect ? rule.effect.tier : 0}
          options={effects}
          onChange={(n) => onChange({ ...rule, effect: n === 0 ? { exclude: true } : { tier: n } })}
          style={{ width: 140 }}
        />
        {before && JSON.stringify(before) !== JSON.stringify(rule) ? (
          <Button size="small" onClick={() => onChange(before)}>
            改回现行
          </Button>
        ) : null}
      </div>
    </div>
  )
}

/** A rule of one condition is kept as that condition, as it was written. */
function simplest(c: Condition): Condition {
  return 'all' in c && c.all.length === 1 ? c.all[0]! : c
}

function Words(props: { label: string; value: string; max: number; onChange: (text: string) => void }) {
  const id = useId()
  return (
    <div>
      <label htmlFor={id} className="muted small">
        {props.label}
      </label>
      <Input
        id={id}
        value={props.value}
        maxLength={props.max}
        onChange={(e) => props.onChange(e.target.value)}
      />
    </div>
  )
}
