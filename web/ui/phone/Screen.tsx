import { type ReactNode, useLayoutEffect, useRef } from 'react'
import { Icon } from './Icon.tsx'

/**
 * One screen of a phone page: what it is on top with the way back, the matter in the middle, the next step within reach of
 * the thumb. Opening a screen moves the focus to its heading, so that a reader says where one has come to.
 */
export function Screen(props: {
  title: string
  back?: { label: string; onBack: () => void }
  right?: ReactNode
  bar?: ReactNode
  tabs?: ReactNode
  children: ReactNode
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  const { title } = props
  useLayoutEffect(() => {
    document.title = `${title} · 滴灌`
    heading.current?.focus({ preventScroll: true })
  }, [title])
  return (
    <div className="screen">
      <header className="head">
        {props.back ? (
          <button type="button" className="icon" aria-label={props.back.label} onClick={props.back.onBack}>
            <Icon name="back" />
          </button>
        ) : null}
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {props.right}
      </header>
      <main className="body">{props.children}</main>
      {props.bar ? <footer className="bar">{props.bar}</footer> : null}
      {props.tabs}
    </div>
  )
}
