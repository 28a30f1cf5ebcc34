import { Link } from '@tanstack/react-router'
import { Button, type TableColumnsType } from 'antd'
import { useCan } from '../../shell/session.ts'
import { useFilters } from '../../ui/Filters.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { Figure } from '../../ui/Money.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { PlainTable } from '../../ui/PlainTable.tsx'
import { Section } from '../../ui/Section.tsx'
import { When } from '../../ui/When.tsx'
import { AssignmentState, ListState } from './ListState.tsx'
import { NewListDialog } from './NewListDialog.tsx'
import { type TargetListRow, useLists } from './useAssignment.ts'

const byWhen = (by: string | null, at: string | null) =>
  at ? (
    <>
      {by} <When at={at} />
    </>
  ) : (
    '—'
  )

const columns: TableColumnsType<TargetListRow> = [
  {
    title: '清单',
    dataIndex: 'name',
    render: (name: string, l) => (
      <Link to="/lists/$listId" params={{ listId: l.id }}>
        {name}
      </Link>
    ),
  },
  { title: '轮次', dataIndex: 'round' },
  { title: '版本', dataIndex: 'version', render: (v: number) => `第 ${v} 版` },
  { title: '状态', dataIndex: 'state', render: (_, l) => <ListState state={l.state} /> },
  { title: '户数', dataIndex: 'targets', align: 'right', render: (n: number) => <Figure n={n} /> },
  { title: '派发', key: 'assignment', render: (_, l) => <AssignmentState list={l} /> },
  { title: '编制', key: 'made', render: (_, l) => byWhen(l.madeBy, l.madeAt) },
  { title: '发布', key: 'published', render: (_, l) => byWhen(l.publishedBy, l.publishedAt) },
]

/** The lists of firms to visit, by round and version; a new one is made from a finished screening. */
export function ListsPage() {
  const lists = useLists()
  const can = useCan()
  const [search, set] = useFilters()
  const open = search.run !== undefined && can('list.draft')
  return (
    <div className="stack">
      <PageTitle title="清单与派发" note="编制、派给主办行和备选行、换人发布，三步成一版">
        {can('list.draft') ? (
          <Button type="primary" onClick={() => set({ run: 'new' })}>
            编制清单
          </Button>
        ) : null}
      </PageTitle>
      {can('list.draft') ? (
        <NewListDialog
          open={open}
          runId={search.run === 'new' ? undefined : search.run}
          lists={lists.data ?? []}
          onClose={() => set({ run: undefined })}
        />
      ) : null}
      <Section title="全部清单" note="新的在前；户数单位：户">
        <Loaded query={lists}>
          {(rows) => (
            <PlainTable
              rows={rows}
              columns={columns}
              rowKey="id"
              label="走访对象清单"
              empty={
                can('list.draft')
                  ? '还没有清单；先在“筛查”执行一次筛查，再点“编制清单”'
                  : '还没有清单；等市专班编制并发布'
              }
            />
          )}
        </Loaded>
      </Section>
    </div>
  )
}
