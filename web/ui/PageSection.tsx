import { type ReactNode, useId } from 'react'
import './page.css'

/** A named part of a page: its heading, a note beside it, its own buttons on the right. */
export function PageSection(props: {
  title: string
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
