import { Input } from 'antd'
import { useState } from 'react'

function bpFromPercent(text: string): number | undefined {
  const m = /^(\d{1,2})(?:\.(\d{1,2}))?$/.exec(text.normalize('NFKC').replace(/[%\s]/g, ''))
  return m ? Number(m[1]) * 100 + Number((m[2] ?? '').padEnd(2, '0')) : undefined
}

/** A yearly rate typed in per cent and kept in basis points. */
export function FieldRate(props: {
  id?: string
  value?: number
  onChange?: (bp: number | undefined) => void
}) {
  const [text, setText] = useState(() => (props.value === undefined ? '' : String(props.value / 100)))
  const wrong = text !== '' && bpFromPercent(text) === undefined
  return (
    <>
      <Input
        id={props.id}
        inputMode="decimal"
        autoComplete="off"
        suffix="%"
        value={text}
        placeholder="如 3.45"
        onChange={(e) => {
          setText(e.target.value)
          props.onChange?.(bpFromPercent(e.target.value))
        }}
      />
      {wrong ? <div className="small muted">请写百分数，最多两位小数，如 3.45</div> : null}
    </>
  )
}
