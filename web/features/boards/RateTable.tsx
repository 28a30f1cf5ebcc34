import { Table, type TableColumnsType } from 'antd'
import { type Rate, rateKeys, rates } from '#contract/boards/words.ts'
import { rateText } from '#contract/kernel/money.ts'
import { useScrollFocus } from '../../ui/useScrollFocus.ts'
import { rateParts } from './rateWords.ts'
import type { Funnel, FunnelRow } from './useBoards.ts'
import './boards.css'

/** The rates by line: the base stands in the head of the column, the two sets in the cell. */
export function RateTable({ funnel }: { funnel: Funnel }) {
  const columns: TableColumnsType<FunnelRow> = [
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
      key,
      align: 'right' as const,
      render: (_: unknown, row: FunnelRow) => <RateCell row={row} rate={key} />,
    })),
  ]
  const box = useScrollFocus('比率及其分子分母')
  return (
    <div ref={box}>
      <Table<FunnelRow>
        aria-label="比率及其分子分母"
        size="small"
        rowKey="key"
        columns={columns}
        dataSource={[funnel.total, ...funnel.rows]}
        pagination={false}
        scroll={{ x: 'max-content' }}
        rowClassName={(row) => (row.key === 'total' ? 'total-row' : '')}
      />
    </div>
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
