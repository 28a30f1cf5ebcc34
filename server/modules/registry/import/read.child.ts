import { readFileSync } from 'node:fs'
import type { ImportKind, IssueCode } from '#contract/registry/words.ts'
import { type Header, yearByNotes } from './detect.ts'
import { readFirmRows } from './firm-rows.ts'
import { keepLook, type LookRow } from './look.ts'
import { lookRows, type Mapping, type Profile } from './mapping.ts'
import { isNoData } from './no-data.ts'
import { PipeWriter } from './pipe-writer.ts'
import { Gazetteer, type Place } from './place.ts'
import { unsaid } from './read/csv.ts'
import { openWorkbook } from './read/open.ts'
import {
  type Cell,
  defaultLimits,
  FileRefused,
  operatorLimits,
  type Sheet,
  type SheetRow,
} from './read/sheet.ts'
import { asSaid, type Found, recognised, textByProfile } from './recognise.ts'
import { type RowIssue, RowReader, Seen, shown } from './row.ts'
import { copyLine } from './stage.ts'
import { textOf } from './values/cell.ts'
import { earliestDataDay } from './values/limits.ts'

/**
 * Runs in a process of its own, without credentials and without network: reads one file and writes staged rows
 * (COPY text) to descriptor 1 and messages (a JSON line each) to descriptor 3. A hostile file costs this process.
 */
export interface ReadOrder {
  path: string
  fileName: string
  batchId: string
  kind: ImportKind | null
  asOf: string | null
  today: string
  places: Place[]
  /** It was named at the server's own command line, not sent by anybody. */
  byOperator?: boolean
  /** Only who is named is read: a list that says nothing of its firms but that they are on it. */
  firms?: true
  /** How somebody said the file is read; it wins over what is recognised. */
  mapping: Mapping | null
  profiles: Profile[]
}

export type ReadMessage =
  | {
      type: 'sheet'
      sheet: number
      name: string
      kind: ImportKind
      headerRow: number
      titleRows: number
      columns: unknown[]
      asOf: string
      profileId: string | null
    }
  | { type: 'look'; sheet: number; name: string; text: Sheet['text'] | null; rows: LookRow[] }
  | { type: 'unreadable'; sheet: number; name: string; titles: string[]; leftOut: boolean }
  | { type: 'issue'; sheet: number; rowNo: number; issue: RowIssue }
  | { type: 'reject'; sheet: number; rowNo: number; cells: (string | null)[] }
  | { type: 'progress'; rows: number; share: number | null }
  | { type: 'sheetDone'; sheet: number; rowsIn: number; skipped: number }
  | { type: 'refused'; code: string; message: string }
  | { type: 'done' }

const messages = new PipeWriter(3, 32 * 1024)
const staged = new PipeWriter(1, 256 * 1024, messages)

function say(message: ReadMessage): void {
  messages.add(`${JSON.stringify(message)}\n`)
}

async function main(order: ReadOrder): Promise<void> {
  if (order.firms) {
    await readFirmRows(order, (line) => staged.add(line))
    staged.flush()
    return
  }
  const gazetteer = new Gazetteer(order.places)
  const seen = new Seen()
  let kind = order.mapping?.kind ?? order.kind
  let no = 0
  const text = order.mapping ? (order.mapping.text ?? unsaid) : await textByProfile(order)
  for await (const sheet of openWorkbook(
    order.path,
    order.byOperator ? operatorLimits : defaultLimits,
    text,
  )) {
    no += 1
    kind = (await readSheet({ order, gazetteer, seen, kind, no, sheet })) ?? kind
  }
  staged.flush()
  say({ type: 'done' })
  messages.flush()
}

interface SheetJob {
  order: ReadOrder
  gazetteer: Gazetteer
  seen: Seen
  kind: ImportKind | null
  no: number
  sheet: Sheet
}

async function readSheet(job: SheetJob): Promise<ImportKind | null> {
  const head: SheetRow[] = []
  let reader: SheetReader | null = null
  for await (const batch of job.sheet.rows) {
    if (reader) {
      for (const row of batch) reader.take(row)
      continue
    }
    head.push(...batch)
    if (head.length < lookRows) continue
    reader = startReading(job, head)
    if (!reader) return null
  }
  reader ??= head.length > 0 ? startReading(job, head) : null
  reader?.finish()
  return reader?.kind ?? null
}

function startReading(job: SheetJob, head: SheetRow[]): SheetReader | null {
  const { no, sheet, order } = job
  const top = head.slice(0, lookRows)
  if (no <= lookSheets)
    say({ type: 'look', sheet: no, name: sheet.name, text: sheet.text ?? null, rows: keepLook(top) })
  const said = order.mapping?.sheets.find((s) => s.sheet === no)
  const found = said ? asSaid(order.mapping!.kind, said, top) : recognised(order, job.kind, top)
  if (!found) {
    say({
      type: 'unreadable',
      sheet: no,
      name: sheet.name,
      titles: (head[0]?.cells ?? []).map((c) => textOf(c) ?? '').slice(0, 12),
      leftOut: said !== undefined,
    })
    return null
  }
  const reader = new SheetReader(job, found)
  for (const row of head) if (row.rowNo > found.header.rowNo) reader.take(row)
  return reader
}

