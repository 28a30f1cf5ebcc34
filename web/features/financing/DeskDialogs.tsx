import { App, Form, Radio } from 'antd'
import type { declineReasons } from '#contract/financing/words.ts'
import { FieldText } from '../../ui/FieldText.tsx'
import { FlowDialog } from '../../ui/FlowDialog.tsx'
import { FlowReason } from '../../ui/FlowReason.tsx'
import { contactHows } from './caseWords.ts'
import { DeclineFields } from './DeclineFields.tsx'
import { DisburseDialog } from './DisburseDialog.tsx'
import { GrantDialog } from './GrantDialog.tsx'
import { RefuseDialog } from './RefuseDialog.tsx'
import { type DeskCase, type DeskStep, useDeskSteps } from './useFinancing.ts'

export interface DeskDialogProps {
  bankCase: DeskCase
  open: boolean
  onClose: () => void
  onReload: () => void
  send: (step: DeskStep, key: string) => Promise<unknown>
}

const plain = [
  { action: 'accept', title: '接收', okText: '接收', intro: '接收后由本行联系企业；企业能看到已接收。' },
  {
    action: 'completeDocs',
    title: '材料收齐',
    okText: '材料收齐',
    intro: '按本地规则，决定期限可能从今天起算。',
  },
  { action: 'startApproval', title: '进入审批', okText: '进入审批', intro: '进入本行的审批流程。' },
  { action: 'supplement', title: '补充材料已收', okText: '已收到', intro: '期限继续计算，回到审批。' },
] as const

const reasons = [
  {
    action: 'requestSupplement',
    title: '要求补充材料',
    label: '要企业补什么',
    okText: '要求补充',
    placeholder: '如：近六个月对公流水、购销合同',
    intro: '企业能看到这段话；等待期间期限暂停计算。',
  },
  {
    action: 'close',
    title: '办结',
    label: '办结原因',
    okText: '办结',
    placeholder: '如：额度已放完；或企业不再用款，额度注销',
    intro: '办结后不能再登记放款。',
  },
] as const

/** The small form of each of the bank's steps. */
export function DeskDialogs(props: {
  bankCase: DeskCase
  action: string | null
  onClose: () => void
  onLeft: (text: string) => void
}) {
  const { bankCase: c, action, onClose } = props
  const steps = useDeskSteps(c.id)
  const { message } = App.useApp()
  const send = async (step: DeskStep, key: string) => {
    const still = await steps.act(step, key)
    if (still === null) props.onLeft(leftText(c, step))
    else void message.success(`已登记，现在是“${still.statusLabel}”`)
  }
  const common = { bankCase: c, onClose, onReload: steps.reload, send }
  return (
    <>
      {plain.map((p) => (
        <FlowDialog
          key={p.action}
          open={action === p.action}
          title={p.title}
          okText={p.okText}
          intro={p.intro}
          toBody={() => ({ action: p.action })}
          send={send}
          onClose={onClose}
          onReload={steps.reload}
        />
      ))}
      {reasons.map((r) => (
        <FlowReason
          key={r.action}
          open={action === r.action}
          title={r.title}
          label={r.label}
          placeholder={r.placeholder}
          okText={r.okText}
          intro={r.intro}
          send={(reason, key) => send({ action: r.action, reason }, key)}
          onClose={onClose}
          onReload={steps.reload}
        />
      ))}
      <ContactDialog {...common} open={action === 'contact'} />
      <GrantDialog {...common} open={action === 'grant'} />
      <RefuseDialog {...common} open={action === 'refuse'} />
      <DisburseDialog {...common} open={action === 'disburse'} />
      <DeclineDialog {...common} open={action === 'enterpriseDecline'} />
    </>
  )
}

function leftText(c: DeskCase, step: DeskStep): string {
  const said = step.action === 'refuse' ? '不予授信的决定已登记' : '已登记企业放弃'
  const next =
    c.part === 'main'
      ? '系统已按企业的授权转给备选行；没有授权或不接受调剂的，转区县专班会诊。'
      : '后续由区县专班组织会诊。'
  return `${c.name}：${said}，本行办理到此结束。${next}`
}

function ContactDialog({ open, onClose, onReload, send }: DeskDialogProps) {
  return (
    <FlowDialog<{ how: 'visit' | 'phone' | 'branch' | 'wechat'; note?: string }, DeskStep>
      open={open}
      title="登记对接"
      okText="登记对接"
      toBody={(v) => ({ action: 'contact', ...v })}
      send={send}
      onClose={onClose}
      onReload={onReload}
    >
      <Form.Item name="how" label="怎样联系上的" rules={[{ required: true, message: '请选择对接方式' }]}>
        <Radio.Group
          options={(['visit', 'phone', 'branch', 'wechat'] as const).map((value) => ({
            value,
            label: contactHows[value],
          }))}
        />
      </Form.Item>
      <Form.Item name="note" label="谈了什么（可不填）">
        <FieldText max={200} rows={2} placeholder="如：已告知所需材料清单，约定周五前送来" />
      </Form.Item>
    </FlowDialog>
  )
}

function DeclineDialog({ open, onClose, onReload, send }: DeskDialogProps) {
  return (
    <FlowDialog<{ declineReason: keyof typeof declineReasons; note?: string }, DeskStep>
      open={open}
      title="登记企业放弃"
      okText="登记企业放弃"
      danger
      intro="企业自己提出不再向本行申请时登记；登记后本行办理结束。"
      toBody={(v) => ({ action: 'enterpriseDecline', ...v })}
      send={send}
      onClose={onClose}
      onReload={onReload}
    >
      <DeclineFields />
    </FlowDialog>
  )
}
