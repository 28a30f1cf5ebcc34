import { Link } from '@tanstack/react-router'
import { Select } from 'antd'
import { targetFlow, targetStages } from '#contract/assignment/target.flow.ts'
import { entityKinds } from '#contract/registry/words.ts'
import { useCan } from '../../shell/session.ts'
import type { Column } from '../../ui/columns.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { ClearFilters, PickOne, SearchBox, useFilters } from '../../ui/Filters.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { BankPicker } from '../organisations/BankPicker.tsx'
import { DivisionPicker } from '../organisations/DivisionPicker.tsx'
import { placeText } from '../organisations/placeText.ts'
import { TargetState } from './ListState.tsx'
import { type TargetRow, useLists, useTargets } from './useAssignment.ts'

const tiers = Object.fromEntries([1, 2, 3, 4].map((n) => [String(n), `第 ${n} 批`]))
const sorts = { tier: '按批次', name: '按名称', visitedOn: '按走访先后' } as const

const columns: readonly Column<TargetRow>[] = [
  {
    title: '名称',
    dataIndex: 'name',
    render: (name: string, t) => (
      <Link to="/targets/$targetId" params={{ targetId: t.id }}>
        {name}
      </Link>
    ),
  },
  { title: '状态', dataIndex: 'status', render: (s: TargetRow['status']) => <TargetState status={s} /> },
  { title: '批次', dataIndex: 'tier', className: 'nowrap', render: (n: number) => `第 ${n} 批` },
  { title: '所在', dataIndex: 'place', render: placeText },
  { title: '类型', dataIndex: 'kind', render: (k: TargetRow['kind']) => entityKinds[k] },
  { title: '主办行', dataIndex: 'mainBranch', render: (b: string | null) => b ?? '未派到' },
  { title: '备选行', dataIndex: 'backupBranch', render: (b: string | null) => b ?? '—' },
  {
    title: '最近走访',
    dataIndex: 'visitedOn',
    className: 'num nowrap',
    render: (d: string | null, t) => (d ? `${d}${t.visits > 1 ? `（${t.visits} 次）` : ''}` : '未走访'),
  },
  {
    title: '统一社会信用代码',
    spare: true,
    dataIndex: 'uscc',
    className: 'num nowrap',
    render: (v: string | null) => v ?? '—',
  },
]

const stages = Object.fromEntries(Object.entries(targetStages).map(([key, { label }]) => [key, label]))
const names = [
  'listId',
  'search',
  'division',
  'stage',
  'status',
  'undeclared',
  'tier',
  'bankId',
  'branchId',
  'sort',
]

/** The firms to visit: of the published list, or of any version. */
export function TargetList() {
  const can = useCan()
  const [filters] = useFilters()
  const pages = useTargets(filters)
  const narrowed = names.some((n) => filters[n])
  return (
    <div className="stack">
      <PageTitle title="走访对象" />
      <div className="filters no-print">
        <SearchBox name="search" placeholder="名称中的字，或信用代码" />
        <DivisionPicker name="division" />
        <PickOne name="status" label="状态" words={targetFlow.statuses} />
        <PickOne name="stage" label="进展" words={stages} />
        <PickOne name="undeclared" label="申报" words={{ yes: '还没有申报' }} />
        <PickOne name="tier" label="批次" words={tiers} />
        <BankPicker />
        {can('list.read') ? <ListPicker /> : null}
        <PickOne name="sort" label="排序" words={sorts} />
        <ClearFilters names={names} />
      </div>
      <DataTable
        pages={pages}
        columns={columns}
        rowKey="id"
        label="走访对象"
        empty={narrowed ? '没有符合条件的走访对象；换个条件，或清除筛选' : '还没有已发布的走访对象清单'}
      />
    </div>
  )
}

/** Which version of which round; without a choice the published one. */
function ListPicker() {
  const [filters, set] = useFilters()
  const lists = useLists()
  return (
    <Select
      allowClear
      aria-label="清单"
      placeholder="已发布的清单"
      value={filters.listId}
      loading={lists.isLoading}
      options={(lists.data ?? []).map((l) => ({
        value: l.id,
        label: `${l.name} · ${l.round} · 第 ${l.version} 版`,
      }))}
      onChange={(listId?: string) => set({ listId })}
      style={{ minWidth: 160 }}
      popupMatchSelectWidth={false}
    />
  )
}
