import { lights } from '#contract/kernel/deadline.ts'
import { StateTag } from './StateTag.tsx'

const shapes = {
  green: { tone: 'go', mark: '●' },
  amber: { tone: 'wait', mark: '▲' },
  red: { tone: 'bad', mark: '■' },
} as const

/** 绿黄红 with shape and word, the day beside it: never by colour alone. */
export function Light({ light, dueOn }: { light: 'green' | 'amber' | 'red' | null; dueOn: string | null }) {
  if (!light) return <span className="muted">—</span>
  return (
    <span title={dueOn ? `期限 ${dueOn}` : undefined}>
      <StateTag tone={shapes[light].tone} mark={shapes[light].mark}>
        {lights[light]}
        {dueOn ? ` ${dueOn.slice(5)}` : ''}
      </StateTag>
    </span>
  )
}
