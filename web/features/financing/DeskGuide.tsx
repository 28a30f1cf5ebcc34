import { useState } from 'react'
import { daysBetween } from '#contract/kernel/deadline.ts'
import { useSession } from '../../shell/session.ts'
import { type ActionTone, FlowActions } from '../../ui/FlowActions.tsx'
import { Light } from '../../ui/Light.tsx'
import { Section } from '../../ui/Section.tsx'
import { DeskDialogs } from './DeskDialogs.tsx'
import type { DeskCase } from './useFinancing.ts'

const tones: Readonly<Record<string, ActionTone>> = {
  accept: 'primary',
  contact: 'primary',
  completeDocs: 'primary',
  startApproval: 'primary',
  supplement: 'primary',
  grant: 'primary',
  disburse: 'primary',
  refuse: 'danger',
  enterpriseDecline: 'danger',
}

/** What the bank does now, in a sentence; the rules of the clock are the place's own and stand beside it. */
const sentences: Readonly<Partial<Record<DeskCase['status'], string>>> = {
  pushed: '专班新推荐的企业。点“接收”，再尽快联系企业。',
  accepted: '已接收。联系企业后点“登记对接”。',
  contacted: '已对接。向企业收取材料，收齐后点“材料收齐”。',
  docsComplete: '材料已收齐。点“进入审批”，也可以直接作出授信或不予授信的决定。',
  supplementing: '等企业补充材料，期限暂停计算。收到后点“补充材料已收”。',
  underApproval: '审批中。批复后登记“授信”或“不予授信”。',
  expired: '已超过期限，企业可能已转给备选行；仍可补作决定，会记为超期。',
  granted: '已授信。放款后点“登记放款”；确定不再放款的点“办结”。',
  disbursed: '已放款。可继续登记后续放款；额度用完或不再放款的点“办结”。',
  closed: '已办结，不需要再做什么。',
}

/** The head of a bank's case: what to do now, the buttons for it, and the days that are left. */
export function DeskGuide({ bankCase: c, onLeft }: { bankCase: DeskCase; onLeft: (text: string) => void }) {
  const [action, setAction] = useState<string | null>(null)
  const { data: session } = useSession()
  const days = c.light && c.dueOn && session ? daysBetween(session.today, c.dueOn) : null
  return (
    <Section
      title="下一步"
      extra={
        c.light ? (
          <>
            <span className="muted">
              {days === null ? '' : days >= 0 ? `还有 ${days} 天` : `已超 ${-days} 天`}
            </span>
            <Light light={c.light} dueOn={c.dueOn} />
          </>
        ) : null
      }
    >
      <p style={{ fontSize: 15, margin: '0 0 12px' }}>{sentences[c.status] ?? c.statusLabel}</p>
      <FlowActions
        actions={c.actions.filter((a) => a.action !== 'reverse')}
        tones={tones}
        onAct={setAction}
      />
      <DeskDialogs bankCase={c} action={action} onClose={() => setAction(null)} onLeft={onLeft} />
    </Section>
  )
}
