import { Link } from '@tanstack/react-router'
import type { assignmentRoutes } from '#contract/assignment/routes.ts'
import type { AnswerOf } from '#contract/kernel/route.ts'
import type { Column } from '../../ui/columns.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { Section } from '../../ui/Section.tsx'
import { type TargetListRow, useMoves } from './useAssignment.ts'

type Move = AnswerOf<typeof assignmentRoutes.listAssignmentMoves>['rows'][number]

const columns: readonly Column<Move>[] = [
  {
    title: '企业',
    dataIndex: 'name',
    render: (name: string, m) => (
      <Link to="/targets/$targetId" params={{ targetId: m.targetId }}>
        {name}
      </Link>
    ),
  },
  { title: '所在', dataIndex: 'place' },
  { title: '上一版主办网点', dataIndex: 'before' },
  { title: '这一版', dataIndex: 'now', render: (now: string | null) => now ?? '未派到' },
  { title: '为什么换', dataIndex: 'why' },
]

/** Who stands with another main branch than under the version before, and why; nothing where there was none. */
export function Moves({ list }: { list: TargetListRow }) {
  const a = list.assignment
  if (!a || a.stayed === null || a.moved === null || a.stayed + a.moved + (a.gone ?? 0) === 0) return null
  const firms = (n: number | null) => `${(n ?? 0).toLocaleString('zh-CN')} 户`
  const note = `与上一版相同 ${firms(a.stayed)}，换了 ${firms(a.moved)}，新进 ${firms(a.joined)}，不再在内 ${firms(a.gone)}`
  return (
    <Section title="换了主办网点的企业" note={note}>
      <Moved listId={list.id} />
    </Section>
  )
}

function Moved({ listId }: { listId: string }) {
  return (
    <DataTable
      label="换了主办网点的企业"
      pages={useMoves(listId)}
      columns={columns}
      rowKey="targetId"
      empty="没有一户换网点"
    />
  )
}
