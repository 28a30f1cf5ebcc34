import { type ReactNode, useId } from 'react'
import './kit.css'

/** A part of a page under a heading of its own, so that it can be found by eye, by keyboard and by screen reader. */
export function Section({
  title,
  note,
  extra,
  children,
}: {
  title: ReactNode
  note?: ReactNode
  extra?: ReactNode
  children: ReactNode
}) {
  const id = useId()
  return (
    <section className="section" aria-labelledby={id}>
      <header>
        <div className="row" style={{ alignItems: 'baseline' }}>
          <h2 id={id}>{title}</h2>
          {note ? <span className="muted">{note}</span> : null}
        </div>
        {extra ? <div className="row no-print">{extra}</div> : null}
      </header>
      {children}
    </section>
  )
}
