import { Checkbox, Form, Input, InputNumber, Radio, Select } from 'antd'
import { guarantees, needTypes, purposeKinds } from '#contract/financing/words.ts'
import { FieldMoney } from '../../ui/FieldMoney.tsx'
import { FieldRate } from '../../ui/FieldRate.tsx'
import { FieldText } from '../../ui/FieldText.tsx'

const options = (words: Readonly<Record<string, string>>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }))

/** The need itself, in the words of the form; 万元 and 月 are what people say. */
export function NeedForm() {
  const kind = Form.useWatch('purposeKind') as string | undefined
  return (
    <>
      <div className="form-grid">
        <Form.Item name="needType" label="需求类型" required>
          <Select options={options(needTypes)} placeholder="请选择" />
        </Form.Item>
        <Form.Item name="amountFen" label="需求金额" required>
          <FieldMoney />
        </Form.Item>
        <Form.Item name="termMonths" label="期限" required>
          <InputNumber min={1} max={360} precision={0} suffix="个月" style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="guarantee" label="拟担保方式" required>
          <Select options={options(guarantees)} placeholder="请选择" />
        </Form.Item>
        <Form.Item name="rateCapBp" label="期望年利率上限（可不填）">
          <FieldRate />
        </Form.Item>
        <Form.Item name="firstLoanClaimed" label="企业自述是否首贷（以银行核定为准）">
          <Radio.Group
            options={[
              { value: true, label: '是首贷' },
              { value: false, label: '不是' },
            ]}
          />
        </Form.Item>
      </div>
      <Form.Item
        name="purposeKind"
        label="用途大类"
        required
        help={kind === 'repay' ? '归还其他贷款属转贷，第五项标准不会通过；请如实填写' : undefined}
      >
        <Select options={options(purposeKinds)} placeholder="请选择" />
      </Form.Item>
      <Form.Item name="purpose" label="用途与资金使用计划" required>
        <FieldText min={4} max={500} placeholder="买什么、向谁买、何时回款还款" />
      </Form.Item>
      <Form.Item name="ordersNote" label="订单、合同等佐证（可不填）">
        <FieldText max={500} rows={2} placeholder="如：与某公司的采购合同，金额 80 万元，12 月交货" />
      </Form.Item>
      <div className="form-grid">
        <Form.Item name="contactName" label="联系人" required>
          <Input maxLength={40} autoComplete="off" />
        </Form.Item>
        <Form.Item name="contactPhone" label="联系电话" required>
          <Input
            maxLength={20}
            inputMode="tel"
            autoComplete="off"
            placeholder="11 位手机号，或带区号的座机"
          />
        </Form.Item>
      </div>
      <Form.Item name="acceptsOther" valuePropName="checked">
        <Checkbox>主办行不能授信时，同意再推荐给备选行（仍须对备选行单独授权）</Checkbox>
      </Form.Item>
    </>
  )
}
