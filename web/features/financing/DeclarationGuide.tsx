import { useState } from 'react'
import { type ActionTone, FlowActions } from '../../ui/FlowActions.tsx'
import { Light } from '../../ui/Light.tsx'
import { Section } from '../../ui/Section.tsx'
import { DeclarationDialogs } from './DeclarationDialogs.tsx'
import { nextStep, stageAt, stages } from './nextStep.ts'
import type { Declaration } from './useFinancing.ts'
import './financing.css'

const tones: Readonly<Record<string, ActionTone>> = {
  submit: 'primary',
  verify: 'primary',
  accept: 'primary',
  supplement: 'primary',
  propose: 'primary',
  approve: 'primary',
  confirmIneligible: 'primary',
  failPrecheck: 'danger',
  withdraw: 'danger',
}

/** The head of a declaration: how far it has come, what to do now, the buttons for it, and the clock that runs. */
export function DeclarationGuide({ declaration: d }: { declaration: Declaration }) {
  const [action, setAction] = useState<string | null>(null)
  const clock = d.cases.find((c) => c.light !== null)
  return (
    <Section
      title="下一步"
      extra={
        clock ? (
          <>
            <span className="muted">{clock.bank}期限</span>
            <Light light={clock.light} dueOn={clock.dueOn} />
          </>
        ) : null
      }
    >
      <Stages status={d.status} />
      <p style={{ fontSize: 15, margin: '0 0 12px' }}>{nextStep(d)}</p>
      <FlowActions actions={d.actions} tones={tones} onAct={setAction} />
      <DeclarationDialogs declaration={d} action={action} onClose={() => setAction(null)} />
    </Section>
  )
}

function Stages({ status }: { status: Declaration['status'] }) {
  const at = stageAt(status)
  if (at < 0) return null
  return (
    <ol className="stages" aria-label="办到哪一步">
      {stages.map((label, i) => (
        <li
          key={label}
          aria-current={i === at ? 'step' : undefined}
          className={i < at ? 'done' : i === at ? 'now' : undefined}
        >
          <span aria-hidden>{i < at ? '✓' : i + 1}</span>
          {label}
          {i < at ? <span className="hidden-text">（已完成）</span> : null}
        </li>
      ))}
    </ol>
  )
}
