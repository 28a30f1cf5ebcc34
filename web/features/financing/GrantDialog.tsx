import { Form, Input, InputNumber, Radio, Select } from 'antd'
import { guarantees } from '#contract/financing/words.ts'
import { FieldMoney } from '../../ui/FieldMoney.tsx'
import { FieldRate } from '../../ui/FieldRate.tsx'
import { FlowDialog } from '../../ui/FlowDialog.tsx'
import type { DeskDialogProps } from './DeskDialogs.tsx'
import { deskStepSchema } from './stepSchema.ts'
import type { DeskStep } from './useFinancing.ts'

type Grant = Omit<Extract<DeskStep, { action: 'grant' }>, 'action'>

export const guaranteeOptions = Object.entries(guarantees).map(([value, label]) => ({ value, label }))

/** 授信: amount, rate, term and security as approved; the first loan is the bank's own finding. */
export function GrantDialog({ bankCase: c, open, onClose, onReload, send }: DeskDialogProps) {
  return (
    <FlowDialog<Grant, DeskStep>
      open={open}
      title={`授信：${c.name}`}
      okText="登记授信"
      width={640}
      intro="登记后这份申报办结为已授信，其他银行未决定的办理随之收回。"
      initial={{
        creditFen: c.recommendedFen ?? c.amountFen,
        termMonths: c.termMonths,
        guarantee: c.guaranteeOffered,
        revolving: false,
      }}
      toBody={(v) => ({ ...v, action: 'grant' })}
      schema={deskStepSchema}
      send={send}
      onClose={onClose}
      onReload={onReload}
    >
      <div className="form-grid">
        <Form.Item name="creditFen" label="授信金额" required>
          <FieldMoney />
        </Form.Item>
        <Form.Item name="rateBp" label="年利率" required>
          <FieldRate />
        </Form.Item>
        <Form.Item name="termMonths" label="期限" required>
          <InputNumber min={1} max={360} precision={0} suffix="个月" style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="guarantee" label="担保方式" required>
          <Select options={guaranteeOptions} />
        </Form.Item>
        <Form.Item name="product" label="产品（可不填）">
          <Input maxLength={80} autoComplete="off" />
        </Form.Item>
        <Form.Item name="revolving" label="额度" required>
          <Radio.Group
            options={[
              { value: false, label: '一次性' },
              { value: true, label: '循环使用' },
            ]}
          />
        </Form.Item>
        <Form.Item name="firstLoan" label="是否首贷（银行核定）" required>
          <Radio.Group
            options={[
              { value: true, label: '是首贷' },
              { value: false, label: '不是' },
            ]}
          />
        </Form.Item>
      </div>
    </FlowDialog>
  )
}
