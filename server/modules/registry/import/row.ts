import { canonicalPhone, kindOfUscc } from '#contract/registry/codes.ts'
import type { IssueCode } from '#contract/registry/words.ts'
import type { Column, Header } from './detect.ts'
import type { Gazetteer } from './place.ts'
import type { Cell, SheetRow } from './read/sheet.ts'
import type { Field, FieldType } from './source.ts'
import { type Read, textOf } from './values/cell.ts'
import { readCode } from './values/code.ts'
import { readDay, readMonth } from './values/date.ts'
import { readCapital, readCount, readMoney, readRate } from './values/money.ts'
import { bigramsOf, nameKey } from './values/name.ts'
import {
  readGrade,
  readGuarantee,
  readKind,
  readLevel,
  readMark,
  readStatus,
  readYes,
} from './values/words.ts'

/** Staged values by column name; text is what COPY will write, null is \N. */
export type Staged = Record<string, string | number | boolean | string[] | null>

export interface RowIssue {
  severity: 'rejected' | 'suspicious'
  code: IssueCode
  field: string | null
  cell: string | null
}

export interface RowResult {
  staged: Staged | null
  issues: RowIssue[]
  innerCheckFails: boolean
}

export interface RowContext {
  header: Header
  sheetName: string
  asOf: string
  gazetteer: Gazetteer
}

/** Reads one data row into its final form; what is wrong is listed, and a row without its needed cells is refused. */
export function readRow(row: SheetRow, context: RowContext): RowResult {
  const issues: RowIssue[] = []
  const staged: Staged = {}
  const needed = new Set(context.header.source.fields.filter((f) => f.required).map((f) => f.key))
  for (const column of context.header.columns) {
    if (!column.field) continue
    readCell(column, row.cells[column.index] ?? null, { context, staged, issues, needed })
  }
  fillFromSheet(context, staged)
  for (const column of row.formulas ?? []) {
    const field = context.header.columns.find((c) => c.index === column)?.field
    if (field) issues.push({ severity: 'suspicious', code: 'formula', field: field.label, cell: null })
  }
  checkRow(context, staged, issues)
  const innerCheckFails = staged.inner_check_fails === true
  return { staged: issues.some((i) => i.severity === 'rejected') ? null : staged, issues, innerCheckFails }
}

interface Reading {
  context: RowContext
  staged: Staged
  issues: RowIssue[]
  needed: Set<string>
}

function readCell(column: Column, cell: Cell, reading: Reading): void {
  const field = column.field!
  const say = (read: Read<unknown>) => {
    if (!read.issue) return
    const rejected = read.bad === true && reading.needed.has(field.key)
    reading.issues.push({
      severity: rejected ? 'rejected' : 'suspicious',
      code: read.issue,
      field: field.label,
      cell: shown(cell),
    })
  }
  const read = wide[field.type]
  if (read) {
    read(column, cell, reading, say)
    return
  }
  const value = (readers[field.type] ?? ((c: Cell) => ({ value: textOf(c) })))(cell)
  say(value)
  reading.staged[field.key] = value.value as string | number | boolean | null
}

type Say = (read: Read<unknown>) => void

/** Readers of the cells that fill more than one column, or need the column's title. */
const wide: Readonly<
  Partial<Record<FieldType, (column: Column, cell: Cell, reading: Reading, say: Say) => void>>
> = {
  code: (column, cell, reading) => readCodeCell(cell, column.field!, reading),
  name: (_column, cell, reading) => readNameCell(cell, reading),
  money: ({ field, unit, year }, cell, reading, say) => {
    const read = readMoney(cell, unit ?? reading.context.header.sheetUnit ?? field!.unit ?? '元')
    say(read)
    reading.staged[`${field!.key}_fen`] = read.value
    if (field!.key === 'tax') reading.staged.tax_year = year
  },
  capital: ({ unit }, cell, reading, say) => {
    const read = readCapital(cell, unit ?? reading.context.header.sheetUnit ?? undefined)
    say(read)
    reading.staged.capital_fen = read.value?.fen ?? null
    reading.staged.capital_currency = read.value?.currency ?? null
  },
  kind: (_column, cell, reading, say) => {
    const read = readKind(cell)
    if (read.issue) say({ ...read, bad: undefined })
    reading.staged.kind = read.value
    reading.staged.type_text = textOf(cell)
  },
}

/** Readers of the cells that become one column each. */
const readers: Readonly<Partial<Record<FieldType, (cell: Cell) => Read<unknown>>>> = {
  day: readDay,
  month: readMonth,
  rate: readRate,
  count: readCount,
  year: readYear,
  status: readStatus,
  mark: readMark,
  grade: readGrade,
  guarantee: readGuarantee,
  level: readLevel,
  phone: readPhone,
  division: readDivision,
  yes: (cell) => {
    const read = readYes(cell)
    return { ...read, value: read.value === null ? null : read.value === 'yes' }
  },
  industry: (cell) => ({ value: /^\d{2,4}/.exec(textOf(cell) ?? '')?.[0] ?? null }),
}

