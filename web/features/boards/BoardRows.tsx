import { Link } from '@tanstack/react-router'
import { Segmented, type TableColumnsType } from 'antd'
import { type Metric, metricKeys, metrics } from '#contract/boards/words.ts'
import { levelOfCode } from '#contract/organisations/words.ts'
import { useSession } from '../../shell/session.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { useFilters, type Values } from '../../ui/Filters.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Money } from '../../ui/Money.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Standstill } from '../../ui/Standstill.tsx'
import { useBanks } from '../financing/useFinancing.ts'
import { placeText } from '../organisations/placeText.ts'
import { timesWord } from './CountLinks.tsx'
import { useFunnel, useFunnelRows } from './useBoards.ts'

type Row = ReturnType<typeof useFunnelRows>['rows'][number]

/** The rows behind a number of the board, under the same condition; their count is that number. */
export function BoardRows() {
  const [filters] = useFilters()
  const metric = metricKeys.find((m) => m === filters.metric)
  if (!metric)
    return (
      <Standstill
        title="没有指明看哪个数字"
        extra={<LinkButton to="/board">到统计看板点一个数字</LinkButton>}
      />
    )
  return <RowsOf metric={metric} filters={filters} />
}

function RowsOf({ metric, filters }: { metric: Metric; filters: Values }) {
  const [, set] = useFilters()
  const { data: session } = useSession()
  const unit = filters.unit === 'times' ? 'times' : 'households'
  const scope = { asOf: filters.asOf, division: filters.division, bankId: filters.bankId }
  const pages = useFunnelRows({ ...scope, metric, unit })
  const { count, place, asOf } = useTotal(metric, scope, unit)
  const word = unit === 'times' ? timesWord(metric) : '户'
  return (
    <div className="stack">
      <PageTitle
        title={`${metrics[metric].label}：${count === undefined ? '…' : count.toLocaleString('zh-CN')} ${word}`}
        note={[place, `统计截止 ${asOf ?? session?.today ?? ''}`].filter(Boolean).join('，')}
      >
        <LinkButton to="/board" search={boardOf(filters)}>
          回到看板
        </LinkButton>
      </PageTitle>
      <p className="muted" style={{ margin: 0 }}>
        {metrics[metric].what}。
      </p>
      {metric === 'listed' ? null : (
        <Segmented
          aria-label="计数单位"
          value={unit}
          options={[
            { value: 'households', label: '按户（每户一行）' },
            {
              value: 'times',
              label: timesWord(metric) === '户次' ? '按户次（每次一行）' : '按笔（每笔一行）',
            },
          ]}
          onChange={(v) => set({ unit: v })}
          style={{ alignSelf: 'start' }}
        />
      )}
      <DataTable
        pages={pages}
        columns={columnsOf(metric)}
        rowKey="key"
        label={`${metrics[metric].label}明细`}
        empty="这个数字是零，没有明细；可回到看板换个日期或范围"
      />
    </div>
  )
}

/** The board's own number for this filter, and the name of the place or bank it is narrowed to. */
function useTotal(
  metric: Metric,
  scope: { asOf?: string; division?: string; bankId?: string },
  unit: 'households' | 'times',
) {
  const level = scope.division ? levelOfCode(scope.division) : 'city'
  const funnel = useFunnel({ ...scope, by: level === 'town' ? 'town' : 'county' })
  const banks = useBanks()
  const place = funnel.data?.rows.find((r) => r.key === scope.division)?.name
  const bank = banks.data?.rows.find((b) => b.id === scope.bankId)?.name
  return {
    count: funnel.isPlaceholderData ? undefined : funnel.data?.total.counts[metric][unit],
    asOf: funnel.data?.asOf,
    place: [place, bank].filter(Boolean).join('，'),
  }
}

/** Back to the board as it was: a town was reached from its county. */
function boardOf(filters: Values): Record<string, string> {
  const { asOf, bankId, division } = filters
  const county = division && levelOfCode(division) === 'town' ? `${division.slice(0, 6)}000000` : undefined
  return {
    ...(asOf ? { asOf } : {}),
    ...(bankId ? { by: 'bank' } : {}),
    ...(county ? { by: 'town', division: county } : {}),
  }
}

function columnsOf(metric: Metric): TableColumnsType<Row> {
  const day = metrics[metric].day
  return [
    {
      title: '企业',
      dataIndex: 'name',
      render: (name: string, row) => (row.link ? <Link to={row.link}>{name}</Link> : name),
    },
    {
      title: '统一社会信用代码',
      dataIndex: 'uscc',
      className: 'num nowrap',
      render: (v: string | null) => v ?? '无',
    },
    { title: '所在', dataIndex: 'place', render: placeText },
    { title: '银行', dataIndex: 'bank', render: (v: string | null) => v ?? '—' },
    ...(day
      ? [{ title: day, dataIndex: 'on', className: 'num nowrap', render: (v: string | null) => v ?? '—' }]
      : []),
    {
      title: '金额',
      dataIndex: 'fen',
      align: 'right',
      render: (fen: string | null) => <Money fen={fen} />,
    },
  ]
}
