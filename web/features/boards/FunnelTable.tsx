import { Link } from '@tanstack/react-router'
import { type Metric, metricKeys, metrics, partsOnly } from '#contract/boards/words.ts'
import { levelOfCode } from '#contract/organisations/words.ts'
import type { Column } from '../../ui/columns.ts'
import { useFilters } from '../../ui/Filters.tsx'
import { PlainTable } from '../../ui/PlainTable.tsx'
import { CountLinks, type Scope } from './CountLinks.tsx'
import type { Funnel, FunnelQuery, FunnelRow } from './useBoards.ts'
import './boards.css'

const shown: readonly Metric[] = metricKeys.filter((m) => !partsOnly.includes(m))

/** The rows that make up a cell: the filter of the board, narrowed to the line. */
function scopeOf(row: FunnelRow, funnel: Funnel, query: FunnelQuery): Scope | null {
  const base = { asOf: funnel.asOf, division: query.division, bankId: query.bankId }
  if (row.key === 'total') return base
  if (funnel.by === 'bank') return /^[1-9]/.test(row.key) ? { ...base, bankId: row.key } : null
  return /^[1-9]\d{11}$/.test(row.key) ? { ...base, division: row.key } : null
}

/** A line a county, town or bank; the first line is the whole. */
export function FunnelTable({ funnel, query }: { funnel: Funnel; query: FunnelQuery }) {
  const [filters] = useFilters()
  const columns: Column<FunnelRow>[] = [
    {
      title: { county: '区县', town: '镇街', bank: '银行' }[funnel.by],
      dataIndex: 'name',
      fixed: 'left',
      render: (name: string, row) =>
        row.opens && funnel.by === 'county' && levelOfCode(row.key) === 'county' ? (
          <Link
            to="/board"
            search={{ ...(filters as Record<string, string>), by: 'town', division: row.key }}
          >
            {name}
          </Link>
        ) : (
          <span style={row.key === 'total' ? { fontWeight: 600 } : undefined}>{name}</span>
        ),
    },
    ...shown.map((metric) => ({
      title: <span title={metrics[metric].what}>{metrics[metric].label}</span>,
      label: metrics[metric].label,
      key: metric,
      align: 'right' as const,
      render: (_: unknown, row: FunnelRow) => (
        <CountLinks
          metric={metric}
          count={row.counts[metric]}
          scope={scopeOf(row, funnel, query)}
          of={row.name}
        />
      ),
    })),
  ]
  return (
    <PlainTable<FunnelRow>
      rows={[funnel.total, ...funnel.rows]}
      columns={columns}
      rowKey="key"
      label="各步户数、户次与金额"
      empty="没有数字"
      rowClass={(row) => (row.key === 'total' ? 'total-row' : '')}
    />
  )
}
