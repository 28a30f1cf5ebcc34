import { type Rate, rateKeys, rates } from '#contract/boards/words.ts'
import { rateText } from '#contract/kernel/money.ts'
import type { Column } from '../../ui/columns.ts'
import { PlainTable } from '../../ui/PlainTable.tsx'
import { rateParts } from './rateWords.ts'
import type { Funnel, FunnelRow } from './useBoards.ts'
import './boards.css'

/** The rates by line: the base stands in the head of the column, the two sets in the cell. */
export function RateTable({ funnel }: { funnel: Funnel }) {
  const columns: Column<FunnelRow>[] = [
    {
      title: { county: '区县', town: '镇街', bank: '银行' }[funnel.by],
      dataIndex: 'name',
      fixed: 'left',
      render: (name: string, row) => (
        <span style={row.key === 'total' ? { fontWeight: 600 } : undefined}>{name}</span>
      ),
    },
    ...rateKeys.map((key) => ({
      title: (
        <>
          {rates[key].label}
          <div className="small muted" style={{ fontWeight: 400 }}>
            分母：{funnel.total.rates.find((r) => r.key === key)?.base ?? rates[key].base}
          </div>
        </>
      ),
      label: rates[key].label,
      key,
      align: 'right' as const,
      render: (_: unknown, row: FunnelRow) => <RateCell row={row} rate={key} />,
    })),
  ]
  return (
    <PlainTable<FunnelRow>
      rows={[funnel.total, ...funnel.rows]}
      columns={columns}
      rowKey="key"
      label="比率及其分子分母"
      empty="没有比率"
      rowClass={(row) => (row.key === 'total' ? 'total-row' : '')}
    />
  )
}

function RateCell({ row, rate }: { row: FunnelRow; rate: Rate }) {
  const value = row.rates.find((r) => r.key === rate)
  if (!value || value.bp === null)
    return (
      <span className="muted" title="分母为零，不计算">
        —
      </span>
    )
  return (
    <div className="num nowrap">
      {rateText(value.bp)}
      <div className="small muted">{rateParts(value)}</div>
    </div>
  )
}
