import { type ReactNode, useId } from 'react'

/** A part of a page under a heading of its own, so that it can be found by eye, by keyboard and by screen reader. */
export function Section(props: {
  title: ReactNode
  /** A place a link can lead to. */
  id?: string
  note?: ReactNode
  extra?: ReactNode
  children: ReactNode
}) {
  const heading = useId()
  return (
    <section className="section" id={props.id} aria-labelledby={heading} tabIndex={props.id ? -1 : undefined}>
      <header>
        <div className="row" style={{ alignItems: 'baseline' }}>
          <h2 id={heading}>{props.title}</h2>
          {props.note ? <span className="muted">{props.note}</span> : null}
        </div>
        {props.extra ? <div className="row no-print">{props.extra}</div> : null}
      </header>
      {props.children}
    </section>
  )
}
