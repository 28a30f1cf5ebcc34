import { Button, Input, Select } from 'antd'
import { useId } from 'react'
import { type Rule, sentence } from '#contract/screening/rules.ts'
import { Section } from '../../ui/Section.tsx'
import { StateTag } from '../../ui/StateTag.tsx'
import { ConditionEditor } from './ConditionEditor.tsx'

const effects = [
  { value: 0, label: '剔除' },
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => ({ value: n, label: `第 ${n} 批走访` })),
]

/** One rule under change: its numbers, words, order and reason; the sentence below is what will be judged. */
export function RuleEditor({
  rule,
  before,
  off,
  onOff,
  onChange,
}: {
  rule: Rule
  before: Rule
  off: boolean
  onOff: (off: boolean) => void
  onChange: (rule: Rule) => void
}) {
  const changed = JSON.stringify(rule) !== JSON.stringify(before)
  return (
    <Section
      title={before.label}
      note={
        off ? (
          <StateTag tone="bad">新版不用这一条</StateTag>
        ) : changed ? (
          <StateTag tone="wait">有改动</StateTag>
        ) : null
      }
      extra={
        <>
          {changed && !off ? (
            <Button size="small" onClick={() => onChange(before)}>
              改回现行
            </Button>
          ) : null}
          <Button size="small" danger={!off} onClick={() => onOff(!off)}>
            {off ? '仍要用' : '不用这一条'}
          </Button>
        </>
      }
    >
      {off ? null : (
        <div className="stack" style={{ gap: 12 }}>
          <div className="row">
            <span>满足下列条件的，</span>
            <Select
              aria-label={`${rule.label}：满足后怎么办`}
              value={'tier' in rule.effect ? rule.effect.tier : 0}
              options={effects}
              onChange={(n) => onChange({ ...rule, effect: n === 0 ? { exclude: true } : { tier: n } })}
              style={{ width: 140 }}
            />
          </div>
          <ConditionEditor condition={rule.when} onChange={(when) => onChange({ ...rule, when })} />
          <p style={{ margin: 0, padding: '8px 12px', background: 'var(--paper)' }}>
            即：{sentence(rule.when)}
            {sentence(before.when) !== sentence(rule.when) ? (
              <span className="muted small" style={{ display: 'block' }}>
                现行：{sentence(before.when)}
              </span>
            ) : null}
          </p>
          <div className="halves" style={{ gap: 12 }}>
            <Words
              label="规则名称"
              value={rule.label}
              max={60}
              onChange={(label) => onChange({ ...rule, label })}
            />
            <Words label="依据" value={rule.why} max={300} onChange={(why) => onChange({ ...rule, why })} />
          </div>
        </div>
      )}
    </Section>
  )
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
