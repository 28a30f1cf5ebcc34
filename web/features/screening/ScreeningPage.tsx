import { Button } from 'antd'
import { useState } from 'react'
import { useCan } from '../../shell/session.ts'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Section } from '../../ui/Section.tsx'
import { whenText } from '../../ui/When.tsx'
import { DraftReview } from './DraftReview.tsx'
import { NewDraft } from './NewDraft.tsx'
import { RuleTable } from './RuleTable.tsx'
import { RunDialog } from './RunDialog.tsx'
import { RunList } from './RunList.tsx'
import { type RuleSet, useRuleSets, useRun, useRuns } from './useScreening.ts'

/** Who is left out before anyone is sent out, and in which order the rest is visited: the rules, and their runs. */
export function ScreeningPage() {
  const sets = useRuleSets()
  return (
    <div className="stack">
      <Loaded query={sets}>{(all) => <Overview sets={all} />}</Loaded>
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
        {published && can('screening.draft') ? <NewDraft from={published} /> : null}
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
        <InForce set={published} />
      ) : (
        <Section title="现行规则">
          <p className="muted" style={{ margin: 0 }}>
            第一次执行筛查时会启用随系统提供的通用规则；之后可在此起草新版本。
          </p>
        </Section>
      )}
      {retired.length > 0 ? <Retired sets={retired} against={published} /> : null}
    </>
  )
}

/** The rules in force, each with how many firms it met in the last run under them. */
function InForce({ set }: { set: RuleSet }) {
  const runs = useRuns()
  const last = runs.data?.find((r) => r.state === 'done' && r.ruleVersion === set.version)
  return (
    <Section title={`现行规则：第 ${set.version} 版 ${set.name}`} note={publishedText(set)}>
      {last ? <CountedRules set={set} runId={last.id} /> : <RuleTable set={set} />}
      <p className="muted" style={{ marginBottom: 0 }}>
        名单上没有的事实按“无法判断”处理，不会因此剔除；没有任何批次规则认领的，排在最后一批走访。
      </p>
    </Section>
  )
}

function CountedRules({ set, runId }: { set: RuleSet; runId: string }) {
  const run = useRun(runId)
  return <RuleTable set={set} run={run.data} />
}

function Retired({ sets, against }: { sets: readonly RuleSet[]; against: RuleSet | undefined }) {
  return (
    <Section title="以前的版本" note="只读，历次筛查都记着当时用的是哪一版">
      {sets.map((s) => (
        <details key={s.id} style={{ padding: '6px 0' }}>
          <summary>
            第 {s.version} 版 {s.name} <span className="muted">{publishedText(s)}</span>
          </summary>
          <div style={{ paddingTop: 8 }}>
            {against ? (
              <LinkButton small to="/screening/compare" search={{ before: s.id, after: against.id }}>
                与现行对照
              </LinkButton>
            ) : null}
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
