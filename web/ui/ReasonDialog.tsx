import { Form, Input } from 'antd'
import type { ReactNode } from 'react'
import { FormDialog } from './FormDialog.tsx'

/** Asks for a reason before something that others will have to understand later. */
export function ReasonDialog(props: {
  open: boolean
  title: string
  /** What will happen, in a sentence. */
  note?: ReactNode
  label?: string
  placeholder?: string
  min?: number
  max?: number
  okText: string
  danger?: boolean
  onClose: () => void
  onSubmit: (reason: string, key: string) => Promise<unknown>
  onReload?: () => void
}) {
  const min = props.min ?? 2
  return (
    <FormDialog<{ reason: string }>
      open={props.open}
      title={props.title}
      okText={props.okText}
      danger={props.danger}
      onClose={props.onClose}
      onReload={props.onReload}
      onSubmit={(v, key) => props.onSubmit(v.reason.trim(), key)}
    >
      {props.note ? <p style={{ marginTop: 0 }}>{props.note}</p> : null}
      <Form.Item
        name="reason"
        label={props.label ?? '理由'}
        rules={[
          { required: true, whitespace: true, message: '请写明理由' },
          { min, message: `至少写 ${min} 个字` },
        ]}
      >
        <Input.TextArea
          autoFocus
          rows={3}
          maxLength={props.max ?? 200}
          showCount
          placeholder={props.placeholder}
        />
      </Form.Item>
    </FormDialog>
  )
}
