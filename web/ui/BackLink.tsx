import { Link } from '@tanstack/react-router'
import { lastSearchOf } from './lastPlace.ts'

/** The way back to the list a page came from, as it was narrowed then. */
export function BackLink({ to, label }: { to: string; label: string }) {
  return (
    <Link to={to} search={lastSearchOf(to)} className="back no-print">
      <span aria-hidden>‹ </span>
      {label}
    </Link>
  )
}
