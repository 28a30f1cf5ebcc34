import { Link } from '@tanstack/react-router'
import './kit.css'

/** The way back to the list a page came from. */
export function BackLink({ to, label }: { to: string; label: string }) {
  return (
    <Link to={to} className="back no-print">
      <span aria-hidden>‹ </span>
      {label}
    </Link>
  )
}
