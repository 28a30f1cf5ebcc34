import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useCan } from '../../shell/session.ts'
import { Light } from '../../ui/Light.tsx'
import { Money } from '../../ui/Money.tsx'
import { PageSection } from '../../ui/PageSection.tsx'
import { StatusTag } from '../financing/StatusTag.tsx'
import { useCases, useDeclarations, useDeskCases } from '../financing/useFinancing.ts'

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
    </>
  )
}

function Lines(props: { title: string; more: ReactNode; label: string; children: ReactNode[] }) {
  if (props.children.length === 0) return null
  return (
    <PageSection title={props.title} extra={props.more}>
      <ul className="plain-list" aria-label={props.label}>
        {props.children}
      </ul>
    </PageSection>
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
          <span className="muted">{d.place}</span>
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
