import { Link } from '@tanstack/react-router'
import { Alert, Button, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { keptReasons } from '#contract/registry/words.ts'
import { useCan } from '../../shell/session.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { Section } from '../../ui/Section.tsx'
import { type Tile, Tiles } from '../../ui/Tiles.tsx'
import { useSay } from '../../ui/useSay.ts'
import { whenText } from '../../ui/When.tsx'
import { type Batch, type Kept, saveKept, useKept } from './useRegistry.ts'

/** That a batch was taken back, by whom, why, and what to do next. */
export function ReversedNote({ batch }: { batch: Batch }) {
  return (
    <Alert
      type="warning"
      showIcon
      title={`已于 ${batch.reversedAt ? whenText(batch.reversedAt) : ''} 由 ${batch.reversedBy ?? ''} 撤销`}
      description={
        <>
          理由：{batch.reverseReason}。改好后可到<Link to="/imports">名单导入</Link>
          重新上报，同一份文件也可以再报。已做的筛查不会自动更新，请重新执行。
        </>
      }
    />
  )
}

/** What the reversal did, and the rows it left in place. */
export function ReversedResult({ batch }: { batch: Batch }) {
  const can = useCan()
  const r = batch.reversal
  if (!r) return null
  const tiles: Tile[] = [
    { label: '不再有效', n: r.closed, hint: '本批写入的事实' },
    { label: '恢复旧值', n: r.restored, hint: '被本批取代或结束的' },
    { label: '退出登记库', n: r.withdrawn, hint: '户，只有本批登记过' },
    { label: '户保留', n: r.staying, hint: '已有走访、申报', tone: 'wait' },
    { label: '重新等待', n: r.waiting, hint: '其他名单的行' },
    { label: '未撤回', n: r.replaced + r.confirmed, hint: '后来的名单说过', tone: 'wait' },
  ]
  const left = r.replaced + r.confirmed + r.staying
  return (
    <>
      <Section title="撤销结果" note="事实、行以条计，另注明户的以户计">
        <Tiles items={tiles} label="撤销结果" />
      </Section>
      {left > 0 && can('import.commit') ? <KeptRows batchId={batch.id} /> : null}
    </>
  )
}

const columns: TableColumnsType<Kept> = [
  { title: '工作表', dataIndex: 'sheet', render: (s: string) => s || '—' },
  { title: '行号', dataIndex: 'rowNo', align: 'right', className: 'num' },
  {
    title: '名称',
    dataIndex: 'name',
    render: (name: string | null, k) =>
      k.entityId && name ? (
        <Link to="/entities/$entityId" params={{ entityId: k.entityId }}>
          {name}
        </Link>
      ) : (
        (name ?? <span className="muted">等待对上主体</span>)
      ),
  },
  { title: '为什么没有撤回', dataIndex: 'why', render: (w: Kept['why']) => keptReasons[w] },
  {
    title: '后来的批次',
    dataIndex: 'byBatch',
    render: (id: string | null, k) =>
      id ? (
        <Link to="/imports/$batchId" params={{ batchId: id }}>
          {k.byFile}
        </Link>
      ) : (
        '—'
      ),
  },
]

function KeptRows({ batchId }: { batchId: string }) {
  const say = useSay()
  const [saving, setSaving] = useState(false)
  const save = () => {
    setSaving(true)
    saveKept(batchId)
      .catch(say.problem)
      .finally(() => setSaving(false))
  }
  return (
    <Section
      title="没有撤回的行"
      note="需要更正的，请另行上报名单"
      extra={
        <Button size="small" loading={saving} onClick={save}>
          下载 Excel
        </Button>
      }
    >
      <DataTable
        pages={useKept(batchId)}
        columns={columns}
        rowKey="key"
        label="没有撤回的行"
        empty="全部撤回，没有留下的行"
      />
    </Section>
  )
}
