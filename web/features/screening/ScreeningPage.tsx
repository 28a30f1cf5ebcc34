import { Button } from 'antd'
import { useState } from 'react'
import { useCan } from '../../shell/session.ts'
import { useFilters } from '../../ui/Filters.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Section } from '../../ui/Section.tsx'
import { whenText } from '../../ui/When.tsx'
import { DraftReview } from './DraftReview.tsx'
import { RuleDraft } from './RuleDraft.tsx'
import { RuleTable } from './RuleTable.tsx'
import { RunDialog } from './RunDialog.tsx'
import { RunList } from './RunList.tsx'
import { type RuleSet, useRuleSets } from './useScreening.ts'

/** Who is left out before anyone is sent out, and in which order the rest is visited: the rules, and their runs. */
export function ScreeningPage() {
  const sets = useRuleSets()
  const [search] = useFilters()
  return (
    <div className="stack">
      <Loaded query={sets}>
        {(all) => {
          const from = all.find((s) => s.id === search.draft)
          return from ? <RuleDraft from={from} /> : <Overview sets={all} />
        }}
      </Loaded>
    </div>
  )
}

function Overview({ sets }: { sets: readonly RuleSet[] }) {
  const can = useCan()
  const [running, setRunning] = useState(false)
  const published = sets.find((s) => s.state === 'published')
  const drafts = sets.filter((s) => s.state === 'draft')
  const retired = sets.filter((s) => s.state === 'retired')
  return (
    <>
      <PageTitle title="筛查" note="先剔除不在经营、不诚信的，再排走访的先后">
        {published && can('screening.draft') ? (
          <LinkButton to="/screening" search={{ draft: published.id }}>
            起草新版规则
          </LinkButton>
        ) : null}
        {can('screening.run') ? (
          <Button type="primary" onClick={() => setRunning(true)}>
            执行筛查
          </Button>
        ) : null}
      </PageTitle>
      <RunDialog open={running} version={published?.version} onClose={() => setRunning(false)} />
      {drafts.map((d) => (
        <DraftReview key={d.id} draft={d} against={published} />
      ))}
      <RunList />
      {published ? (
        <Section
          title={`现行规则：第 ${published.version} 版 ${published.name}`}
          note={publishedText(published)}
        >
          <RuleTable set={published} />
          <p className="muted" style={{ marginBottom: 0 }}>
            名单上没有的事实按“无法判断”处理，不会因此剔除；没有任何批次规则认领的，排在最后一批走访。
          </p>
        </Section>
      ) : (
        <Section title="现行规则">
          <p className="muted" style={{ margin: 0 }}>
            第一次执行筛查时会启用随系统提供的通用规则；之后可在此起草新版本。
          </p>
        </Section>
      )}
      {retired.length > 0 ? <Retired sets={retired} /> : null}
    </>
  )
}

function Retired({ sets }: { sets: readonly RuleSet[] }) {
  return (
    <Section title="以前的版本" note="只读，历次筛查都记着当时用的是哪一版">
      {sets.map((s) => (
        <details key={s.id} style={{ padding: '6px 0' }}>
          <summary>
            第 {s.version} 版 {s.name} <span className="muted">{publishedText(s)}</span>
          </summary>
          <div style={{ paddingTop: 8 }}>
            <RuleTable set={s} />
          </div>
        </details>
      ))}
    </Section>
  )
}

function publishedText(s: RuleSet): string {
  const published = s.publishedAt ? `，${s.publishedBy ?? ''} 于 ${whenText(s.publishedAt)} 发布` : ''
  return `${s.draftedBy} 起草${published}`
}
