import { Input } from 'antd'
import { visibleLength } from '#contract/kernel/ids.ts'

/** Grows with its text where the browser can; the library's own way writes style attributes, which the policy forbids. */
const growing = { fieldSizing: 'content', minHeight: 54, maxHeight: 260, resize: 'vertical' } as const

/** A few sentences, with a live count against what is asked for. */
export function FieldText(props: {
  id?: string
  value?: string
  onChange?: (text: string) => void
  min?: number
  max: number
  rows?: number
  placeholder?: string
  autoFocus?: boolean
}) {
  const { min = 0, max } = props
  const length = visibleLength(props.value ?? '')
  return (
    <>
      <Input.TextArea
        id={props.id}
        value={props.value}
        maxLength={max}
        placeholder={props.placeholder}
        rows={props.rows ?? 3}
        style={growing}
        autoFocus={props.autoFocus}
        onChange={(e) => props.onChange?.(e.target.value)}
      />
      <div className="small muted">
        {length < min ? `还差 ${min - length} 个字（至少 ${min} 个字）` : `已写 ${length} 字，最多 ${max} 字`}
      </div>
    </>
  )
}
