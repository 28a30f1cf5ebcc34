import { Form, Radio } from 'antd'
import { declineReasons } from '#contract/financing/words.ts'
import { FieldText } from '../../ui/FieldText.tsx'

/** Why a firm declines, the same for the bank and for the work group. */
export function DeclineFields() {
  return (
    <>
      <Form.Item name="declineReason" label="放弃的原因" rules={[{ required: true, message: '请选择原因' }]}>
        <Radio.Group
          vertical
          options={Object.entries(declineReasons).map(([value, label]) => ({ value, label }))}
        />
      </Form.Item>
      <Form.Item name="note" label="说明（可不填）">
        <FieldText max={200} rows={2} />
      </Form.Item>
    </>
  )
}
