import type * as z from 'zod'
import { maskAddress, maskName, maskNumbers, maskPhone } from '#contract/registry/codes.ts'
import type { ImportStudio } from '#contract/registry/studio.routes.ts'
import {
  entityKinds,
  type ImportKind,
  issueCodes,
  markKinds,
  registrationStatuses,
} from '#contract/registry/words.ts'
import { notesOf } from './above.ts'
import { type Column, findHeader, type Header, headerSearchRows } from './detect.ts'
import { guessColumns, guessSheet } from './guess.ts'
import { headerAt, isCodeless, lackOf, type MappedColumn } from './mapping.ts'
import { Gazetteer } from './place.ts'
import type { TextSaid } from './read/csv.ts'
import type { SheetRow } from './read/sheet.ts'
import { type RowContext, type RowIssue, RowReader, Seen, shown } from './row.ts'
import { type Field, stagedBy } from './source.ts'
import { sourceOfKind } from './sources/all.ts'
import { type Slots, stageColumns } from './stage.ts'

/** What is asked of a sheet: what somebody says of it, or nothing. */
export interface Asked {
  kind: ImportKind
  headerRow?: number
  titleRows?: number
  columns?: MappedColumn[]
  /** How the text of the file is taken. */
  text?: TextSaid
}

/** How a sheet is read now: as somebody says, or as it is guessed where nobody does. Null for a sheet that is no table. */
export function headerAsked(
  head: readonly SheetRow[],
  asked: Partial<Asked>,
  fileName: string,
): Header | null {
  if (asked.text && asked.headerRow === undefined && !asked.columns) {
    // A text taken another way is a new sheet: it may have become one that is known.
    const known = findHeader(head.slice(0, headerSearchRows), { kind: asked.kind, fileName })
    if (known) return known
  }
  const guess = guessSheet(head, { kind: asked.kind, fileName })
  const headerRow = asked.headerRow ?? guess?.headerRow
  if (headerRow === undefined) return null
  const source = asked.kind ? sourceOfKind(asked.kind) : guess!.source
  const titleRows = asked.titleRows ?? 1
  if (asked.columns) return headerAt(source, head, { headerRow, titleRows, columns: asked.columns }, 'hand')
  const at = head.findIndex((r) => r.rowNo === headerRow)
  if (at < 0) return null
  const columns = guessColumns(source, head, at, titleRows)
  const width = Math.max(0, ...columns.map((c) => c.index + 1))
  return { source, rowNo: headerRow, titleRows, columns, width, score: 0, ...notesOf(head.slice(0, at)) }
}

type Studio = z.input<typeof ImportStudio>

/** The first rows of data that are shown, and how many more with problems. */
const shownRows = 8
const moreRows = 4

/** Reads the first rows of a sheet by a header and shows each cell beside what was read of it. */
export function studioRows(
  header: Header,
  head: readonly SheetRow[],
  of: Omit<RowContext, 'gazetteer' | 'seen'>,
): Pick<Studio, 'columns' | 'rows' | 'missing' | 'fields' | 'codeless'> {
  const reader = new RowReader(header, {
    ...of,
    gazetteer: new Gazetteer([]),
    seen: new Seen(),
  })
  const data = head.filter((r) => r.rowNo > header.rowNo && filled(r) > 1)
  const read = data.map((row) => {
    const taken = reader.read(row)
    return shownRow(header, row, reader.slots, reader.issues, taken)
  })
  const odd = read
    .slice(shownRows)
    .filter((r) => r.issues.length > 0 || r.cells.some((c) => c.issues.length > 0))
  return {
    columns: header.columns.map((c) => shownColumn(header, c)),
    rows: [...read.slice(0, shownRows), ...odd.slice(0, moreRows)],
    missing: lackOf(header),
    codeless: isCodeless(header),
    fields: header.source.fields.map((f) => ({ key: f.key, label: f.label, input: inputOf(f) })),
  }
}

const filled = (row: SheetRow) => row.cells.filter((c) => c !== null && c !== '').length

function inputOf(field: Field): 'money' | 'day' | 'other' {
  if (field.type === 'money' || field.type === 'capital') return 'money'
  return field.type === 'day' || field.type === 'month' ? 'day' : 'other'
}

