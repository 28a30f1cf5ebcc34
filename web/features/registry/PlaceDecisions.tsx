import { Button } from 'antd'
import { DataTable } from '../../ui/DataTable.tsx'
import { newKey } from '../../ui/newKey.ts'
import { Section } from '../../ui/Section.tsx'
import { useSay } from '../../ui/useSay.ts'
import { When } from '../../ui/When.tsx'
import { type PlaceDecision, usePlaceDecisions, useUndoPlace } from './usePlaces.ts'

/** What has been decided lately; any of it can be taken back. */
export function PlaceDecisions() {
  const pages = usePlaceDecisions()
  return (
    <Section title="最近的人工落位">
      <DataTable
        pages={pages}
        rowKey="id"
        label="最近的人工落位"
        empty="还没有人工落位"
        columns={[
          { title: '时间', dataIndex: 'at', render: (at: string) => <When at={at} /> },
          { title: '经手', dataIndex: 'by' },
          { title: '范围', dataIndex: 'within' },
          {
            title: '路、楼宇、村',
            dataIndex: 'fragment',
            render: (v: string | null) => v ?? '（单户）',
          },
          { title: '落在', dataIndex: 'place' },
          { title: '户数', dataIndex: 'firms', align: 'right', className: 'num' },
          { title: '', key: 'undo', render: (_, row) => <Undo row={row} /> },
        ]}
      />
    </Section>
  )
}

function Undo({ row }: { row: PlaceDecision }) {
  const undo = useUndoPlace()
  const say = useSay()
  if (row.undone) return <span className="muted">已撤销</span>
  return (
    <Button
      size="small"
      loading={undo.isPending}
      onClick={() =>
        undo.mutate(
          { decisionId: row.id, key: newKey() },
          { onSuccess: () => say.done('已撤销，这些户回到原处'), onError: (error) => say.problem(error) },
        )
      }
    >
      撤销
    </Button>
  )
}
