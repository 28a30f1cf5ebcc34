import { Link, useParams } from '@tanstack/react-router'
import { App, Button } from 'antd'
import { useState } from 'react'
import { type declineReasons, needTypes, parts } from '#contract/financing/words.ts'
import { BackLink } from '../../ui/BackLink.tsx'
import { Facts } from '../../ui/Facts.tsx'
import { type ActionTone, FlowActions } from '../../ui/FlowActions.tsx'
import { FlowDialog } from '../../ui/FlowDialog.tsx'
import { FlowReason } from '../../ui/FlowReason.tsx'
import { FlowTimeline } from '../../ui/FlowTimeline.tsx'
import { dayText, minuteText } from '../../ui/instant.ts'
import { Light } from '../../ui/Light.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { Money } from '../../ui/Money.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Section } from '../../ui/Section.tsx'
import { DecisionFacts } from './DecisionFacts.tsx'
import { DeclineFields } from './DeclineFields.tsx'
import { LoanTable } from './Loans.tsx'
import { StatusTag } from './StatusTag.tsx'
import { type OfficeCase, type OfficeStep, useCase, useOfficeSteps, useOtherCases } from './useFinancing.ts'
import './financing.css'

/** A recommended firm at its banks, as the work group and the supervisor see it: both banks side by side. */
export function CasePage() {
  const { caseId } = useParams({ strict: false }) as { caseId: string }
  const query = useCase(caseId)
  return <Loaded query={query}>{(c) => <CaseBody key={c.id} bankCase={c} />}</Loaded>
}

function CaseBody({ bankCase: c }: { bankCase: OfficeCase }) {
  const others = useOtherCases(c.others.map((o) => o.id))
  const banks = [c, ...others].sort((a, b) =>
    a.part === b.part ? Number(a.id) - Number(b.id) : a.part === 'main' ? -1 : 1,
  )
  return (
    <div className="stack">
      <BackLink to="/cases" label="银行办理" />
      <PageTitle
        title={c.name}
        note={
          <span className="row">
            <span className="num">{c.no}</span>
            <span>
              {needTypes[c.needType]} <Money fen={c.amountFen} />，{c.termMonths} 个月
            </span>
            <span>{c.place}</span>
          </span>
        }
      >
        <LinkButton to="/declarations/$declarationId" params={{ declarationId: c.declarationId }}>
          查看申报
        </LinkButton>
        <Button onClick={() => window.print()}>打印</Button>
      </PageTitle>
      <NextStep bankCase={c} />
      <div className="banks">
        {banks.map((b) => (
          <BankColumn key={b.id} bankCase={b} current={b.id === c.id} />
        ))}
        {banks.length < 2 ? (
          <Section title="备选行">
            <p className="muted" style={{ margin: 0 }}>
              主办行不予授信、超期或企业放弃时，系统自动转给备选行。
            </p>
          </Section>
        ) : null}
      </div>
    </div>
  )
}

const tones: Readonly<Record<string, ActionTone>> = {
  push: 'primary',
  recall: 'danger',
  enterpriseDecline: 'danger',
}

const sentences: Readonly<Partial<Record<OfficeCase['status'], string>>> = {
  queued: '等待推送。推送后银行收到消息，开始计算期限。',
  pushed: '已推送，等银行接收。',
  accepted: '银行已接收，等银行联系企业。',
  contacted: '银行已联系企业，正在收材料。',
  docsComplete: '材料已收齐，等银行审批。',
  supplementing: '银行要求补充材料，期限暂停计算；请提醒企业。',
  underApproval: '银行审批中。',
  expired: '银行超期未决：请督促；银行仍可补作决定，会记为超期。',
  granted: '银行已授信，等放款。',
  refused: '银行不予授信，原因和事实依据见下。',
  enterpriseDeclined: '企业放弃，本行办理结束。',
  disbursed: '已放款。',
  closed: '已办结。',
  recalled: '已收回，银行不再能看到这户。',
}

