import type { ReactNode } from 'react'

/** A word aside: plain, a warning, something that went wrong (spoken at once), or something done. */
export function Note({
  kind = 'plain',
  title,
  children,
}: {
  kind?: 'plain' | 'warn' | 'bad' | 'good'
  title?: string
  children?: ReactNode
}) {
  return (
    <div
      className={kind === 'plain' ? 'note' : `note ${kind}`}
      role={kind === 'bad' ? 'alert' : kind === 'good' ? 'status' : undefined}
    >
      {title ? <p className="strong">{title}</p> : null}
      {children}
    </div>
  )
}

/** Nothing here yet: why, and what to do next. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="title">{title}</p>
      {children}
    </div>
  )
}

/** The place of rows that are on their way. */
export function Bones({ rows = 3 }: { rows?: number }) {
  return (
    <div className="stack" role="status" aria-label="正在读取">
      {Array.from({ length: rows }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
        <div key={i} className="bones" />
      ))}
    </div>
  )
}
