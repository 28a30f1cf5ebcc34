import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useCan } from '../../shell/session.ts'
import { Light } from '../../ui/Light.tsx'
import { Money } from '../../ui/Money.tsx'
import { Section } from '../../ui/Section.tsx'
import { useTargets } from '../assignment/useAssignment.ts'
import { StatusTag } from '../financing/StatusTag.tsx'
import { useCases, useDeclarations, useDeskCases } from '../financing/useFinancing.ts'
import { placeText } from '../organisations/placeText.ts'

const few = { limit: '8' }

/** The first few of the work itself under the numbers, so that the day can start with one click. */
export function HomeWork() {
  const can = useCan()
  return (
    <>
      {can('desk.read') ? <DeskWork /> : null}
      {can('declaration.approve') ? <DeclarationWork title="等您复核" mine="check" /> : null}
      {can('declaration.review') ? <DeclarationWork title="等待审核" mine="review" /> : null}
      {can('case.read') ? <LateCases /> : null}
      {can('visit.record') ? <NextVisits /> : null}
    </>
  )
}

function Lines(props: { title: string; more: ReactNode; label: string; children: ReactNode[] }) {
  if (props.children.length === 0) return null
  return (
    <Section title={props.title} extra={props.more}>
      <ul className="plain-list" aria-label={props.label}>
        {props.children}
      </ul>
    </Section>
  )
}

function DeskWork() {
  const { rows } = useDeskCases({ open: 'yes' }, few)
  return (
    <Lines title="最先到期的企业" label="最先到期的企业" more={<Link to="/desk">全部要办的</Link>}>
      {rows.map((c) => (
        <li key={c.id} className="home-line">
          <Link to="/desk/$caseId" params={{ caseId: c.id }}>
            {c.name}
          </Link>
          <StatusTag status={c.status} label={c.statusLabel} />
          <Light light={c.light} dueOn={c.dueOn} />
          <Money fen={c.amountFen} />
        </li>
      ))}
    </Lines>
  )
}

function DeclarationWork({ title, mine }: { title: string; mine: 'check' | 'review' }) {
  const { rows } = useDeclarations({ mine }, few)
  return (
    <Lines
      title={title}
      label={title}
      more={
        <Link to="/declarations" search={{ mine }}>
          全部
        </Link>
      }
    >
      {rows.map((d) => (
        <li key={d.id} className="home-line">
          <Link to="/declarations/$declarationId" params={{ declarationId: d.id }}>
            {d.name}
          </Link>
          <StatusTag status={d.status} label={d.statusLabel} />
          <span className="muted">{placeText(d.place)}</span>
          <Money fen={d.amountFen} />
        </li>
      ))}
    </Lines>
  )
}

function LateCases() {
  const { rows } = useCases({ light: 'red' }, few)
  return (
    <Lines
      title="银行超期未决"
      label="银行超期未决"
      more={
        <Link to="/cases" search={{ light: 'red' }}>
          全部
        </Link>
      }
    >
      {rows.map((c) => (
        <li key={c.id} className="home-line">
          <Link to="/cases/$caseId" params={{ caseId: c.id }}>
            {c.name}
          </Link>
          <span>{c.branch}</span>
          <Light light={c.light} dueOn={c.dueOn} />
          <Money fen={c.amountFen} />
        </li>
      ))}
    </Lines>
  )
}

/** Whom to visit next; the visit itself is written down at the door, on a phone. */
function NextVisits() {
  const { rows } = useTargets({ status: 'assigned' }, few)
  return (
    <Lines
      title="接下来走访谁"
      label="接下来走访谁"
      more={
        <>
          <Button href="/field/" size="small">
            用手机登记
          </Button>
          <Link to="/targets" search={{ status: 'assigned' }}>
            全部
          </Link>
        </>
      }
    >
      {rows.map((t) => (
        <li key={t.id} className="home-line">
          <Link to="/targets/$targetId" params={{ targetId: t.id }}>
            {t.name}
          </Link>
          <span className="muted">{placeText(t.place)}</span>
          <span className="muted">{t.mainBranch ?? '未派到银行'}</span>
          <span>第 {t.tier} 批</span>
        </li>
      ))}
    </Lines>
  )
}
