import { Button, Form, Modal } from 'antd'
import type { ReactNode } from 'react'
import type { z } from 'zod'
import { ProblemNote } from './ProblemNote.tsx'
import { useSubmission } from './useSubmission.ts'

interface FlowFormProps<V extends object, B> {
  intro?: ReactNode
  okText: string
  danger?: boolean
  initial?: Partial<V>
  toBody: (values: V) => B
  schema?: z.ZodType
  send: (body: B, key: string) => Promise<unknown>
  onClose: () => void
  /** Loads what others changed meanwhile; the fields keep what was typed. */
  onReload?: () => void
  children?: ReactNode
}

/** One step of a flow with its small form. Each opening is one submission; closing gives the focus back. */
export function FlowDialog<V extends object, B = V>({
  open,
  title,
  width = 520,
  ...form
}: FlowFormProps<V, B> & { open: boolean; title: string; width?: number }) {
  return (
    <Modal
      open={open}
      title={title}
      width={width}
      footer={null}
      destroyOnHidden
      mask={{ closable: false }}
      onCancel={form.onClose}
    >
      <FlowForm {...form} />
    </Modal>
  )
}

function FlowForm<V extends object, B>(props: FlowFormProps<V, B>) {
  const [form] = Form.useForm<V>()
  const { submit, pending, problem, clearProblem } = useSubmission<V, B>({
    form,
    toBody: props.toBody,
    schema: props.schema,
    send: props.send,
    onDone: props.onClose,
  })
  const reload = props.onReload
    ? () => {
        props.onReload!()
        clearProblem()
      }
    : undefined
  return (
    <Form<V>
      form={form}
      layout="vertical"
      initialValues={props.initial}
      onFinish={() => void submit()}
      scrollToFirstError
    >
      {props.intro ? <div style={{ marginBottom: 12 }}>{props.intro}</div> : null}
      {props.children}
      <ProblemNote problem={problem} onReload={reload} />
      <div className="row" style={{ justifyContent: 'flex-end' }}>
        <Button onClick={props.onClose}>取消</Button>
        <Button type="primary" danger={props.danger} htmlType="submit" loading={pending}>
          {props.okText}
        </Button>
      </div>
    </Form>
  )
}
