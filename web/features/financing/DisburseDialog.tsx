import { Checkbox, Form, Input, Radio, Select } from 'antd'
import { addMonths } from '#contract/kernel/deadline.ts'
import { moneyText } from '#contract/kernel/money.ts'
import { useSession } from '../../shell/session.ts'
import { FieldDay } from '../../ui/FieldDay.tsx'
import { FieldMoney } from '../../ui/FieldMoney.tsx'
import { FieldRate } from '../../ui/FieldRate.tsx'
import { FlowDialog } from '../../ui/FlowDialog.tsx'
import { dayText } from '../../ui/instant.ts'
import type { DeskDialogProps } from './DeskDialogs.tsx'
import { guaranteeOptions } from './GrantDialog.tsx'
import { creditLeft } from './Loans.tsx'
import { deskStepSchema } from './stepSchema.ts'
import type { DeskStep } from './useFinancing.ts'

type Disburse = Omit<Extract<DeskStep, { action: 'disburse' }>, 'action'>

/** 放款: one note a time; what is left of the credit stands above the amount. */
export function DisburseDialog({ bankCase: c, open, onClose, onReload, send }: DeskDialogProps) {
  const { data: session } = useSession()
  const decision = c.decision
  const left = creditLeft(c)
  if (!decision || left === null || !session) return null
  const lentBefore = c.disbursements.some((l) => l.firstLoan && !l.reversed && !l.amountFen.startsWith('-'))
  return (
    <FlowDialog<Disburse, DeskStep>
      open={open}
      title={`登记放款：${c.name}`}
      okText="登记放款"
      width={640}
      intro={`授信 ${moneyText(decision.creditFen ?? '0')}，已放 ${moneyText(c.disbursedFen)}，${decision.revolving ? '循环额度每笔不超过' : '还可放'} ${moneyText(left)}。`}
      initial={{
        amountFen: left,
        disbursedOn: session.today,
        maturesOn: addMonths(session.today, decision.termMonths ?? c.termMonths),
        rateBp: decision.rateBp ?? undefined,
        guarantee: decision.guarantee ?? undefined,
        firstLoan: decision.firstLoan === true && !lentBefore,
        renewal: c.needType === 'renewal',
      }}
      toBody={(v) => ({ ...v, action: 'disburse' })}
      schema={deskStepSchema}
      send={send}
      onClose={onClose}
      onReload={onReload}
    >
      <div className="form-grid">
        <Form.Item name="noteNo" label="借据号" required>
          <Input maxLength={40} autoComplete="off" placeholder="4–40 位字母、数字或短横" />
        </Form.Item>
        <Form.Item name="amountFen" label="放款金额" required>
          <FieldMoney />
        </Form.Item>
        <Form.Item name="disbursedOn" label="放款日" required>
          <FieldDay min={dayText(decision.decidedAt)} max={session.today} />
        </Form.Item>
        <Form.Item name="maturesOn" label="到期日" required>
          <FieldDay min={session.today} />
        </Form.Item>
        <Form.Item name="rateBp" label="年利率" required>
          <FieldRate />
        </Form.Item>
        <Form.Item name="guarantee" label="担保方式" required>
          <Select options={guaranteeOptions} />
        </Form.Item>
        <Form.Item name="firstLoan" label="这笔是首贷" required>
          <Radio.Group
            options={[
              { value: true, label: '是首贷' },
              { value: false, label: '不是' },
            ]}
          />
        </Form.Item>
      </div>
      <Form.Item name="renewal" valuePropName="checked">
        <Checkbox>无还本续贷</Checkbox>
      </Form.Item>
    </FlowDialog>
  )
}
