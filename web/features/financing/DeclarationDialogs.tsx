import { App, Form, Radio } from 'antd'
import { FieldText } from '../../ui/FieldText.tsx'
import { FlowDialog } from '../../ui/FlowDialog.tsx'
import { FlowReason } from '../../ui/FlowReason.tsx'
import { ConsentForm, type ConsentValues, consentOf } from './ConsentForm.tsx'
import { ProposeDialog } from './ProposeDialog.tsx'
import { RevealPhone } from './RevealPhone.tsx'
import { declarationStepSchema } from './stepSchema.ts'
import { type Declaration, type DeclarationStep, useDeclarationSteps } from './useFinancing.ts'

interface Props {
  declaration: Declaration
  action: string | null
  onClose: () => void
}

/** The small form of each step. Which one is open is the page's business. */
export function DeclarationDialogs({ declaration: d, action, onClose }: Props) {
  const steps = useDeclarationSteps(d.id)
  const { message } = App.useApp()
  const done = (text: string) => void message.success(text)
  const common = { onClose, onReload: steps.reload }
  const plain = async (step: DeclarationStep, key: string, text: string) => {
    await steps.act(step, key)
    done(text)
  }
  return (
    <>
      <SubmitDialog declaration={d} open={action === 'submit'} onClose={onClose} />
      <VerifyDialog declaration={d} open={action === 'verify'} onClose={onClose} />
      <FlowDialog
        {...common}
        open={action === 'accept'}
        title="受理审核"
        okText="受理"
        intro="受理后由您逐项审核五项标准。"
        toBody={() => ({ action: 'accept' as const })}
        send={(step, key) => plain(step, key, '已受理，请逐项填写五项标准')}
      />
      <ProposeDialog declaration={d} open={action === 'propose'} onClose={onClose} />
      <FlowDialog
        {...common}
        open={action === 'approve'}
        title="复核通过，列入推荐清单"
        okText="复核通过"
        intro={`${d.name}将列入推荐清单，主办行 ${d.mainBranch ?? ''} 的办理随之建立，等待推送。`}
        toBody={() => ({})}
        send={async (_, key) => done(`已列入推荐清单，批次 ${(await steps.approve(key)).batchNo}`)}
      />
      <FlowDialog
        {...common}
        open={action === 'confirmIneligible'}
        title="复核：暂不符合"
        okText="确认暂不符合"
        intro="确认后申报办结，请向企业说明原因；辅导整改后可以再次申报。"
        toBody={() => ({ action: 'confirmIneligible' as const })}
        send={(step, key) => plain(step, key, '已确认暂不符合')}
      />
      <FlowReason
        {...common}
        open={action === 'supplement'}
        title="提交补正"
        label="补了什么"
        placeholder="如：补交 11 月电费单和租赁合同复印件"
        okText="提交补正"
        send={(note, key) => plain({ action: 'supplement', note }, key, '已提交补正，回到审核')}
      />
      {reasons.map((r) => (
        <FlowReason
          {...common}
          key={r.action}
          open={action === r.action}
          title={r.title}
          label={r.label}
          placeholder={r.placeholder}
          okText={r.okText}
          danger={r.danger}
          intro={r.intro}
          send={(reason, key) => plain({ action: r.action, reason }, key, `已${r.okText}`)}
        />
      ))}
    </>
  )
}

const reasons = [
  {
    action: 'failPrecheck',
    title: '初检退回',
    label: '退回原因',
    okText: '退回',
    danger: true,
    placeholder: '如：联系电话不通、代码与执照不符',
    intro: '退回给填报人，改正后可以重新提交。',
  },
  {
    action: 'requestSupplement',
    title: '要求补正',
    label: '要企业补什么',
    okText: '要求补正',
    danger: false,
    placeholder: '如：请补充经营场所租赁合同和近三个月电费单',
    intro: '企业能看到这段话，请写清楚要什么、怎么交。',
  },
  {
    action: 'proposeIneligible',
    title: '提请不推荐',
    label: '理由',
    okText: '提请不推荐',
    danger: true,
    placeholder: '写明哪一项不通过、依据是什么、企业怎样改进',
    intro: '须由另一位同事复核后才算数。',
  },
  {
    action: 'sendBack',
    title: '退回重审',
    label: '退回原因',
    okText: '退回重审',
    danger: false,
    placeholder: '写明哪一项要重新核对',
    intro: undefined,
  },
  {
    action: 'withdraw',
    title: '企业撤回申报',
    label: '企业撤回的原因',
    okText: '登记撤回',
    danger: true,
    placeholder: '如：企业来电，已从亲友处周转，不再申请',
    intro: '撤回后申报办结，银行还没有作出决定的办理会一并收回。',
  },
] as const

function SubmitDialog({ declaration: d, open, onClose }: Omit<Props, 'action'> & { open: boolean }) {
  const steps = useDeclarationSteps(d.id)
  const collected = d.consents.some((c) => c.purpose === 'collect' && !c.withdrawnAt)
  return (
    <FlowDialog<{ consent?: ConsentValues }, DeclarationStep>
      open={open}
      title="提交申报"
      okText="提交"
      width={collected ? 520 : 720}
      intro={collected ? '提交后列入申报清单，由区县专班核实、审核。' : '提交前先登记企业的同意。'}
      initial={{ consent: { provideTo: [] } }}
      toBody={(v) => ({
        action: 'submit',
        ...(consentOf(v.consent) ? { consent: consentOf(v.consent) } : {}),
      })}
      schema={declarationStepSchema}
      send={(step, key) => steps.act(step, key)}
      onClose={onClose}
      onReload={steps.reload}
    >
      {collected ? null : <ConsentForm suggested={[]} />}
    </FlowDialog>
  )
}

const hows = [
  { value: 'visit', label: '已有走访记录，走访时见到本人' },
  { value: 'registryPhone', label: '拨打登记电话核实' },
  { value: 'window', label: '企业到窗口' },
]

function VerifyDialog({ declaration: d, open, onClose }: Omit<Props, 'action'> & { open: boolean }) {
  const steps = useDeclarationSteps(d.id)
  return (
    <FlowDialog<{ how: 'visit' | 'registryPhone' | 'window'; note?: string }, DeclarationStep>
      open={open}
      title="核实是企业本人申报"
      okText="已核实"
      intro="扫码申报谁都能填，核实后才会受理。请拨打登记机关留存的电话，不要拨申报里填的电话。"
      toBody={(v) => ({ action: 'verify', ...v })}
      send={(step, key) => steps.act(step, key)}
      onClose={onClose}
      onReload={steps.reload}
    >
      <RevealPhone entityId={d.entityId} purpose={`核实申报 ${d.no}`} />
      <Form.Item name="how" label="怎样核实的" rules={[{ required: true, message: '请选择核实方式' }]}>
        <Radio.Group options={hows} vertical />
      </Form.Item>
      <Form.Item name="note" label="备注（可不填）">
        <FieldText max={200} rows={2} placeholder="如：10:20 拨打登记电话，经营者本人确认" />
      </Form.Item>
    </FlowDialog>
  )
}
