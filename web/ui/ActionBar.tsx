import { Button, Tooltip } from 'antd'
import { useId } from 'react'
import type { OfferedAction } from '#contract/kernel/flow.ts'

/** The things that may be done now, as the server offered them; what is blocked stays in sight and says why. */
export function ActionBar({
  actions,
  primary,
  danger,
  busy,
  onAct,
}: {
  actions: readonly OfferedAction[]
  /** The action that stands out. */
  primary?: string
  danger?: readonly string[]
  busy?: string | null
  onAct: (action: OfferedAction) => void
}) {
  if (actions.length === 0) return null
  return (
    <fieldset className="row no-print" style={{ border: 0, margin: 0, padding: 0 }}>
      <legend className="hidden-text">可以做的事</legend>
      {actions.map((a) =>
        a.blocked === null ? (
          <Button
            key={a.action}
            type={a.action === primary ? 'primary' : 'default'}
            danger={danger?.includes(a.action)}
            loading={busy === a.action}
            onClick={() => onAct(a)}
          >
            {a.label}
          </Button>
        ) : (
          <Blocked key={a.action} label={a.label} why={a.blocked} />
        ),
      )}
    </fieldset>
  )
}

/** Reachable by keyboard and touch, unlike a disabled button: the sentence is the point of it. */
export function Blocked({ label, why }: { label: string; why: string }) {
  const id = useId()
  return (
    <Tooltip title={why} trigger={['hover', 'focus', 'click']}>
      <Button aria-disabled aria-describedby={id} className="blocked">
        {label}
        <span id={id} className="hidden-text">
          {why}
        </span>
      </Button>
    </Tooltip>
  )
}
