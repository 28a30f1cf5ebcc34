import { Link } from '@tanstack/react-router'
import type { TableColumnsType } from 'antd'
import type { z } from 'zod'
import type { EntityRow } from '#contract/registry/routes.ts'
import { entityKinds, registrationStatuses } from '#contract/registry/words.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { ClearFilters, PickOne, SearchBox, useFilters } from '../../ui/Filters.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { DivisionPicker } from '../organisations/DivisionPicker.tsx'
import { placeText } from '../organisations/placeText.ts'
import { useEntities } from './useRegistry.ts'

type Row = z.output<typeof EntityRow>

const verdicts = { target: '保留', excluded: '剔除' } as const

const columns: TableColumnsType<Row> = [
  {
    title: '名称',
    dataIndex: 'name',
    render: (name: string, row) => (
      <Link to="/entities/$entityId" params={{ entityId: row.id }}>
        {name}
      </Link>
    ),
  },
  {
    title: '统一社会信用代码',
    dataIndex: 'uscc',
    className: 'num nowrap',
    render: (v: string | null) => v ?? '—',
  },
  { title: '类型', dataIndex: 'kind', render: (v: Row['kind']) => entityKinds[v] },
  {
    title: '登记状态',
    dataIndex: 'registrationStatus',
    render: (v: Row['registrationStatus']) => registrationStatuses[v],
  },
  {
    title: '成立日期',
    dataIndex: 'foundedOn',
    className: 'num nowrap',
    render: (v: string | null) => v ?? '—',
  },
  { title: '所在', dataIndex: 'place', render: placeText },
  {
    title: '筛查',
    dataIndex: 'verdict',
    render: (v: Row['verdict'], row) =>
      v === null ? '未筛查' : v === 'target' ? `保留 · 第 ${row.tier} 批` : '剔除',
  },
]

/** All firms of the actor's place; search by any two characters of the name or by the code. */
export function EntityList() {
  const [filters] = useFilters()
  const pages = useEntities(filters)
  return (
    <div className="stack">
      <PageTitle title="经营主体" />
      <div className="filters no-print">
        <SearchBox name="search" placeholder="名称中的字，或信用代码" />
        <DivisionPicker name="division" />
        <PickOne name="kind" label="主体类型" words={entityKinds} />
        <PickOne name="status" label="登记状态" words={registrationStatuses} />
        <PickOne name="verdict" label="筛查结论" words={verdicts} />
        <ClearFilters names={['search', 'division', 'kind', 'status', 'verdict']} />
      </div>
      <DataTable
        pages={pages}
        columns={columns}
        rowKey="id"
        label="经营主体"
        empty="没有符合条件的主体；换个条件，或请市专班先导入登记名录"
      />
    </div>
  )
}
