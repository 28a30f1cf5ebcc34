import { Day } from '#contract/kernel/ids.ts'
import type { ImportKind } from '#contract/registry/words.ts'
import type { Cell, SheetRow } from './read/sheet.ts'
import type { Field, Source } from './source.ts'
import { sources } from './sources/all.ts'
import { textOf } from './values/cell.ts'
import { type MoneyUnit, unitIn } from './values/money.ts'

/** A column of a sheet and the field it was taken for. */
export interface Column {
  index: number
  title: string
  field: Field | null
  unit: MoneyUnit | null
  /** The year a title carries: 2025年度入库税额. */
  year: number | null
}

export interface Header {
  source: Source
  /** Row number of the (last) header row. */
  rowNo: number
  columns: Column[]
  score: number
  /** Unit of a note such as 单位：元 above the header. */
  sheetUnit: MoneyUnit | null
  /** Date of a note such as 填报日期：2026年10月15日. */
  notedOn: string | null
}

/** How many rows at the top may be titles, notes and blank lines. */
export const headerSearchRows = 30

/** A title for comparison: no width, spaces, brackets with their content, years, serial marks. */
export function titleKey(title: string): string {
  return title
    .normalize('NFKC')
    .replace(/[(（【[].*?[)）】\]]/g, '')
    .replace(/(19|20)\d{2}年?度?/g, '')
    .replace(/单位[:：].*$/, '')
    .replace(/[\s*＊/、,，:：.。_-]/g, '')
}

/** Finds the header among the first rows; null where no source is recognised. */
export function findHeader(
  rows: readonly SheetRow[],
  options: { kind?: ImportKind; fileName: string },
): Header | null {
  const candidates = options.kind ? sources.filter((s) => s.kind === options.kind) : sources
  let best: Header | null = null
  for (const [i, row] of rows.entries()) {
    const next = rows[i + 1]
    for (const source of candidates) {
      const bonus = source.fileWords.test(options.fileName) ? 2 : 0
      const single = matchRow(source, row.cells, row.rowNo, bonus)
      // A second header row below: its titles joined to those above it.
      const double =
        next && looksLikeTitles(next)
          ? matchRow(source, joinTitles(row.cells, next.cells), next.rowNo, bonus)
          : null
      if (single && (!best || single.score > best.score)) best = { ...single, ...notesOf(rows.slice(0, i)) }
      // Two rows only where the second alone would tell less: what stands above a header is a note as a rule.
      const alone = next && matchRow(source, next.cells, next.rowNo, bonus)
      if (double && double.score > (alone?.score ?? 0) && (!best || double.score > best.score))
        best = { ...double, ...notesOf(rows.slice(0, i + 1)) }
    }
  }
  return best
}

function matchRow(
  source: Source,
  cells: readonly Cell[],
  rowNo: number,
  bonus: number,
): Omit<Header, 'sheetUnit' | 'notedOn'> | null {
  const titles = cells.map((c) => (typeof c === 'string' ? (textOf(c) ?? '') : ''))
  const columns = assign(source, titles)
  const have = new Set(columns.flatMap((c) => (c.field ? [c.field.key] : [])))
  const known = source.known.every((group) => group.some((key) => have.has(key)))
  const complete = source.fields.every((f) => !f.required || f.fromSheet || have.has(f.key))
  if (!known || !complete) return null
  const filled = titles.filter((t) => t !== '').length
  return { source, rowNo, columns, score: have.size + have.size / Math.max(filled, 1) + bonus }
}

/** Gives each field at most one column, best matches first. */
function assign(source: Source, titles: readonly string[]): Column[] {
  const columns: Column[] = titles.map((title, index) => ({
    index,
    title,
    field: null,
    unit: unitIn(title) ?? null,
    year: yearIn(title),
  }))
  const pairs: { field: Field; column: Column; score: number }[] = []
  for (const column of columns) {
    const key = titleKey(column.title)
    if (key === '') continue
    for (const field of source.fields) {
      const score = likeness(field, key, column.title)
      if (score > 0) pairs.push({ field, column, score })
    }
  }
  pairs.sort((a, b) => b.score - a.score || a.column.index - b.column.index)
  const used = new Set<string>()
  for (const { field, column } of pairs) {
    if (column.field || used.has(field.key)) continue
    column.field = field
    used.add(field.key)
  }
  return columns.filter((c) => c.title !== '')
}

/** Equal beats contained; a longer shared title beats a shorter; an earlier synonym beats a later one. */
function likeness(field: Field, key: string, title: string): number {
  const whole = title.normalize('NFKC').replace(/\s/g, '')
  if (field.not?.some((n) => whole.includes(n))) return 0
  const equal = field.titles.indexOf(key)
  if (equal >= 0) return 1000 - equal
  let best = 0
  for (const t of field.titles) {
    if (t.length >= 3 && key.includes(t)) best = Math.max(best, 100 + (100 * t.length) / key.length)
    else if (key.length >= 3 && t.startsWith(key)) best = Math.max(best, 40 + (40 * key.length) / t.length)
  }
  return best
}

function yearIn(title: string): number | null {
  const m = /(19|20)\d{2}/.exec(title)
  return m ? Number(m[0]) : null
}

function looksLikeTitles(row: SheetRow): boolean {
  const filled = row.cells.filter((c) => c !== null && c !== '')
  return filled.length > 1 && filled.every((c) => typeof c === 'string' && c.length < 30 && !/\d{4,}/.test(c))
}

/** Two header rows: an empty upper cell belongs to the merged title on its left. */
function joinTitles(upper: readonly Cell[], lower: readonly Cell[]): Cell[] {
  let group = ''
  return Array.from({ length: Math.max(upper.length, lower.length) }, (_, i) => {
    const above = textOf(upper[i] ?? null)
    const below = textOf(lower[i] ?? null)
    if (above) group = above
    return below ?? above ?? (group === '' ? '' : null)
  })
}

/** A day of the calendar, or null: the number of a document may look like one. */
function realDay([, year, month, day]: RegExpExecArray): string | null {
  const text = `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`
  return Day.safeParse(text).success ? text : null
}

function notesOf(rows: readonly SheetRow[]): { sheetUnit: MoneyUnit | null; notedOn: string | null } {
  const text = rows.flatMap((r) => r.cells.map((c) => textOf(c) ?? '')).join(' ')
  const unit = /单位[:：]\s*(\S+)/.exec(text)
  const date = /(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})/.exec(text)
  return {
    sheetUnit: unit ? (unitIn(unit[1]!) ?? null) : null,
    notedOn: date ? realDay(date) : null,
  }
}
