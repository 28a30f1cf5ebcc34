import type { ReactNode } from 'react'
import { fenFromWan, yuanText } from '#contract/kernel/money.ts'
import { TextField } from './Field.tsx'
import { readFen } from './readMoney.ts'

/** An amount in 万元, said back in words and in 元: the slip of a zero shows before it is sent. */
export function AmountField(props: {
  label: string
  hint?: ReactNode
  error?: string
  optional?: boolean
  value: string
  onChange: (value: string) => void
}) {
  const fen = fenFromWan(props.value)
  return (
    <div className="field">
      <TextField
        {...props}
        inputMode="decimal"
        autoComplete="off"
        maxLength={12}
        unit="万元"
        error={props.error ?? (props.value.trim() && fen === null ? '请只填数字，例如 30 或 0.5' : undefined)}
      />
      <p className="reading num" aria-live="polite">
        {fen && fen !== '0' ? `${readFen(fen)}（${yuanText(fen).replace(/\.00$/, '')} 元）` : ''}
      </p>
    </div>
  )
}
