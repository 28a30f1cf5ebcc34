import { Checkbox, Form, Input, Radio } from 'antd'
import { useSession } from '../../shell/session.ts'
import { FieldDay } from '../../ui/FieldDay.tsx'
import { FieldText } from '../../ui/FieldText.tsx'
import { FlowDialog } from '../../ui/FlowDialog.tsx'
import { contactHows, ownersOf, reasonGroups } from './caseWords.ts'
import type { DeskDialogProps } from './DeskDialogs.tsx'
import { deskStepSchema } from './stepSchema.ts'
import { type DeskStep, useParameter } from './useFinancing.ts'
import './financing.css'

type Refuse = Omit<Extract<DeskStep, { action: 'refuse' }>, 'action'>

const explained = (['phone', 'visit', 'branch', 'letter'] as const).map((value) => ({
  value,
  label: contactHows[value],
}))

/** 不予授信: coded reasons, the facts behind them, whether and by whom it can be mended, and that the firm was told. */
export function RefuseDialog({ bankCase: c, open, onClose, onReload, send }: DeskDialogProps) {
  const { data: session } = useSession()
  const least = useParameter('refusalFactsMin')
  return (
    <FlowDialog<Refuse, DeskStep>
      open={open}
      title={`不予授信：${c.name}`}
      okText="登记不予授信"
      danger
      width={720}
      intro="登记后本行不能再看到这户；系统按企业的授权转给备选行，或转专班会诊。"
      initial={{ reasons: [], explainedOn: session?.today }}
      toBody={({ repairOwner, repairAdvice, ...v }) => {
        const owner = (repairOwner ?? ownersOf(v.reasons ?? [])).slice(0, 60)
        return {
          ...v,
          action: 'refuse',
          ...(v.repairable && owner ? { repairOwner: owner } : {}),
          ...(v.repairable && repairAdvice ? { repairAdvice } : {}),
        }
      }}
      schema={deskStepSchema}
      send={send}
      onClose={onClose}
      onReload={onReload}
    >
      <Form.Item name="reasons" label="原因（可多选，最多 5 项；括号内是能帮助解决的单位）" required>
        <ReasonTicks />
      </Form.Item>
      <Form.Item name="facts" label="事实依据" required>
        <FieldText min={least} max={1000} placeholder="查到了什么、差多少、依据什么；企业和专班据此改进" />
      </Form.Item>
      <Form.Item name="repairable" label="能否修复" required>
        <Radio.Group
          options={[
            { value: true, label: '可修复，改进后可再申请' },
            { value: false, label: '不可修复' },
          ]}
        />
      </Form.Item>
      <RepairFields />
      <div className="form-grid">
        <Form.Item name="explainedOn" label="向企业说明的日期">
          <FieldDay max={session?.today} />
        </Form.Item>
        <Form.Item name="explainedHow" label="怎样说明的">
          <Radio.Group options={explained} />
        </Form.Item>
      </div>
    </FlowDialog>
  )
}

/** The reasons by their first level: nobody reads one list of twenty-eight. */
function ReasonTicks(props: { value?: string[]; onChange?: (reasons: string[]) => void }) {
  const { value = [] } = props
  return (
    <div className="reason-groups">
      {reasonGroups.map((group) => (
        <fieldset key={group.label} className="bank-ticks">
          <legend>{group.label}</legend>
          {group.options.map((o) => (
            <Checkbox
              key={o.value}
              checked={value.includes(o.value)}
              disabled={value.length >= 5 && !value.includes(o.value)}
              onChange={(e) =>
                props.onChange?.(e.target.checked ? [...value, o.value] : value.filter((v) => v !== o.value))
              }
            >
              {o.label}
            </Checkbox>
          ))}
        </fieldset>
      ))}
    </div>
  )
}

/** Asked only when the firm can mend it; who may help is known from the reasons. */
function RepairFields() {
  const repairable = Form.useWatch('repairable') as boolean | undefined
  const reasons = (Form.useWatch('reasons') as string[] | undefined) ?? []
  const owners = ownersOf(reasons)
  if (!repairable) return null
  return (
    <>
      <Form.Item name="repairOwner" label="由谁解决" help={owners ? `不填则记为：${owners}` : undefined}>
        <Input maxLength={60} autoComplete="off" placeholder="如：税务局、企业自己" />
      </Form.Item>
      <Form.Item name="repairAdvice" label="改进建议（企业能看到）">
        <FieldText max={500} rows={2} placeholder="如：缴清 2 季度增值税后重新提交，约需一周" />
      </Form.Item>
    </>
  )
}
