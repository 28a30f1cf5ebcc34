import { Form, Input, InputNumber, Radio } from 'antd'
import * as z from 'zod'
import { parameters, parameterText } from '#contract/parameters.ts'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { useSay } from '../../ui/useSay.ts'
import { type Parameter, useChangeParameter } from './useOrganisations.ts'

interface Fields {
  value: string | number | boolean
  reason: string
}

/** Another value for one rule, with the reason beside it; what was decided before stays as it was. */
export function ParameterDialog({ parameter: p, onClose }: { parameter: Parameter; onClose: () => void }) {
  const change = useChangeParameter()
  const say = useSay()
  return (
    <FormDialog<Fields>
      open
      title={`调整：${p.label}`}
      okText="调整"
      initial={{ value: p.value as Fields['value'] }}
      onClose={onClose}
      onSubmit={async ({ value, reason }, key) => {
        await change.mutateAsync({ parameter: p.key, value, reason: reason.trim(), version: p.version, key })
        say.done(`「${p.label}」已改为 ${parameterText(p.key, value)}`)
      }}
    >
      <p className="muted" style={{ marginTop: 0 }}>
        现在 {parameterText(p.key, p.value)}，默认 {parameterText(p.key, p.default)}。{p.why}。
        从现在起按新值办，已作出的结论不变。
      </p>
      <ValueField parameter={p} />
      <Form.Item
        name="reason"
        label="为什么调整"
        rules={[{ required: true, whitespace: true, min: 4, message: '请写明依据，至少 4 个字' }]}
      >
        <Input.TextArea rows={2} maxLength={200} showCount placeholder="如：市专班 11 月 20 日会议议定" />
      </Form.Item>
    </FormDialog>
  )
}

/** The field fits what the rule may be: a number within its bounds, or one of a few words. */
function ValueField({ parameter: p }: { parameter: Parameter }) {
  const spec = parameters[p.key]
  if ('words' in spec && spec.words) {
    const typed = (text: string) => (typeof p.value === 'boolean' ? text === 'true' : text)
    return (
      <Form.Item name="value" label="改为">
        <Radio.Group
          options={Object.entries(spec.words).map(([value, label]) => ({ value: typed(value), label }))}
        />
      </Form.Item>
    )
  }
  const { minimum, maximum } = z.toJSONSchema(spec.schema as z.ZodType) as {
    minimum?: number
    maximum?: number
  }
  return (
    <Form.Item
      name="value"
      label="改为"
      extra={`${minimum}–${maximum}`}
      rules={[{ required: true, message: '请填写数字' }]}
    >
      <InputNumber
        autoFocus
        min={minimum}
        max={maximum}
        precision={0}
        suffix={'unit' in spec ? spec.unit : undefined}
        style={{ width: 200 }}
      />
    </Form.Item>
  )
}
