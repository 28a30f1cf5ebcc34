import { useParams } from '@tanstack/react-router'
import { Alert, type TableColumnsType } from 'antd'
import { levelOfCode } from '#contract/organisations/words.ts'
import { useCan, useSession } from '../../shell/session.ts'
import { BackLink } from '../../ui/BackLink.tsx'
import { Share } from '../../ui/Bar.tsx'
import { Facts } from '../../ui/Facts.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { PlainTable } from '../../ui/PlainTable.tsx'
import { Section } from '../../ui/Section.tsx'
import { type Tile, Tiles } from '../../ui/Tiles.tsx'
import { When } from '../../ui/When.tsx'
import { Working } from '../../ui/Working.tsx'
import { ReplayState } from './ReplayState.tsx'
import { RunCount } from './RunCount.tsx'
import { RunState } from './RunList.tsx'
import { type RunResult, useRun } from './useScreening.ts'

/** One run: how many are kept and left out, for which reasons, in which order, where. */
export function RunPage() {
  const { runId } = useParams({ strict: false }) as { runId: string }
  const run = useRun(runId)
  return (
    <div className="stack">
      <BackLink to="/screening" label="筛查" />
      <Loaded query={run}>{(r) => <Content run={r} />}</Loaded>
    </div>
  )
}

function Content({ run }: { run: RunResult }) {
  const can = useCan()
  return (
    <>
      <PageTitle title={`${run.asOf} 的筛查`} note={<RunState state={run.state} />}>
        {run.state === 'done' && run.targets > 0 && can('list.draft') ? (
          <LinkButton primary to="/lists" search={{ run: run.id }}>
            编制清单
          </LinkButton>
        ) : null}
      </PageTitle>
      {run.state === 'running' ? (
        <Section title="正在筛查">
          <Working
            title="正在按规则逐户判断"
            since={run.startedAt}
            note="可以离开本页，完成后在“历次筛查”里查看"
          />
        </Section>
      ) : null}
      {run.state === 'failed' ? (
        <Alert
          type="error"
          showIcon
          title={run.failure ?? '筛查没有完成'}
          description="没有留下任何结论；回到筛查页重新执行一次即可。"
        />
      ) : null}
      {run.state === 'done' ? <Result run={run} /> : null}
      <Section title="这次筛查">
        <Facts
          items={[
            { label: '规则', value: `第 ${run.ruleVersion} 版` },
            { label: '截止日期', value: run.asOf },
            { label: '执行人', value: run.by },
            { label: '开始', value: <When at={run.startedAt} /> },
            { label: '结束', value: <When at={run.finishedAt} /> },
            {
              label: '结果摘要（同样的数据和规则必得同样的摘要）',
              value: run.resultHash ? <code className="small">{run.resultHash.slice(0, 16)}</code> : null,
            },
          ]}
        />
        {run.state === 'done' ? <ReplayState run={run} /> : null}
      </Section>
    </>
  )
}

function Result({ run }: { run: RunResult }) {
  const { targets, excluded, unplaced, whole } = useOwnPart(run)
  const link = (verdict?: string): Pick<Tile, 'to' | 'search'> => ({
    to: `/screening/${run.id}/firms`,
    search: verdict ? { verdict } : {},
  })
  const tiles: Tile[] = [
    { label: '参加筛查', n: targets + excluded, hint: whole ? '全部在库主体' : '本地在库主体', ...link() },
    { label: '保留', n: targets, hint: '可编入走访对象清单', ...link('target') },
    { label: '剔除', n: excluded, hint: '不打扰', ...link('excluded') },
  ]
  return (
    <>
      <Section title="结果" note="单位：户">
        <Tiles items={tiles} label="筛查结果" />
      </Section>
      <div className="halves">
        <Section title="保留的分几批走访">
          <PlainTable
            rows={run.tiers.map((t) => ({ ...t, key: `${t.tier}-${t.label}`, of: targets }))}
            columns={tierColumns(run)}
            rowKey="key"
            label="走访批次"
            empty="没有保留的主体"
          />
        </Section>
        <Section title="剔除的理由" note="一户可有几条理由，相加会多于剔除户数">
          <PlainTable
            rows={run.reasons.map((r) => ({ ...r, of: excluded }))}
            columns={reasonColumns(run)}
            rowKey="key"
            label="剔除理由"
            empty="没有剔除任何主体"
          />
        </Section>
      </div>
      <Section title="各区县" note="单位：户">
        <PlainTable
          rows={run.places}
          columns={placeColumns(run)}
          rowKey="division"
          label="各区县"
          empty="没有落到区县的主体"
        />
        {unplaced > 0 ? (
          <p className="muted" style={{ marginBottom: 0 }}>
            另有 {unplaced.toLocaleString('zh-CN')} 户还没有落到区县，不在上表。
          </p>
        ) : null}
      </Section>
    </>
  )
}

/** A county sees its own part of the run: every share is of that part, not of the city's total. */
function useOwnPart(run: RunResult) {
  const { data: session } = useSession()
  const level = session?.division ? levelOfCode(session.division) : 'city'
  const whole = level === 'city' || level === 'province'
  const targets = run.places.reduce((n, p) => n + p.targets, 0)
  const excluded = run.places.reduce((n, p) => n + p.excluded, 0)
  return whole
    ? { whole, targets: run.targets, excluded: run.excluded, unplaced: run.entities - targets - excluded }
    : { whole, targets, excluded, unplaced: 0 }
}

type Tier = RunResult['tiers'][number] & { key: string; of: number }
type Reason = RunResult['reasons'][number] & { of: number }
type Place = RunResult['places'][number]

const tierColumns = (run: RunResult): TableColumnsType<Tier> => [
  { title: '批次', dataIndex: 'tier', className: 'nowrap', render: (t: number) => `第 ${t} 批` },
  { title: '依据', dataIndex: 'label' },
  {
    title: '户数',
    dataIndex: 'count',
    align: 'right',
    render: (n: number, t) => <RunCount run={run} n={n} search={{ tierRule: t.key }} />,
  },
  {
    title: '占保留',
    dataIndex: 'of',
    width: 180,
    render: (of: number, r) => <Share value={r.count} of={of} />,
  },
]

const reasonColumns = (run: RunResult): TableColumnsType<Reason> => [
  { title: '理由', dataIndex: 'label' },
  {
    title: '户数',
    dataIndex: 'count',
    align: 'right',
    render: (n: number, r) => <RunCount run={run} n={n} search={{ reason: r.key }} />,
  },
  {
    title: '占剔除',
    dataIndex: 'of',
    width: 180,
    render: (of: number, r) => <Share value={r.count} of={of} />,
  },
]

const placeColumns = (run: RunResult): TableColumnsType<Place> => [
  { title: '区县', dataIndex: 'name' },
  {
    title: '保留',
    dataIndex: 'targets',
    align: 'right',
    render: (n: number, p) => (
      <RunCount run={run} n={n} search={{ verdict: 'target', division: p.division }} />
    ),
  },
  {
    title: '剔除',
    dataIndex: 'excluded',
    align: 'right',
    render: (n: number, p) => (
      <RunCount run={run} n={n} search={{ verdict: 'excluded', division: p.division }} />
    ),
  },
  {
    title: '保留占比',
    key: 'share',
    width: 200,
    render: (_, p) => <Share value={p.targets} of={p.targets + p.excluded} />,
  },
]