function shownColumn(header: Header, c: Column): Studio['columns'][number] {
  const { field } = c
  const unit = field && inputOf(field) === 'money' ? (c.unit ?? header.sheetUnit ?? field.unit ?? null) : null
  return {
    index: c.index,
    title: c.title,
    field: field?.key ?? null,
    label: field?.label ?? null,
    unit,
    unitGiven: null,
    dateOrder: c.dateOrder,
    origin: c.origin,
  }
}

function shownRow(
  header: Header,
  row: SheetRow,
  slots: Slots,
  issues: readonly RowIssue[],
  taken: boolean,
): Studio['rows'][number] {
  const at = stageColumns[header.source.kind]
  const placed = new Set<RowIssue>()
  const cells = header.columns.map((c) => {
    const own = issues.filter((i) => c.field !== null && i.field === c.field.label)
    for (const issue of own) placed.add(issue)
    return {
      index: c.index,
      raw: masked(c.field, shown(row.cells[c.index] ?? null) ?? ''),
      read: c.field ? readValue(c.field, (column) => slots[at.indexOf(column)] ?? null) : null,
      issues: own.map((i) => ({ severity: i.severity, message: issueCodes[i.code] })),
    }
  })
  const rest = issues.filter((i) => !placed.has(i))
  return {
    rowNo: row.rowNo,
    taken,
    cells,
    issues: rest.map((i) => ({
      severity: i.severity,
      code: i.code,
      message: i.field ? `「${i.field}」${issueCodes[i.code]}` : issueCodes[i.code],
    })),
  }
}

/** The page is read over somebody's shoulder: a person is shown as far as it takes to tell the column. */
function masked(field: Field | null, text: string): string {
  if (field?.key === 'legal_rep' || field?.key === 'contact_name') return maskName(text) ?? ''
  if (field?.key === 'address') return text === '' ? '' : (maskAddress(text) ?? '')
  return maskNumbers(text)
}

/** The value of a field in words. */
function readValue(field: Field, slot: (column: string) => string | null): string | null {
  const staged = stagedBy(field)
  const raw =
    field.type === 'kind'
      ? slot('kind')
      : (staged
          // Of an amount the first is the amount; a year or a currency beside it is not.
          .slice(0, field.type === 'money' || field.type === 'capital' ? 1 : 3)
          .map(slot)
          .find((v) => v !== null) ?? null)
  if (raw === null) return null
  const words = wordsOf[field.type]
  if (words) return words[raw] ?? raw
  if (field.type === 'money') return `${yuanText(raw)} 元`
  if (field.type === 'capital') {
    const currency = slot('capital_currency')
    return `${yuanText(raw)} 元${currency && currency !== 'CNY' ? `（${currency}）` : ''}`
  }
  if (field.type === 'rate') return `${Number(raw) / 100}%`
  if (field.type === 'month') return raw.slice(0, 7)
  if (field.type === 'phone') return maskPhone(raw)
  return masked(field, raw.replace(/\\(.)/g, '$1'))
}

const wordsOf: Readonly<Partial<Record<Field['type'], Readonly<Record<string, string>>>>> = {
  status: registrationStatuses,
  kind: entityKinds,
  mark: markKinds,
  yes: { t: '是', f: '否' },
}

/** Fen as yuan with thousands, exact. */
function yuanText(fen: string): string {
  const negative = fen.startsWith('-')
  const digits = fen.replace('-', '').padStart(3, '0')
  const cents = digits.slice(-2)
  const yuan = BigInt(digits.slice(0, -2)).toLocaleString('zh-CN')
  return `${negative ? '-' : ''}${yuan}${cents === '00' ? '' : `.${cents}`}`
}

/** The first rows as they stand, to choose the header row by. */
export function headShown(head: readonly SheetRow[]): Studio['head'] {
  return head.slice(0, 30).map((r) => ({
    rowNo: r.rowNo,
    cells: r.cells.slice(0, 16).map((c) => maskNumbers((shown(c) ?? '').slice(0, 24))),
  }))
}
