import { Link } from '@tanstack/react-router'
import { Alert } from 'antd'
import type { AnswerOf } from '#contract/kernel/route.ts'
import type { restorationRoutes } from '#contract/screening/restoration.routes.ts'
import { api } from '../../shell/api.ts'
import type { Column } from '../../ui/columns.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { ClearFilters, pick, useFilters } from '../../ui/Filters.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { usePages } from '../../ui/usePages.ts'
import { DivisionPicker } from '../organisations/DivisionPicker.tsx'
import { placeText } from '../organisations/placeText.ts'

type Row = AnswerOf<typeof restorationRoutes.listRestorations>['rows'][number]

const columns: readonly Column<Row>[] = [
  {
    title: '名称',
    dataIndex: 'name',
    render: (name: string, r) => (
      <Link to="/entities/$entityId" params={{ entityId: r.entityId }}>
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
  { title: '所在', dataIndex: 'place', render: placeText },
  { title: '依据', dataIndex: 'reason' },
  { title: '剔除时数据', dataIndex: 'asOf', className: 'num nowrap' },
  { title: '发现可恢复', dataIndex: 'endedOn', className: 'num nowrap' },
]

/** Whom the last screening left out only because of a mark that has ended since. */
export function RestorationsPage() {
  const [filters] = useFilters()
  const query = pick(filters, ['division'])
  const pages = usePages(['restorations', query], (cursor) =>
    api.listRestorations({ query: { ...query, cursor } }),
  )
  return (
    <div className="stack">
      <PageTitle title="可恢复的主体" note="失信标记修复或公示期满后，不再作为剔除依据" />
      {pages.rows.length > 0 ? (
        <Alert
          type="info"
          showIcon
          title="重新执行一次筛查，这些主体就会保留；再编制新一版清单即可派发走访"
          action={<Link to="/screening">去筛查</Link>}
        />
      ) : null}
      <div className="filters no-print">
        <DivisionPicker name="division" />
        <ClearFilters names={['division']} />
      </div>
      <DataTable
        pages={pages}
        columns={columns}
        rowKey="entityId"
        label="可恢复的主体"
        empty={
          filters.division
            ? '这里没有可恢复的主体；清除筛选再看'
            : '没有可恢复的主体；信用部门报来移出日期，或标记公示期满后，只因它被剔除的户会自动列在这里'
        }
      />
    </div>
  )
}
