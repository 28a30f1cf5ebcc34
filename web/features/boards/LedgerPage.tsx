import { Alert, Button, Segmented } from 'antd'
import { useState } from 'react'
import { type LedgerKind, ledgerKeys, ledgers } from '#contract/boards/words.ts'
import { rateText, wanText } from '#contract/kernel/money.ts'
import { useCan, useSession } from '../../shell/session.ts'
import { ApiProblem } from '../../ui/apiProblem.ts'
import type { Column } from '../../ui/columns.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { ClearFilters, PickDay, SearchBox, useFilters } from '../../ui/Filters.tsx'
import { minuteText } from '../../ui/instant.ts'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { usePaper } from '../../ui/usePaper.ts'
import { DivisionPicker } from '../organisations/DivisionPicker.tsx'
import { AskExport, ExportRequests } from './ExportRequests.tsx'
import { ledgerFilters, useExportLedger, useLedger } from './useBoards.ts'
import './boards.css'

type Cell = string | number | null
interface Line {
  key: string
  cells: Cell[]
}

/** What the two days of the filter bound in each ledger. */
const dayOf: Readonly<Record<LedgerKind, string>> = {
  visits: '走访日',
  declarations: '申报日',
  recommendations: '推荐日',
  credits: '决定日',
}

/** The four ledgers as they are printed: the page and the file are the same lines in the same columns. */
export function LedgerPage() {
  usePaper('A3 landscape', '8mm')
  const can = useCan()
  const { data: session } = useSession()
  const [filters, set] = useFilters()
  // A bank keeps the ledger of its own credits; the others speak of all banks.
  const kinds = session?.bankName ? (['credits'] as const) : ledgerKeys
  const kind = kinds.find((k) => k === filters.kind) ?? kinds[0]!
  const ledger = useLedger(kind, filters)
  const save = useExportLedger(kind)
  const [asking, setAsking] = useState(false)
  const tooLarge = save.error instanceof ApiProblem && save.error.code === 'approval_required'
  const columns = ledger.data?.pages[0]?.columns ?? []
  const rows = (ledger.data?.pages ?? [])
    .flatMap((p) => p.rows)
    .map((cells, i): Line => ({ key: String(i + 1), cells }))
  return (
    <div className="stack ledger">
      <PageTitle title={ledgers[kind]} note="列序与印发的一致；联系方式已脱敏；金额单位万元">
        {can('ledger.export') ? (
          <Button type="primary" loading={save.isPending} onClick={() => save.mutate(filters)}>
            导出 Excel
          </Button>
        ) : null}
        <Button onClick={() => window.print()}>打印</Button>
      </PageTitle>
      {kinds.length > 1 ? (
        <Segmented
          aria-label="台账"
          className="no-print"
          value={kind}
          options={kinds.map((value) => ({ value, label: ledgers[value] }))}
          onChange={(v) => set({ kind: v })}
          style={{ alignSelf: 'start', maxWidth: '100%', overflowX: 'auto' }}
        />
      ) : null}
      <div className="filters no-print">
        <SearchBox name="search" placeholder="名称中的字，或信用代码" />
        <DivisionPicker name="division" />
        <PickDay name="from" label={`${dayOf[kind]}起`} />
        <PickDay name="to" label={`${dayOf[kind]}止`} />
        <ClearFilters names={ledgerFilters} />
      </div>
      {tooLarge ? (
        <Alert
          type="info"
          showIcon
          role="alert"
          title={save.error!.message}
          action={<Button onClick={() => setAsking(true)}>申请导出</Button>}
        />
      ) : (
        <ProblemNote problem={save.error} />
      )}
      <ExportRequests />
      <DataTable<Line>
        pages={{ ...ledger, rows }}
        columns={columnsOf(columns)}
        rowKey="key"
        label={ledgers[kind]}
        empty="没有符合条件的记录；放宽日期或区划再看"
      />
      <AskExport
        open={asking}
        kind={kind}
        filters={filters}
        onClose={() => {
          setAsking(false)
          save.reset()
        }}
      />
    </div>
  )
}

function columnsOf(columns: readonly { title: string; type: string }[]): readonly Column<Line>[] {
  const name = columns.findIndex((c) => c.title === '名称')
  return [
    { title: '序号', dataIndex: 'key', className: 'num', fixed: 'left', width: 56 },
    ...columns.map((c, i) => ({
      title: c.title,
      key: `${i}${c.title}`,
      ...(i === name ? { fixed: 'left' as const, heading: true } : {}),
      ...(isNumber(c.type) ? { align: 'right' as const } : {}),
      className: isNumber(c.type) || c.type === 'day' || c.type === 'instant' ? 'num nowrap' : 'ledger-cell',
      render: (_: unknown, line: Line) => cellText(c.type, line.cells[i] ?? null),
    })),
  ]
}

const isNumber = (type: string) => type === 'wan' || type === 'integer' || type === 'rate'

/** A cell as the file prints it. */
function cellText(type: string, cell: Cell): string {
  if (cell === null) return ''
  if (type === 'wan') return wanText(String(cell))
  if (type === 'rate') return rateText(Number(cell))
  if (type === 'instant') return minuteText(String(cell))
  return String(cell)
}
