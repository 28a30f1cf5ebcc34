import { Segmented, type TableColumnsType } from 'antd'
import type { IssueCode } from '#contract/registry/words.ts'
import { issueCodes, severities } from '#contract/registry/words.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { useFilters } from '../../ui/Filters.tsx'
import { Figure } from '../../ui/Money.tsx'
import { PlainTable } from '../../ui/PlainTable.tsx'
import { Section } from '../../ui/Section.tsx'
import { StateTag } from '../../ui/StateTag.tsx'
import { type Preview, useImportIssues } from './useRegistry.ts'

type Kind = Preview['issues'][number]

function Severity({ severity }: { severity: keyof typeof severities }) {
  return <StateTag tone={severity === 'rejected' ? 'bad' : 'wait'}>{severities[severity]}</StateTag>
}

const kindColumns: TableColumnsType<Kind> = [
  { title: '处理', dataIndex: 'severity', render: (s: Kind['severity']) => <Severity severity={s} /> },
  { title: '问题', dataIndex: 'label' },
  { title: '处数', dataIndex: 'count', align: 'right', render: (n: number) => <Figure n={n} /> },
  { title: '例如', dataIndex: 'example', render: (e: string) => e || '—' },
]

interface Row {
  key: string
  sheet: string
  rowNo: number
  severity: keyof typeof severities
  code: IssueCode
  field: string | null
  cell: string | null
  message: string
}

const rowColumns: TableColumnsType<Row> = [
  { title: '工作表', dataIndex: 'sheet', render: (s: string) => s || '—' },
  { title: '行号', dataIndex: 'rowNo', align: 'right', className: 'num', render: (n: number) => n || '整张' },
  { title: '处理', dataIndex: 'severity', render: (s: Row['severity']) => <Severity severity={s} /> },
  { title: '列', dataIndex: 'field', render: (f: string | null) => f ?? '—' },
  {
    title: '原值',
    dataIndex: 'cell',
    className: 'num',
    render: (c: string | null) => (
      <div style={{ maxWidth: 320 }}>{c === '' ? <span className="muted">（空）</span> : (c ?? '—')}</div>
    ),
  },
  {
    title: '说明与办法',
    dataIndex: 'message',
    // What to do stands at its end: on one line it would lie beyond the edge of the table.
    render: (m: string, r) => <div style={{ maxWidth: 600 }}>{m || issueCodes[r.code]}</div>,
  },
]

const choices = [
  { value: '', label: '全部' },
  { value: 'rejected', label: '退回' },
  { value: 'suspicious', label: '存疑' },
]

/** What is wrong, by kind, the refused first. */
export function IssueKinds({ issues }: { issues: Preview['issues'] }) {
  return (
    <Section title="问题归类" note="退回的行不入库；存疑的照收，请抽查">
      <PlainTable
        rows={issues}
        columns={kindColumns}
        rowKey={(i) => `${i.code}-${i.severity}`}
        label="问题归类"
        empty="没有问题"
      />
    </Section>
  )
}

/** What is wrong, row by row: which sheet, which row, which column, and what to do. */
export function IssueRows({ batchId }: { batchId: string }) {
  const [filters, set] = useFilters()
  const severity =
    filters.severity === 'rejected' || filters.severity === 'suspicious' ? filters.severity : ''
  const pages = useImportIssues(batchId, severity || undefined)
  return (
    <Section
      title="逐行问题"
      extra={
        <Segmented
          aria-label="处理"
          value={severity}
          options={choices}
          onChange={(v) => set({ severity: v })}
        />
      }
    >
      <DataTable pages={pages} columns={rowColumns} rowKey="key" label="逐行问题" empty="没有这类问题" />
    </Section>
  )
}
