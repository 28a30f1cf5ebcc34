import { identityHow, identityStates } from '#contract/registry/identity.ts'
import { PlainTable } from '../../ui/PlainTable.tsx'
import { When } from '../../ui/When.tsx'
import type { IdentityRow } from './useIdentity.ts'

/** The queue on paper: one line a row, without the comparison that only a screen has room for. */
export function IdentityPrint({ rows, more }: { rows: readonly IdentityRow[]; more: boolean }) {
  return (
    <>
      <PlainTable
        rows={rows}
        rowKey="id"
        label="待认定的行"
        empty="没有待认定的行"
        columns={[
          { title: '名单中的名称', dataIndex: 'name' },
          { title: '名单种类', dataIndex: 'kindLabel' },
          { title: '区划', dataIndex: 'place' },
          { title: '得分', dataIndex: 'score', align: 'right', className: 'num' },
          { title: '候选户数', dataIndex: 'candidates', align: 'right', className: 'num' },
          {
            title: '状态',
            dataIndex: 'state',
            render: (state: IdentityRow['state'], r) =>
              r.how && state === 'linked' ? identityHow[r.how] : identityStates[state],
          },
          { title: '认定为', dataIndex: 'linkedTo', render: (v: string | null) => v ?? '' },
          { title: '进来的时间', dataIndex: 'openedAt', render: (at: string) => <When at={at} /> },
        ]}
      />
      {more ? <p className="muted">只印了已经打开的 {rows.length} 行；全部请用“导出 Excel”。</p> : null}
    </>
  )
}
