import type { ReactNode } from 'react'
import './page.css'

export interface Fact {
  label: string
  value: ReactNode
  /** Takes the whole width: for sentences. */
  wide?: boolean
}

/** Names and values side by side, as many columns as the screen holds. What is unknown shows a dash. */
export function FactGrid({ items }: { items: readonly (Fact | null)[] }) {
  return (
    <dl className="facts">
      {items
        .filter((item) => item !== null)
        .map((item) => (
          <div key={item.label} className={item.wide ? 'wide' : undefined}>
            <dt>{item.label}</dt>
            <dd>{item.value === null || item.value === undefined || item.value === '' ? '—' : item.value}</dd>
          </div>
        ))}
    </dl>
  )
}
