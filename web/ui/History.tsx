import { Link } from '@tanstack/react-router'
import { When } from './When.tsx'

export interface Happening {
  key: string
  at: string
  label: string
  by: string | null
  link?: string | null
}

/** What happened, newest first; each line opens the thing it was about. */
export function History({ items, empty }: { items: readonly Happening[]; empty: string }) {
  if (items.length === 0) return <p className="muted">{empty}</p>
  return (
    <ol className="history" aria-label="时间线，最近的在前">
      {items.map((h) => (
        <li key={h.key}>
          {h.link ? <Link to={h.link}>{h.label}</Link> : h.label}
          <div className="muted small">
            <When at={h.at} />
            {h.by ? ` · ${h.by}` : ''}
          </div>
        </li>
      ))}
    </ol>
  )
}
