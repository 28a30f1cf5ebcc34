import { Form } from 'antd'
import type { ReactNode } from 'react'
import { FieldText } from './FieldText.tsx'
import { FlowDialog } from './FlowDialog.tsx'

/** A step that asks for its reason in words and nothing else. */
export function FlowReason(props: {
  open: boolean
  title: string
  label: string
  okText: string
  intro?: ReactNode
  placeholder?: string
  danger?: boolean
  send: (reason: string, key: string) => Promise<unknown>
  onClose: () => void
  onReload?: () => void
}) {
  const { label, placeholder, send, ...rest } = props
  return (
    <FlowDialog<{ reason: string }, string> {...rest} toBody={(v) => v.reason} send={send}>
      <Form.Item
        name="reason"
        label={label}
        rules={[{ required: true, min: 2, message: '请写明，至少 2 个字' }]}
      >
        <FieldText max={500} min={2} placeholder={placeholder} autoFocus />
      </Form.Item>
    </FlowDialog>
  )
}
