import { useEffect, useId, useState } from 'react'

/**
 * A search that waits for a pause of the thumb. One character is not sent: it would find half the city; the line beneath
 * says so.
 */
export function SearchBox(props: {
  label: string
  placeholder: string
  value: string
  onSearch: (text: string) => void
}) {
  const { value, onSearch } = props
  const id = useId()
  const [text, setText] = useState(value)
  const typed = text.trim()
  useEffect(() => setText(value), [value])
  useEffect(() => {
    if (typed === value || typed.length === 1) return
    const timer = setTimeout(() => onSearch(typed), 350)
    return () => clearTimeout(timer)
  }, [typed, value, onSearch])
  return (
    <search className="field">
      <label htmlFor={id} className="unseen">
        {props.label}
      </label>
      <input
        id={id}
        type="search"
        enterKeyHint="search"
        autoComplete="off"
        className="input"
        placeholder={props.placeholder}
        maxLength={40}
        value={text}
        onChange={(e) => setText(e.target.value)}
      />
      {typed.length === 1 ? <p className="hint">再输入一个字</p> : null}
    </search>
  )
}
