import { type ReactNode, useEffect } from 'react'
import { usePrinting } from './usePrinting.ts'
import { whenText } from './When.tsx'

/** The head of a page, and of its window: what it is, a note beside it, and the page's own buttons on the right. */
export function PageTitle({
  title,
  note,
  children,
}: {
  title: string
  note?: ReactNode
  children?: ReactNode
}) {
  const printing = usePrinting()
  useEffect(() => {
    document.title = `${title} · 滴灌`
  }, [title])
  return (
    <header className="row" style={{ justifyContent: 'space-between' }}>
      <div className="row" style={{ alignItems: 'baseline' }}>
        <h1 style={{ fontSize: 20, margin: 0 }}>{title}</h1>
        {note ? <span style={{ color: 'var(--muted)' }}>{note}</span> : null}
        {printing ? <span className="muted small">打印于 {whenText(new Date().toISOString())}</span> : null}
      </div>
      {children ? <div className="row no-print">{children}</div> : null}
    </header>
  )
}
