import { Button } from 'antd'
import type { Column } from '../../ui/columns.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { ClearFilters, PickDay, PickOne, SearchBox, useFilters } from '../../ui/Filters.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { StateTag } from '../../ui/StateTag.tsx'
import { whenText } from '../../ui/When.tsx'
import { objectText } from './auditObject.ts'
import { type AuditLine, auditFilters, useAudit } from './useOrganisations.ts'

const outcomes = { done: '办成', denied: '拒绝', failed: '出错' } as const
const tones = { done: 'go', denied: 'wait', failed: 'bad' } as const

/** Every call of everybody, reads and refusals too: who, when, from where, what, about what. */
export function AuditPage() {
  const [filters, set] = useFilters()
  const pages = useAudit(filters)
  return (
    <div className="stack">
      <PageTitle title="审计" note="只增不改；最近的在前" />
      <div className="filters no-print">
        <SearchBox name="object" placeholder="对象，如 申报 12" />
        <PickOne name="outcome" label="结果" words={outcomes} />
        <PickDay name="from" label="从哪天" />
        <PickDay name="to" label="到哪天" />
        <ClearFilters names={auditFilters} />
      </div>
      {filters.account ? <OneAccount name={pages.rows[0]?.personName ?? null} /> : null}
      <DataTable
        pages={pages}
        columns={columnsOf(set)}
        rowKey="seq"
        label="审计"
        empty="没有符合条件的记录；放宽日期或清除筛选再看"
      />
    </div>
  )
}

/** One person's trail; the way back to everybody's stands beside it. */
function OneAccount({ name }: { name: string | null }) {
  const [, set] = useFilters()
  return (
    <p className="row" style={{ margin: 0 }}>
      只看{name ? `「${name}」` : '一个账号'}
      <Button size="small" onClick={() => set({ account: undefined })}>
        看所有人
      </Button>
    </p>
  )
}

function columnsOf(set: (change: Record<string, string>) => void): readonly Column<AuditLine>[] {
  return [
    {
      title: '做了什么',
      dataIndex: 'summary',
    },
    {
      title: '时间',
      dataIndex: 'at',
      className: 'num nowrap',
      render: (at: string) => `${whenText(at)}:${at.slice(17, 19)}`,
    },
    {
      title: '谁',
      dataIndex: 'personName',
      render: (name: string | null, row) =>
        row.accountId ? (
          <Button
            type="link"
            size="small"
            style={{ padding: 0 }}
            onClick={() => set({ account: row.accountId! })}
          >
            {name ?? row.login ?? row.accountId}
          </Button>
        ) : (
          '未登录'
        ),
    },
    { title: '岗位', dataIndex: 'role', render: (r: string | null) => r ?? '—' },
    { title: '机构', dataIndex: 'orgName', render: (o: string | null) => o ?? '—' },
    {
      title: '对象',
      dataIndex: 'object',
      className: 'num nowrap',
      render: (object: string | null) =>
        object ? (
          <Button type="link" size="small" style={{ padding: 0 }} onClick={() => set({ object })}>
            {objectText(object)}
          </Button>
        ) : (
          '—'
        ),
    },
    {
      title: '结果',
      dataIndex: 'outcome',
      render: (o: AuditLine['outcome'], row) => (
        <span title={`状态码 ${row.status}`}>
          <StateTag tone={tones[o]}>{outcomes[o]}</StateTag>
        </span>
      ),
    },
    { title: '来自', dataIndex: 'ip', className: 'num nowrap' },
    { title: '追踪号', dataIndex: 'traceId', className: 'num nowrap', spare: true },
  ]
}
