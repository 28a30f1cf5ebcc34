import { Link } from '@tanstack/react-router'
import { parts } from '#contract/financing/words.ts'
import { useCan } from '../../shell/session.ts'
import { Facts } from '../../ui/Facts.tsx'
import { Light } from '../../ui/Light.tsx'
import { Money } from '../../ui/Money.tsx'
import { Section } from '../../ui/Section.tsx'
import { StatusTag } from './StatusTag.tsx'
import type { Declaration } from './useFinancing.ts'

/** The banks named in the proposal, and what each is doing. */
export function CaseLines({ declaration: d }: { declaration: Declaration }) {
  const can = useCan()
  const named = d.recommendedFen !== null
  return (
    <Section
      title="推荐与银行办理"
      note={named ? undefined : d.mainBranch ? '派发时定的银行；提请推荐时可以更换' : undefined}
    >
      <Facts
        items={[
          { label: '主办行', value: d.mainBranch ?? '未指定' },
          { label: '备选行', value: d.backupBranch ?? '未指定' },
          named ? { label: '推荐金额', value: <Money fen={d.recommendedFen} /> } : null,
          d.recommendReason ? { label: '推荐理由', value: d.recommendReason, wide: true } : null,
        ]}
      />
      {d.cases.length > 0 ? (
        <ul className="plain-list" style={{ marginTop: 12 }}>
          {d.cases.map((c) => (
            <li key={c.id} className="row" style={{ borderTop: '1px solid var(--line)', padding: '8px 0' }}>
              <b>{parts[c.part]}</b>
              {can('case.read') ? (
                <Link to="/cases/$caseId" params={{ caseId: c.id }}>
                  {c.branch}
                </Link>
              ) : (
                <span>{c.branch}</span>
              )}
              <StatusTag status={c.status} label={c.statusLabel} />
              <Light light={c.light} dueOn={c.dueOn} />
            </li>
          ))}
        </ul>
      ) : (
        <p className="muted" style={{ marginBottom: 0 }}>
          复核列入推荐清单后，主办行的办理从这里开始。
        </p>
      )}
    </Section>
  )
}
