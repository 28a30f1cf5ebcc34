import { type ReactNode, useId } from 'react'

export interface Option<V extends string> {
  value: V
  label: string
  hint?: string
  /** A class of its own: the colours of 符合, 不符, 存疑. */
  tone?: string
}

/** Options out of a table of words. */
export function optionsOf<V extends string>(words: Readonly<Record<V, string>>): Option<V>[] {
  return Object.entries<string>(words).map(([value, label]) => ({ value: value as V, label }))
}

/** One of a few, each a tile that a thumb cannot miss. Real radio buttons lie beneath, for keyboards and readers. */
export function Choice<V extends string>(props: {
  label: string
  hint?: ReactNode
  error?: string
  optional?: boolean
  value: V | undefined
  onChange: (value: V) => void
  options: readonly Option<V>[]
  columns?: 'one' | 'two' | 'three'
}) {
  const id = useId()
  const described = [props.hint ? `${id}h` : '', props.error ? `${id}e` : ''].filter(Boolean).join(' ')
  return (
    <div
      className="field"
      role="radiogroup"
      aria-labelledby={`${id}l`}
      aria-describedby={described || undefined}
      aria-invalid={props.error !== undefined}
    >
      <div id={`${id}l`} className="label">
        {props.label}
        {props.optional ? <span className="hint">（可不填）</span> : null}
      </div>
      {props.hint ? (
        <div id={`${id}h`} className="hint">
          {props.hint}
        </div>
      ) : null}
      <div className={props.columns ? `tiles ${props.columns}` : 'tiles'}>
        {props.options.map((o) => {
          const on = o.value === props.value
          return (
            <label key={o.value} className={`tile ${o.tone ?? ''} ${on ? 'on' : ''}`}>
              <input
                type="radio"
                name={id}
                value={o.value}
                checked={on}
                onChange={() => props.onChange(o.value)}
              />
              <span>{o.label}</span>
              {o.hint ? <span className="hint">{o.hint}</span> : null}
            </label>
          )
        })}
      </div>
      {props.error ? (
        <p id={`${id}e`} className="error">
          {props.error}
        </p>
      ) : null}
    </div>
  )
}

/** A thing agreed to, or not: one box, its own sentence. */
export function Check(props: {
  checked: boolean
  onChange: (checked: boolean) => void
  children: ReactNode
  invalid?: boolean
}) {
  return (
    <label className={props.checked ? 'check on' : 'check'}>
      <input
        type="checkbox"
        checked={props.checked}
        aria-invalid={props.invalid}
        onChange={(e) => props.onChange(e.target.checked)}
      />
      <span className="grow">{props.children}</span>
    </label>
  )
}
