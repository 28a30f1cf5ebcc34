import type { ReactNode } from 'react'

/** A page that has nothing to show: what has happened, and where to go from here. */
export function Standstill({ title, text, extra }: { title: string; text?: ReactNode; extra?: ReactNode }) {
  return (
    <section className="section standstill">
      <h1>{title}</h1>
      {text ? <p className="muted">{text}</p> : null}
      {extra ? <div className="row">{extra}</div> : null}
    </section>
  )
}