/** Takes the data rows of one sheet and says what became of each. */
class SheetReader {
  readonly kind: ImportKind
  private rowsIn = 0
  private skipped = 0
  private readonly titles: Set<string>
  private readonly job: SheetJob
  private readonly header: Header
  private readonly rows: RowReader
  constructor(job: SheetJob, { header, profileId }: Found) {
    this.job = job
    this.header = header
    this.kind = header.source.kind
    const { today } = job.order
    const asOf = job.order.asOf ?? dataDay(header.notedOn, today) ?? today
    this.titles = new Set(header.columns.map((c) => c.title))
    this.rows = new RowReader(header, {
      sheetName: job.sheet.name,
      fileName: job.order.fileName,
      asOf,
      today,
      inText: job.sheet.text !== undefined,
      gazetteer: job.gazetteer,
      seen: job.seen,
    })
    const columns = header.columns.map((c) => ({
      index: c.index,
      title: c.title,
      field: c.field?.key ?? null,
      label: c.field?.label ?? null,
      unit: this.unitOf(c),
      dateOrder: c.dateOrder,
      origin: c.origin,
    }))
    say({
      type: 'sheet',
      sheet: job.no,
      name: job.sheet.name,
      kind: this.kind,
      headerRow: header.rowNo,
      titleRows: header.titleRows,
      columns,
      asOf,
      profileId,
    })
    this.reportGuessedUnits()
    this.reportTwins()
    const year = yearByNotes(header)
    if (year !== null) this.note(header.rowNo, 'year_noted', null, String(year))
    if (job.sheet.hidden) this.note(header.rowNo, 'hidden_sheet', null)
  }

  private unitOf(column: Header['columns'][number]): string | null {
    if (column.field?.type !== 'money' && column.field?.type !== 'capital') return null
    return column.unit ?? this.header.sheetUnit ?? column.field.unit ?? null
  }

  /** A money column whose unit is written nowhere: the default is used, and said. */
  private reportGuessedUnits(): void {
    for (const column of this.header.columns) {
      if (column.field?.type === 'money' && !column.unit && !this.header.sheetUnit)
        this.note(this.header.rowNo, 'money_unit', column.title)
    }
  }

  /** Two columns under one title: which was left is said, for its cells are read by nobody. */
  private reportTwins(): void {
    const { columns } = this.header
    for (const column of columns)
      if (!column.field && columns.some((c) => c.field && c.title === column.title))
        this.note(this.header.rowNo, 'twin_column', column.title)
  }

  private note(rowNo: number, code: IssueCode, field: string | null, cell: string | null = null): void {
    const issue: RowIssue = { severity: 'suspicious', code, field, cell }
    say({ type: 'issue', sheet: this.job.no, rowNo, issue })
  }

  take(row: SheetRow): void {
    if (isNoData(row.cells, this.titles)) {
      this.skipped += 1
      return
    }
    const { no, order } = this.job
    this.rowsIn += 1
    if (this.rowsIn % progressRows === 0) this.sayProgress()
    const taken = this.rows.read(row)
    for (const issue of this.rows.issues) say({ type: 'issue', sheet: no, rowNo: row.rowNo, issue })
    if (row.hidden) this.note(row.rowNo, 'hidden_row', null)
    if (taken) staged.add(copyLine(order.batchId, no, row.rowNo, this.rows.slots))
    else say({ type: 'reject', sheet: no, rowNo: row.rowNo, cells: row.cells.map((c: Cell) => shown(c)) })
  }

  private sayProgress(): void {
    const share = this.job.sheet.share?.() ?? null
    say({ type: 'progress', rows: this.rowsIn, share })
    // Rows that were refused fill no buffer: who waits for them should hear all the same.
    messages.flush()
  }

  finish(): void {
    if (this.rows.innerCheckFails > 0)
      this.note(this.header.rowNo, 'code_inner', '统一社会信用代码', `${this.rows.innerCheckFails} 行`)
    say({ type: 'sheetDone', sheet: this.job.no, rowsIn: this.rowsIn, skipped: this.skipped })
  }
}

/** A day noted above a header, if it can be the day of the data. */
function dataDay(noted: string | null, today: string): string | null {
  return noted !== null && noted >= earliestDataDay && noted <= today ? noted : null
}

const progressRows = 5_000
/** Of a workbook of very many sheets the first can be mapped by hand. */
const lookSheets = 30

main(JSON.parse(readFileSync(0, 'utf8')) as ReadOrder).catch((error: unknown) => {
  if (error instanceof FileRefused) {
    say({ type: 'refused', code: error.code, message: error.message })
    messages.flush()
    process.exitCode = 3
    return
  }
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = 4
})
