import { Button, Form, Modal } from 'antd'
import { type ReactNode, useRef, useState } from 'react'
import type { FieldError } from '#contract/kernel/problem.ts'
import { ApiProblem } from './apiProblem.ts'
import { newKey } from './newKey.ts'
import { ProblemAlert } from './ProblemAlert.tsx'

interface Props<V extends object> {
  open: boolean
  title: string
  okText: string
  danger?: boolean
  wide?: boolean
  initial?: Partial<V>
  children: ReactNode
  onClose: () => void
  /** Sends the form; the key is the same for every try of one opening, so that a repeated click takes effect once. */
  onSubmit: (values: V, key: string) => Promise<unknown>
  /** Offered when somebody else was first: loads the new state and leaves what was typed. */
  onReload?: () => void
  reloadText?: string
}

/**
 * A question in a dialog: one form, one send, the refusal shown where it was asked. Closing it is free; while it is
 * sending nothing can be sent again.
 */
export function FormDialog<V extends object>(props: Props<V>) {
  const [busy, setBusy] = useState(false)
  return (
    <Modal
      open={props.open}
      title={props.title}
      footer={null}
      width={props.wide ? 720 : 520}
      onCancel={() => (busy ? undefined : props.onClose())}
      mask={{ closable: false }}
      destroyOnHidden
    >
      {props.open ? <Body {...props} busy={busy} setBusy={setBusy} /> : null}
    </Modal>
  )
}

function Body<V extends object>(props: Props<V> & { busy: boolean; setBusy: (busy: boolean) => void }) {
  const { busy, setBusy } = props
  const [form] = Form.useForm<V>()
  const [key] = useState(newKey)
  const [error, setError] = useState<unknown>(null)
  const sending = useRef(false)
  const send = async (values: V) => {
    if (sending.current) return
    sending.current = true
    setBusy(true)
    setError(null)
    try {
      await props.onSubmit(values, key)
      props.onClose()
    } catch (problem) {
      setError(problem)
      form.setFields(fieldsOf(problem) as never)
    } finally {
      sending.current = false
      setBusy(false)
    }
  }
  const stale = error instanceof ApiProblem && error.code === 'stale_version'
  return (
    <Form<V>
      form={form}
      layout="vertical"
      initialValues={props.initial}
      onFinish={(v) => void send(v)}
      scrollToFirstError={{ focus: true }}
    >
      {props.children}
      <ProblemAlert
        error={error}
        action={
          stale && props.onReload ? (
            <Button size="small" onClick={props.onReload}>
              {props.reloadText ?? '重新载入'}
            </Button>
          ) : undefined
        }
      />
      <div className="dialog-foot">
        <Button onClick={props.onClose} disabled={busy}>
          取消
        </Button>
        <Button type="primary" danger={props.danger} htmlType="submit" loading={busy}>
          {props.okText}
        </Button>
      </div>
    </Form>
  )
}

/** The server's complaints about single fields, put beside them: `body.reason` is the field `reason`. */
function fieldsOf(problem: unknown): { name: string; errors: string[] }[] {
  if (!(problem instanceof ApiProblem)) return []
  const { fields } = (problem.details ?? {}) as { fields?: FieldError[] }
  return (fields ?? []).map((f) => ({ name: f.field.replace(/^body\./, ''), errors: [f.message] }))
}
