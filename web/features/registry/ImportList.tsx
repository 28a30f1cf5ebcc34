import { Link } from '@tanstack/react-router'
import type { TableColumnsType } from 'antd'
import { importKinds, importStates } from '#contract/registry/words.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { ClearFilters, PickOne, useFilters } from '../../ui/Filters.tsx'
import { Figure } from '../../ui/Money.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { When } from '../../ui/When.tsx'
import { BatchState } from './BatchState.tsx'
import { ImportProfiles } from './ImportProfiles.tsx'
import { UploadBox } from './UploadBox.tsx'
import { type Batch, useImports } from './useRegistry.ts'

const count = (n: number) => (n === 0 ? <span className="muted">0</span> : <Figure n={n} />)

const columns: TableColumnsType<Batch> = [
  {
    title: '文件',
    dataIndex: 'fileName',
    render: (name: string, b) => (
      <Link to="/imports/$batchId" params={{ batchId: b.id }}>
        {name}
      </Link>
    ),
  },
  { title: '状态', dataIndex: 'state', render: (_, b) => <BatchState state={b.state} /> },
  {
    title: '名单种类',
    dataIndex: 'kindLabel',
    render: (label: string, b) => (unknownYet(b) ? '—' : label),
  },
  { title: '数据日期', dataIndex: 'asOf', className: 'num nowrap' },
  { title: '方式', dataIndex: 'mode', render: (m: Batch['mode']) => (m === 'full' ? '全量' : '增量') },
  { title: '行数', dataIndex: 'rowsIn', align: 'right', render: count },
  {
    title: '入库',
    dataIndex: 'accepted',
    align: 'right',
    render: (n: number, b) => (b.state === 'committed' || b.state === 'reversed' ? count(n) : '—'),
  },
  { title: '退回', dataIndex: 'rejected', align: 'right', render: count },
  { title: '存疑', dataIndex: 'suspicious', align: 'right', render: count },
  { title: '未对上', dataIndex: 'unmatched', align: 'right', render: count },
  {
    title: '报送',
    dataIndex: 'orgName',
    render: (org: string | null, b) => (
      <span title={b.createdBy}>{org ? `${org} · ${b.createdBy}` : b.createdBy}</span>
    ),
  },
  { title: '上报时间', dataIndex: 'createdAt', render: (at: string) => <When at={at} /> },
]

/** Before a header is found the kind is a guess at most. */
function unknownYet(b: Batch): boolean {
  return b.state === 'reading' || b.state === 'failed' || b.state === 'unmapped'
}

/** Lists that came in: where they are dropped, and what became of each. */
export function ImportList() {
  const [filters] = useFilters()
  const pages = useImports(filters)
  return (
    <div className="stack">
      <PageTitle title="名单导入" />
      <UploadBox />
      <div className="filters no-print">
        <PickOne name="state" label="状态" words={importStates} />
        <PickOne name="kind" label="名单种类" words={importKinds} />
        <ClearFilters names={['state', 'kind']} />
      </div>
      <DataTable
        pages={pages}
        columns={columns}
        rowKey="id"
        label="导入批次"
        empty={
          filters.state || filters.kind
            ? '没有这样的批次；清除筛选可看全部'
            : '还没有名单；把第一份文件拖到上面的框里'
        }
      />
      <ImportProfiles />
    </div>
  )
}