function NextStep({ bankCase: c }: { bankCase: OfficeCase }) {
  const [action, setAction] = useState<string | null>(null)
  const steps = useOfficeSteps()
  const { message } = App.useApp()
  const close = () => setAction(null)
  const reload = () => steps.reload(c.id)
  const send = async (step: OfficeStep, key: string) => {
    const view = await steps.act(c, step, key)
    void message.success(`已登记，现在是“${view.statusLabel}”`)
  }
  return (
    <Section title={`${c.branch}（${parts[c.part]}）`} extra={<Light light={c.light} dueOn={c.dueOn} />}>
      <p style={{ fontSize: 15, margin: '0 0 12px' }}>
        {sentences[c.status]}
        {c.others.map((o) => `${o.bank}（${parts[o.part]}）：${o.statusLabel}。`)}
      </p>
      <FlowActions actions={c.actions} tones={tones} onAct={setAction} />
      {c.hasConsent || c.status !== 'queued' ? null : (
        <p style={{ margin: '8px 0 0' }}>
          缺企业对{c.bank}的授权：
          <Link to="/declarations/$declarationId" params={{ declarationId: c.declarationId }} hash="consents">
            去申报页登记授权
          </Link>
          ，登记后回来推送。
        </p>
      )}
      <FlowDialog
        open={action === 'push'}
        title={`推送${c.branch}`}
        okText="推送"
        intro="推送后银行能看到企业名称、代码、联系人、电话、需求和五项结论。"
        toBody={() => ({ action: 'push' as const })}
        send={send}
        onClose={close}
        onReload={reload}
      />
      <FlowReason
        open={action === 'recall'}
        title="收回"
        label="收回原因"
        placeholder="如：企业已由其他渠道解决"
        okText="收回"
        danger
        intro="收回后银行立即看不到这户；还有备选行的会自动转给备选行。"
        send={(reason, key) => send({ action: 'recall', reason }, key)}
        onClose={close}
        onReload={reload}
      />
      <FlowDialog<{ declineReason: keyof typeof declineReasons; note?: string }, OfficeStep>
        open={action === 'enterpriseDecline'}
        title="代记企业放弃"
        okText="登记企业放弃"
        danger
        intro="企业向专班提出不再向这家银行申请时登记。"
        toBody={(v) => ({ action: 'enterpriseDecline', ...v })}
        send={send}
        onClose={close}
        onReload={reload}
      >
        <DeclineFields />
      </FlowDialog>
    </Section>
  )
}

/** One bank's part: how far it has come, what it decided, what it lent, and when. */
function BankColumn({ bankCase: c, current }: { bankCase: OfficeCase; current: boolean }) {
  const day = (at: string | null) => (at ? dayText(at) : null)
  return (
    <div className="stack">
      <Section
        title={`${parts[c.part]}：${c.branch}`}
        extra={
          current ? null : (
            <Link to="/cases/$caseId" params={{ caseId: c.id }}>
              办理这一家
            </Link>
          )
        }
      >
        <div className="row" style={{ marginBottom: 10 }}>
          <StatusTag status={c.status} label={c.statusLabel} />
          <Light light={c.light} dueOn={c.dueOn} />
          {c.late ? <span className="bad">超期后才决定</span> : null}
        </div>
        <Facts
          items={[
            { label: '企业授权', value: c.hasConsent ? '已授权' : <b className="warn">未授权</b> },
            { label: '推送', value: c.pushedAt ? minuteText(c.pushedAt) : '未推送' },
            { label: '接收', value: day(c.acceptedAt) },
            { label: '对接企业', value: day(c.contactedAt) },
            { label: '材料收齐', value: day(c.docsAt) },
            { label: '决定期限', value: c.dueOn },
            { label: '作出决定', value: day(c.decidedAt) },
            c.overdueAt ? { label: '登记超期', value: day(c.overdueAt) } : null,
          ]}
        />
      </Section>
      {c.decision ? <DecisionFacts decision={c.decision} title={`${c.bank}的决定`} /> : null}
      {c.decision?.result === 'grant' ? (
        <Section title={`${c.bank}放款`} note={<Money fen={c.disbursedFen} />}>
          <LoanTable loans={c.disbursements} />
        </Section>
      ) : null}
      <Section title={`${c.bank}办理经过`}>
        <FlowTimeline lines={c.timeline} />
      </Section>
    </div>
  )
}
