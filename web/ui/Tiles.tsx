import { Link } from '@tanstack/react-router'
import { Figure } from './Money.tsx'

export interface Tile {
  label: string
  n: number
  /** What the figure counts, in a few words. */
  hint?: string
  tone?: 'bad' | 'wait'
  /** The rows behind the figure. */
  to?: string
  search?: Record<string, string>
}

/** A row of figures; each may open its rows. */
export function Tiles({ items, label }: { items: readonly Tile[]; label: string }) {
  return (
    <ul className="tiles" aria-label={label}>
      {items.map((t) => (
        <li key={t.label} className={t.n === 0 ? 'zero' : t.tone}>
          <span className="muted">{t.label}</span>
          <b>
            {t.to && t.n > 0 ? (
              <Link to={t.to} search={t.search ?? {}}>
                <Figure n={t.n} />
              </Link>
            ) : (
              <Figure n={t.n} />
            )}
          </b>
          {t.hint ? <span className="muted small">{t.hint}</span> : null}
        </li>
      ))}
    </ul>
  )
}
