import { Tag } from 'antd'
import { lights } from '#contract/kernel/deadline.ts'

const shapes = {
  green: { color: 'success', mark: '●' },
  amber: { color: 'warning', mark: '▲' },
  red: { color: 'error', mark: '■' },
} as const

/** 绿黄红 with shape and word: never by colour alone. */
export function Light({ light, dueOn }: { light: 'green' | 'amber' | 'red' | null; dueOn: string | null }) {
  if (!light) return <span style={{ color: 'var(--muted)' }}>—</span>
  return (
    <Tag color={shapes[light].color} className="nowrap">
      <span aria-hidden>{shapes[light].mark}</span> {lights[light]}
      {dueOn ? ` ${dueOn.slice(5)}` : ''}
    </Tag>
  )
}
