import { rowOutcomes } from '#contract/rosters/words.ts'
import { useCan } from '../../shell/session.ts'
import type { Column } from '../../ui/columns.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { PickOne, useFilters } from '../../ui/Filters.tsx'
import { type ListVersionLine, useListRows } from './useRosters.ts'

type Row = ReturnType<typeof useListRows>['rows'][number] & { key: string }

const columns: readonly Column<Row>[] = [
  {
    title: '行',
    dataIndex: 'rowNo',
    className: 'num nowrap',
    render: (n: number, r) => (r.sheet > 1 ? `表 ${r.sheet} 第 ${n} 行` : `第 ${n} 行`),
  },
  { title: '名称', dataIndex: 'name', render: (v: string | null) => v ?? '—' },
  { title: '代码', dataIndex: 'uscc', className: 'num nowrap', render: (v: string | null) => v ?? '—' },
  { title: '为什么', dataIndex: 'outcome', render: (o: Row['outcome']) => rowOutcomes[o] },
]

/** The rows of the file that put nobody on the list, to be looked up and sent again. */
export function RowsLeft({ version }: { version: ListVersionLine }) {
  const can = useCan()
  return can('entity.read') ? <Rows versionId={version.ref} /> : null
}

function Rows({ versionId }: { versionId: string }) {
  const [filters] = useFilters()
  const pages = useListRows(versionId, filters.outcome)
  const keyed = { ...pages, rows: pages.rows.map((r) => ({ ...r, key: `${r.sheet}-${r.rowNo}` })) }
  return (
    <div className="stack" style={{ marginTop: 16 }}>
      <div className="filters no-print">
        <PickOne name="outcome" label="没有进清单的行" words={rowOutcomes} />
      </div>
      <DataTable pages={keyed} columns={columns} rowKey="key" label="没有进清单的行" empty="没有这样的行" />
    </div>
  )
}
