import { Link } from '@tanstack/react-router'
import type { TableColumnsType } from 'antd'
import { Alert, Button, Tabs } from 'antd'
import { useState } from 'react'
import {
  type TextDelimiter,
  type TextEncodingKey,
  textDelimiters,
  textEncodings,
} from '#contract/registry/words.ts'
import { Figure } from '../../ui/Money.tsx'
import { PlainTable } from '../../ui/PlainTable.tsx'
import { Section } from '../../ui/Section.tsx'
import { StateTag } from '../../ui/StateTag.tsx'
import { type Tile, Tiles } from '../../ui/Tiles.tsx'
import { ImportChecks } from './ImportChecks.tsx'
import { IssueKinds, IssueRows } from './ImportIssues.tsx'
import { ImportStudio } from './ImportStudio.tsx'
import { Origin } from './StudioColumns.tsx'
import type { Batch, Preview } from './useRegistry.ts'

/** What the batch changes, how its columns were understood, and some rows to check by eye. */
export function ImportPreview({ batch, preview: p }: { batch: Batch; preview: Preview }) {
  const done = batch.state === 'committed' || batch.state === 'reversed'
  const [mapping, setMapping] = useState(false)
  const tiles: Tile[] = [
    { label: '新增', n: p.fresh, hint: '库里没有的' },
    { label: '有变化', n: p.changed, hint: '旧值保留在历史' },
    { label: '无变化', n: p.unchanged, hint: '不动' },
    { label: '消失', n: p.vanished, hint: batch.mode === 'full' ? '上批有、本批没有' : '仅全量名单计算' },
    { label: '退回', n: p.rejected, hint: '不入库，须改', tone: 'bad' },
    { label: '存疑', n: p.suspicious, hint: '照收，请核对', tone: 'wait' },
    { label: '未对上', n: p.unmatched, hint: '留存，等名录', tone: 'wait' },
  ]
  return (
    <>
      {batch.sameAs ? <SameAs batchId={batch.sameAs} /> : null}
      {batch.state === 'previewed' ? <ImportChecks checks={p.checks} /> : null}
      <Section title={done ? '入库时的预览' : '会改什么'} note="单位：行">
        <Tiles items={tiles} label="预览结果" />
      </Section>
      {p.issues.length > 0 ? <IssueKinds issues={p.issues} /> : null}
      {mapping && batch.canMap ? (
        <ImportStudio batch={batch} onClose={() => setMapping(false)} />
      ) : (
        <Section
          title="列对应"
          note="核对每一列读成了什么；没有用到的列不入库"
          extra={batch.canMap ? <Button onClick={() => setMapping(true)}>改对应、试读</Button> : undefined}
        >
          {batch.text ? <TextTaken text={batch.text} /> : null}
          <Sheets sheets={p.sheets} />
        </Section>
      )}
      {p.samples.length > 0 ? (
        <Section title="抽样" note={`新增和有变化的各取几行，共 ${p.samples.length} 行`}>
          <Samples samples={p.samples} />
        </Section>
      ) : null}
      {p.issues.length > 0 ? <IssueRows batchId={batch.id} /> : null}
    </>
  )
}

/** Read once more and nothing changed: there is nothing to confirm, and it is said before anybody looks for the button. */
function SameAs({ batchId }: { batchId: string }) {
  return (
    <Alert
      type="warning"
      showIcon
      title={
        <>
          这份文件按同样的读法、日期、方式已在
          <Link to="/imports/$batchId" params={{ batchId }}>
            批次 {batchId}
          </Link>
          入库，不能再入
        </>
      }
      description="要换一种读法，请在“改对应、试读”里改了重新读取；否则请放弃这一批。"
    />
  )
}

/** A guess of encoding or separator that went wrong shows in the samples; here stands what was guessed. */
function TextTaken({ text }: { text: NonNullable<Batch['text']> }) {
  const encoding = textEncodings[text.encoding as TextEncodingKey] ?? text.encoding
  const delimiter = textDelimiters[text.delimiter as TextDelimiter] ?? text.delimiter
  return (
    <p className="muted" style={{ margin: '0 0 8px' }}>
      文本文件，按编码 {encoding}、分隔符{delimiter}读取；名称、地址有乱码就在“改对应、试读”里另选编码
    </p>
  )
}

type Sheet = Preview['sheets'][number]

function Sheets({ sheets }: { sheets: Preview['sheets'] }) {
  if (sheets.length === 1) return <SheetColumns sheet={sheets[0]!} />
  return (
    <Tabs
      size="small"
      items={sheets.map((s, i) => ({
        key: String(i),
        label: s.headerRow === null ? `${s.name || `第 ${i + 1} 张`}（略过）` : s.name || `第 ${i + 1} 张`,
        children: <SheetColumns sheet={s} />,
      }))}
    />
  )
}

type Column = Sheet['columns'][number] & { no: number }

const columnColumns: TableColumnsType<Column> = [
  { title: '第几列', dataIndex: 'no', className: 'num', width: 72 },
  {
    title: '表里的列名',
    dataIndex: 'title',
    render: (t: string) => t || <span className="muted">（空）</span>,
  },
  {
    title: '读成',
    dataIndex: 'label',
    render: (label: string | null, c) =>
      c.field ? <StateTag tone="go">{label ?? c.field}</StateTag> : <StateTag tone="off">没有用到</StateTag>,
  },
  { title: '单位', dataIndex: 'unit', render: (u: string | null) => u ?? '—' },
  { title: '怎么认出的', dataIndex: 'origin', render: (o: Column['origin']) => <Origin origin={o} /> },
]

function SheetColumns({ sheet }: { sheet: Sheet }) {
  if (sheet.headerRow === null)
    return <p className="muted">这张表里没有找到能识别的表头，整张略过；如果需要它，请补上列名后重新上报。</p>
  const rows = sheet.columns.map((c, i) => ({ ...c, no: i + 1 }))
  const used = rows.filter((c) => c.field).length
  return (
    <>
      <p style={{ marginTop: 0 }}>
        表头在第 {sheet.headerRow} 行；读到 <Figure n={sheet.rowsIn} /> 行数据，略过{' '}
        <Figure n={sheet.skipped} /> 行标题、说明或合计；{rows.length} 列中用到 {used} 列。
      </p>
      <PlainTable
        rows={rows}
        columns={columnColumns}
        rowKey={(c) => String(c.no)}
        label="列对应"
        empty="没有列"
      />
    </>
  )
}

type Sample = Preview['samples'][number] & { key: string }

const sampleColumns: TableColumnsType<Sample> = [
  {
    title: '变化',
    dataIndex: 'change',
    render: (c: Sample['change']) =>
      c === 'fresh' ? <StateTag tone="go">新增</StateTag> : <StateTag tone="wait">有变化</StateTag>,
  },
  { title: '名称', dataIndex: 'name' },
  { title: '代码', dataIndex: 'code', className: 'num nowrap', render: (c: string | null) => c ?? '—' },
  { title: '在文件里', dataIndex: 'detail' },
]

function Samples({ samples }: { samples: Preview['samples'] }) {
  const rows = samples.map((s, i) => ({ ...s, key: `${s.change}-${i}` }))
  return <PlainTable rows={rows} columns={sampleColumns} rowKey="key" label="抽样" empty="没有" />
}
