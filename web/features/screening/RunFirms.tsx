import { Link, useParams } from '@tanstack/react-router'
import type { TableColumnsType } from 'antd'
import { entityKinds } from '#contract/registry/words.ts'
import { BackLink } from '../../ui/BackLink.tsx'
import { DataTable } from '../../ui/DataTable.tsx'
import { ClearFilters, PickOne, useFilters, type Values } from '../../ui/Filters.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { type RunFirm, type RunResult, useRun, useRunFirms } from './useScreening.ts'

const names = ['verdict', 'reason', 'tierRule', 'division', 'kind'] as const

/** The firms behind a figure of a run. */
export function RunFirms() {
  const { runId } = useParams({ strict: false }) as { runId: string }
  const [filters] = useFilters()
  const run = useRun(runId)
  const pages = useRunFirms(runId, filters)
  const r = run.data
  return (
    <div className="stack">
      <BackLink to={`/screening/${runId}`} label="筛查结果" />
      <PageTitle
        title={titleOf(filters, r)}
        note={r ? `${r.asOf} 的筛查，规则第 ${r.ruleVersion} 版` : undefined}
      />
      <div className="row no-print">
        <PickOne name="verdict" label="结论" words={{ target: '保留', excluded: '剔除' }} />
        <PickOne name="reason" label="剔除理由" words={words(r?.reasons)} />
        <PickOne name="tierRule" label="批次依据" words={words(r?.tiers)} />
        <PickOne
          name="division"
          label="区县"
          words={Object.fromEntries((r?.places ?? []).map((p) => [p.division, p.name]))}
        />
        <PickOne name="kind" label="主体类型" words={entityKinds} />
        <ClearFilters names={names} />
      </div>
      <DataTable
        pages={pages}
        columns={columns}
        rowKey="id"
        label="筛查的户"
        empty="没有符合条件的户；可清除筛选再看"
      />
    </div>
  )
}

const words = (lines: readonly { key: string; label: string }[] | undefined) =>
  Object.fromEntries((lines ?? []).map((l) => [l.key, l.label]))

/** Named after the figure that was opened. */
function titleOf(filters: Values, run: RunResult | undefined): string {
  const reason = run?.reasons.find((x) => x.key === filters.reason)
  const tier = run?.tiers.find((x) => x.key === filters.tierRule)
  if (reason) return `剔除理由：${reason.label}`
  if (tier) return `第 ${tier.tier} 批：${tier.label}`
  return filters.verdict === 'excluded'
    ? '剔除的户'
    : filters.verdict === 'target'
      ? '保留的户'
      : '参加筛查的户'
}

const columns: TableColumnsType<RunFirm> = [
  {
    title: '名称',
    dataIndex: 'name',
    render: (name: string, f) => (
      <Link to="/entities/$entityId" params={{ entityId: f.id }}>
        {name}
      </Link>
    ),
  },
  { title: '统一社会信用代码', dataIndex: 'uscc', className: 'num', render: (c: string | null) => c ?? '—' },
  { title: '类型', dataIndex: 'kind', render: (k: RunFirm['kind']) => entityKinds[k] },
  { title: '所在', dataIndex: 'place' },
  {
    title: '结论',
    dataIndex: 'tier',
    render: (t: number | null) => (t === null ? '剔除' : `第 ${t} 批走访`),
  },
  { title: '依据', dataIndex: 'reasons', render: (r: string[]) => r.join('、') },
]
