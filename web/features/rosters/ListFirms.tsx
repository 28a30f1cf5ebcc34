import { Link } from '@tanstack/react-router'
import { entityKinds } from '#contract/registry/words.ts'
import { comparisonParts, memberBecause } from '#contract/rosters/words.ts'
import { BackLink } from '../../ui/BackLink.tsx'
import type { Column } from '../../ui/columns.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { ClearFilters, SearchBox, useFilters, type Values } from '../../ui/Filters.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Standstill } from '../../ui/Standstill.tsx'
import { DivisionPicker } from '../organisations/DivisionPicker.tsx'
import { placeText } from '../organisations/placeText.ts'
import { type ListFirmRow, useListFirms, useRosters } from './useRosters.ts'

const columns: readonly Column<ListFirmRow>[] = [
  {
    title: '名称',
    dataIndex: 'name',
    render: (name: string, f) => (
      <Link to="/entities/$entityId" params={{ entityId: f.entityId }}>
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
  { title: '类型', dataIndex: 'kind', render: (k: ListFirmRow['kind']) => entityKinds[k] },
  {
    title: '因何在列',
    dataIndex: 'because',
    render: (b: ListFirmRow['because']) => (b ? memberBecause[b] : '—'),
  },
]

/** The firms behind a number of the lists' pages, under the same condition. */
export function ListFirms() {
  const [filters] = useFilters()
  if (!filters.part && !filters.lists && !filters.listId)
    return <Standstill title="没有指明看哪份清单" text="请从“专项清单”或“名单核对”点一个数字进来" />
  return <Content filters={filters} />
}

function Content({ filters }: { filters: Values }) {
  const pages = useListFirms(filters)
  const back = filters.part
    ? { to: '/rosters/compare', label: '名单核对' }
    : filters.listId
      ? { to: `/rosters/${filters.listId}`, label: '这份清单' }
      : { to: '/rosters', label: '专项清单' }
  return (
    <div className="stack">
      <BackLink {...back} />
      <PageTitle title={useTitle(filters)} note={filters.on ? `截至 ${filters.on}` : undefined} />
      <div className="filters no-print">
        <SearchBox name="search" placeholder="名称中的字，或信用代码" />
        {filters.unplaced ? null : <DivisionPicker name="division" />}
        <ClearFilters names={['search', 'division']} />
      </div>
      <DataTable
        pages={pages}
        columns={columns}
        rowKey="entityId"
        label="名单"
        empty="没有符合条件的户；换个条件，或返回上一页"
      />
    </div>
  )
}

/** What the page shows, in the words of the number that led here. */
function useTitle(filters: Values): string {
  const lists = useRosters(filters.on)
  const nameOf = (id: string) => lists.data?.find((l) => l.list === id)?.name ?? '清单'
  if (filters.part)
    return `核对：${comparisonParts[filters.part as keyof typeof comparisonParts] ?? ''}${filters.unplaced ? '（未落区县）' : ''}`
  if (filters.lists) {
    const names = filters.lists.split(',').map(nameOf)
    if (names.length === 1) return names[0]!
    return filters.how === 'any' ? `${names.length} 份清单合并去重` : `都在：${names.join('、')}`
  }
  const change = filters.change === 'entered' ? '：新进' : filters.change === 'left' ? '：移出' : ''
  return `${nameOf(filters.listId!)}${change}`
}
