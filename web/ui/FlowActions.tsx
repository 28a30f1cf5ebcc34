import { Button } from 'antd'
import type { OfferedAction } from '#contract/kernel/flow.ts'

export type ActionTone = 'primary' | 'plain' | 'danger'

/**
 * The buttons the answer offers, and only those. One that waits for something stays visible with the sentence that says
 * what; the tones only order and colour them.
 */
export function FlowActions(props: {
  actions: readonly OfferedAction[]
  tones: Readonly<Record<string, ActionTone>>
  onAct: (action: string) => void
}) {
  const tone = (a: OfferedAction) => props.tones[a.action] ?? 'plain'
  const rank = { primary: 0, plain: 1, danger: 2 }
  const sorted = [...props.actions].sort((a, b) => rank[tone(a)] - rank[tone(b)])
  const blocked = sorted.filter((a) => a.blocked !== null)
  if (sorted.length === 0) return null
  return (
    <div className="no-print">
      <ul className="plain-list row" aria-label="可做的事">
        {sorted.map((a) => (
          <li key={a.action}>
            <Button
              type={tone(a) === 'primary' ? 'primary' : 'default'}
              danger={tone(a) === 'danger'}
              disabled={a.blocked !== null}
              onClick={() => props.onAct(a.action)}
            >
              {a.label}
            </Button>
          </li>
        ))}
      </ul>
      {blocked.length > 0 ? (
        <ul className="plain-list muted" style={{ marginTop: 8 }}>
          {blocked.map((a) => (
            <li key={a.action}>
              暂不能“{a.label}”：{a.blocked}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}
