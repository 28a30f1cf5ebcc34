import { Button, Select } from 'antd'
import { faultOf, freshComparison } from '#contract/screening/edit.ts'
import { type Condition, maxDepth } from '#contract/screening/rules.ts'
import { LeafEditor } from './LeafEditor.tsx'
import { PartButtons } from './PartButtons.tsx'

type Change = (condition: Condition) => void

/**
 * A condition as a sentence one can write at: each line is a fact, a comparison and a value; lines stand in groups of
 * which all or any must hold, and each may be turned into its contrary.
 */
export function ConditionEditor({
  condition,
  depth = 0,
  onChange,
}: {
  condition: Condition
  depth?: number
  onChange: Change
}) {
  const fault = faultOf(condition, depth)
  return (
    <div>
      <Body condition={condition} depth={depth} onChange={onChange} />
      {fault ? (
        <div role="alert" className="small" style={{ color: 'var(--bad)' }}>
          {fault}
        </div>
      ) : null}
    </div>
  )
}

function Body({ condition: c, depth, onChange }: { condition: Condition; depth: number; onChange: Change }) {
  if ('all' in c) return <Group kind="all" parts={c.all} depth={depth} onChange={onChange} />
  if ('any' in c) return <Group kind="any" parts={c.any} depth={depth} onChange={onChange} />
  if ('not' in c)
    return (
      <div>
        <span className="muted">不满足：</span>
        <div className="conditions">
          <ConditionEditor condition={c.not} depth={depth + 1} onChange={(not) => onChange({ not })} />
        </div>
      </div>
    )
  return <LeafEditor comparison={c} onChange={onChange} />
}

const kinds = [
  { value: 'all', label: '同时满足下列各项' },
  { value: 'any', label: '满足下列任何一项' },
]

function Group(props: { kind: 'all' | 'any'; parts: Condition[]; depth: number; onChange: Change }) {
  const { parts, depth } = props
  const send = (next: Condition[], kind = props.kind) =>
    props.onChange(kind === 'all' ? { all: next } : { any: next })
  return (
    <div>
      <Select
        size="small"
        aria-label="这一组怎样才算满足"
        value={props.kind}
        options={kinds}
        onChange={(kind: 'all' | 'any') => send(parts, kind)}
        style={{ width: 176 }}
      />
      <ul className="conditions">
        {parts.map((part, i) => (
          // A line has no name but its place; what stands in it is drawn anew from the tree.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <li key={i}>
            <div className="condition-line">
              <ConditionEditor
                condition={part}
                depth={depth + 1}
                onChange={(next) => send(parts.map((p, j) => (j === i ? next : p)))}
              />
              <PartButtons parts={parts} at={i} depth={depth + 1} onChange={send} />
            </div>
          </li>
        ))}
        <li className="row">
          <Button size="small" type="dashed" onClick={() => send([...parts, fresh()])}>
            ＋ 加一个条件
          </Button>
          {depth + 2 <= maxDepth ? (
            <Button
              size="small"
              type="dashed"
              onClick={() => send([...parts, props.kind === 'all' ? { any: [fresh()] } : { all: [fresh()] }])}
            >
              ＋ 加一组（{props.kind === 'all' ? '任一' : '同时'}）
            </Button>
          ) : null}
        </li>
      </ul>
    </div>
  )
}

const fresh = (): Condition => freshComparison('registrationStatus')