function readCodeCell(cell: Cell, field: Field, reading: Reading): void {
  const read = readCode(cell)
  reading.staged.uscc = read.uscc
  reading.staged.reg_no = read.regNo
  reading.staged.org_code = read.orgCode
  reading.staged.inner_check_fails = read.innerCheckFails ?? false
  if (!read.issue) return
  const rejected = field.required === true
  if (!rejected && read.issue === 'code_missing') return
  reading.issues.push({
    severity: rejected ? 'rejected' : 'suspicious',
    code: read.issue,
    field: field.label,
    cell: shown(cell),
  })
}

function readNameCell(cell: Cell, reading: Reading): void {
  const name = textOf(cell)
  reading.staged.name = name
  reading.staged.name_key = name === null ? null : nameKey(name)
  if (name === null && reading.needed.has('name')) {
    reading.issues.push({ severity: 'rejected', code: 'name_missing', field: '名称', cell: shown(cell) })
  }
}

function readPhone(cell: Cell): Read<string> {
  const text = textOf(cell)
  if (text === null) return { value: null }
  const phone = canonicalPhone(text.split(/[;；/、,，]/)[0]!)
  return phone ? { value: phone } : { value: null, issue: 'phone_bad' }
}

/** 6, 9 or 12 digits; shorter codes are filled up with zeros on the right. */
function readDivision(cell: Cell): Read<string> {
  const text = typeof cell === 'number' ? String(cell) : textOf(cell)
  if (text === null) return { value: null }
  const digits = text.normalize('NFKC').replace(/\s/g, '')
  if (/^[1-9]\d{5}(\d{3}){0,2}$/.test(digits)) return { value: digits.padEnd(12, '0') }
  return { value: null, issue: 'division_bad', bad: true }
}

function readYear(cell: Cell): Read<number> {
  const m = /(19|20)\d{2}/.exec(typeof cell === 'number' ? String(cell) : (textOf(cell) ?? ''))
  return { value: m ? Number(m[0]) : null }
}

function fillFromSheet(context: RowContext, staged: Staged): void {
  for (const field of context.header.source.fields) {
    if (field.fromSheet && (staged[field.key] ?? null) === null)
      staged[field.key] = context.sheetName === '' ? null : context.sheetName
  }
}

/** What concerns the row as a whole: needed cells, someone to attach it to, dates that lie ahead. */
function checkRow(context: RowContext, staged: Staged, issues: RowIssue[]): void {
  const { source } = context.header
  for (const field of source.fields) {
    if (!field.required || field.type === 'code' || field.type === 'name') continue
    const key = field.type === 'money' ? `${field.key}_fen` : field.key
    if (
      (staged[key] ?? null) === null &&
      !issues.some((i) => i.field === field.label && i.severity === 'rejected')
    ) {
      issues.push({ severity: 'rejected', code: 'required_missing', field: field.label, cell: null })
    }
  }
  const firm = source.kind !== 'branch' && source.kind !== 'division'
  if (firm && !staged.uscc && !staged.reg_no && !staged.org_code && !staged.name) {
    issues.push({ severity: 'rejected', code: 'name_missing', field: '名称', cell: null })
  }
  if (source.kind === 'registration') finishRegistration(context, staged, issues)
}

function finishRegistration(context: RowContext, staged: Staged, issues: RowIssue[]): void {
  if (staged.reg_no || staged.org_code)
    issues.push({
      severity: 'rejected',
      code: 'code_bad',
      field: '统一社会信用代码',
      cell: String(staged.reg_no ?? staged.org_code),
    })
  if (typeof staged.founded_on === 'string' && staged.founded_on > context.asOf) {
    issues.push({ severity: 'suspicious', code: 'date_future', field: '成立日期', cell: staged.founded_on })
  }
  const uscc = typeof staged.uscc === 'string' ? staged.uscc : null
  const byCode = uscc ? kindOfUscc(uscc) : undefined
  // A family farm may carry a 91 or 92 code: the type column says what it is, the code what it is not.
  if (staged.kind !== 'farm' && staged.kind !== 'farmer') staged.kind = byCode ?? staged.kind ?? 'other'
  staged.registration_status ??= 'unknown'
  const place = context.gazetteer.place(staged.address as string | null, uscc, staged.name as string | null)
  staged.division = place.division
  staged.placed_by = place.placedBy
  staged.bigrams = bigramsOf(String(staged.name ?? ''))
}

/** The cell as the report shows it. */
export function shown(cell: Cell): string | null {
  const text = textOf(cell)
  return text === null
    ? typeof cell === 'string' && cell !== ''
      ? cell.slice(0, 80)
      : null
    : text.slice(0, 80)
}
