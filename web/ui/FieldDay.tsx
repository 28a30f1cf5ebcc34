import { DatePicker } from 'antd'
import dayjs from 'dayjs'

/** A business day kept as yyyy-mm-dd; days outside the bounds cannot be chosen. */
export function FieldDay(props: {
  id?: string
  value?: string
  onChange?: (day: string | undefined) => void
  min?: string
  max?: string
}) {
  return (
    <DatePicker
      id={props.id}
      value={props.value ? dayjs(props.value) : null}
      minDate={props.min ? dayjs(props.min) : undefined}
      maxDate={props.max ? dayjs(props.max) : undefined}
      onChange={(d) => props.onChange?.(d ? d.format('YYYY-MM-DD') : undefined)}
      style={{ width: '100%' }}
    />
  )
}
