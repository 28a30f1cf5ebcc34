import { Link } from '@tanstack/react-router'
import { targetStages } from '#contract/assignment/target.flow.ts'
import type { Column } from '../../ui/columns.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { ClearFilters, PickOne, SearchBox, useFilters } from '../../ui/Filters.tsx'
import { Section } from '../../ui/Section.tsx'
import type { TargetRow } from './useAssignment.ts'
import { useQueue } from './useTeams.ts'

const hour = (at: string) => new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(11, 16)

const columns: readonly Column<TargetRow>[] = [
  {
    title: '企业',
    dataIndex: 'name',
    render: (name: string, t) => (
      <Link to="/targets/$targetId" params={{ targetId: t.id }}>
        {name}
      </Link>
    ),
  },
  { title: '所在', dataIndex: 'place' },
  { title: '楼宇', dataIndex: 'building', render: (b: string | null) => b ?? '待落位' },
  { title: '状态', dataIndex: 'statusLabel' },
  {
    title: '领取',
    dataIndex: 'lease',
    render: (l: TargetRow['lease']) => (l ? `${l.mine ? '我' : l.by} 已领取，至 ${hour(l.until)}` : ''),
  },
]

const words = Object.fromEntries(Object.entries(targetStages).map(([k, s]) => [k, s.label]))

/** What the team works on, the same for each of its people. */
export function TeamQueue({ teamId }: { teamId: string }) {
  const [filters] = useFilters()
  return (
    <Section
      title="小组的走访对象"
      extra={
        <>
          <SearchBox name="search" placeholder="企业名称" />
          <PickOne name="stage" label="进展" words={words} />
          <ClearFilters names={['search', 'stage']} />
        </>
      }
    >
      <DataTable
        pages={useQueue({ ...filters, teamId })}
        columns={columns}
        rowKey="id"
        label="小组的走访对象"
        empty={
          filters.search || filters.stage
            ? '没有这样的走访对象；换个条件再找'
            : '责任片区内没有已发布清单上的企业；清单发布后会出现在这里'
        }
      />
    </Section>
  )
}
