import { type InputHTMLAttributes, type ReactNode, type Ref, useId } from 'react'

interface Common {
  label: string
  hint?: ReactNode
  error?: string
  /** Not asked of everyone: said beside the label, so that nobody is held up. */
  optional?: boolean
}

/** Label above, help below it, what is wrong in red beneath; ids tie them together for a reader. */
export function Field(
  props: Common & {
    children: (wiring: {
      id: string
      'aria-describedby': string | undefined
      'aria-invalid': boolean
    }) => ReactNode
  },
) {
  const id = useId()
  const described = [props.hint ? `${id}h` : '', props.error ? `${id}e` : ''].filter(Boolean).join(' ')
  return (
    <div className="field">
      <label htmlFor={id} className="label">
        {props.label}
        {props.optional ? <span className="hint">（可不填）</span> : null}
      </label>
      {props.hint ? (
        <div id={`${id}h`} className="hint">
          {props.hint}
        </div>
      ) : null}
      {props.children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': props.error !== undefined,
      })}
      {props.error ? (
        <p id={`${id}e`} className="error">
          {props.error}
        </p>
      ) : null}
    </div>
  )
}

/** One line of typing. */
export function TextField(
  props: Common & {
    value: string
    onChange: (value: string) => void
    unit?: string
    inputRef?: Ref<HTMLInputElement>
  } & Pick<
      InputHTMLAttributes<HTMLInputElement>,
      'type' | 'inputMode' | 'maxLength' | 'placeholder' | 'autoComplete' | 'max' | 'min' | 'autoCapitalize'
    >,
) {
  const { label, hint, error, optional, value, onChange, unit, inputRef, ...input } = props
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(wiring) => {
        const box = (
          <input
            {...input}
            {...wiring}
            ref={inputRef}
            className="input"
            value={value}
            onChange={(e) => onChange(e.target.value)}
          />
        )
        return unit ? (
          <div className="unit">
            {box}
            <span>{unit}</span>
          </div>
        ) : (
          box
        )
      }}
    </Field>
  )
}

/** Several lines of typing. */
export function AreaField(
  props: Common & {
    value: string
    onChange: (value: string) => void
    maxLength: number
    placeholder?: string
    rows?: number
  },
) {
  const { value, onChange, maxLength, placeholder, rows = 3 } = props
  return (
    <Field label={props.label} hint={props.hint} error={props.error} optional={props.optional}>
      {(wiring) => (
        <textarea
          {...wiring}
          className="input"
          rows={rows}
          maxLength={maxLength}
          placeholder={placeholder}
          value={value}
          onChange={(e) => onChange(e.target.value)}
        />
      )}
    </Field>
  )
}

/** One of a list too long for tiles. */
export function SelectField(
  props: Common & {
    value: string
    onChange: (value: string) => void
    options: readonly (readonly [value: string, label: string])[]
    placeholder: string
  },
) {
  return (
    <Field label={props.label} hint={props.hint} error={props.error} optional={props.optional}>
      {(wiring) => (
        <select
          {...wiring}
          className="input"
          value={props.value}
          onChange={(e) => props.onChange(e.target.value)}
        >
          <option value="">{props.placeholder}</option>
          {props.options.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
