import { Input } from 'antd'
import { useState } from 'react'
import { fenFromWan, yuanText } from '#contract/kernel/money.ts'

/** 万元 as it is typed, from fen, without rounding. */
function wanFromFen(fen: string): string {
  const digits = fen.padStart(7, '0')
  const decimals = digits.slice(-6).replace(/0+$/, '')
  return decimals ? `${digits.slice(0, -6)}.${decimals}` : digits.slice(0, -6)
}

/** An amount typed in 万元 and kept in fen; the exact 元 stand below, so that a wrong unit is seen at once. */
export function FieldMoney(props: {
  id?: string
  value?: string
  onChange?: (fen: string | undefined) => void
  placeholder?: string
  'aria-label'?: string
}) {
  const [text, setText] = useState(() => (props.value ? wanFromFen(props.value) : ''))
  const fen = fenFromWan(text)
  const change = (next: string) => {
    setText(next)
    props.onChange?.(fenFromWan(next) ?? undefined)
  }
  return (
    <>
      <Input
        id={props.id}
        inputMode="decimal"
        autoComplete="off"
        suffix="万元"
        value={text}
        placeholder={props.placeholder ?? '如 50 或 12.5'}
        aria-label={props['aria-label']}
        onChange={(e) => change(e.target.value)}
      />
      <div className="small muted" style={{ minHeight: 18 }}>
        {text === '' ? '' : fen === null ? '请只写数字，单位是万元' : `合 ${yuanText(fen)} 元`}
      </div>
    </>
  )
}
