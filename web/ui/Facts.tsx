import type { ReactNode } from 'react'

export interface Fact {
  label: string
  value: ReactNode
  /** Takes a whole line, for long text. */
  wide?: boolean
}

/** Labelled values side by side, as many columns as fit; what is not known is a dash, never an empty place. */
export function Facts({ items }: { items: readonly (Fact | null)[] }) {
  return (
    <dl className="facts">
      {items
        .filter((item) => item !== null)
        .map((f) => (
          <div key={f.label} className={f.wide ? 'wide' : undefined}>
            <dt>{f.label}</dt>
            <dd>{f.value === null || f.value === undefined || f.value === '' ? '—' : f.value}</dd>
          </div>
        ))}
    </dl>
  )
}
