import type { ColumnOrigin, DateOrder, ImportKind } from '#contract/registry/words.ts'
import { type Above, notesOf } from './above.ts'
import type { Cell, SheetRow } from './read/sheet.ts'
import type { Field, Source } from './source.ts'
import { sources } from './sources/all.ts'
import { textOf } from './values/cell.ts'
import { readCode } from './values/code.ts'
import { arabicDates } from './values/date.ts'
import { type MoneyUnit, unitIn } from './values/money.ts'

/** A column of a sheet and the field it was taken for. */
export interface Column {
  index: number
  title: string
  field: Field | null
  unit: MoneyUnit | null
  /** The year a title carries: 2025年度入库税额. */
  year: number | null
  dateOrder: DateOrder | null
  origin: ColumnOrigin
}

export interface Header extends Above {
  source: Source
  /** Row number of the (last) header row. */
  rowNo: number
  /** How many rows the titles take, the last included. */
  titleRows: number
  columns: Column[]
  /** How many cells the titles take, empty ones included. */
  width: number
  score: number
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
    const below = next && looksLikeTitles(next) ? titlesOf([row, next]) : null
    for (const source of candidates) {
      const bonus = source.fileWords.test(options.fileName) ? 2 : 0
      const match = (titles: Titles, at: number) => matchRow(source, titles, rows.slice(at), bonus)
      const single = match(titlesOf([row]), i)
      // A second header row below: its titles joined to those above it.
      const double = below && match(below, i + 1)
      if (single && double && goesOn(single, double, next!)) {
        if (!best || double.score >= best.score) best = { ...double, ...notesOf(rows.slice(0, i + 1)) }
        continue
      }
      if (single && (!best || single.score > best.score)) best = { ...single, ...notesOf(rows.slice(0, i)) }
      // Two rows only where the second alone would tell less: what stands above a header is a note as a rule.
      const alone = next && match(titlesOf([next]), i + 1)
      if (double && double.score > (alone?.score ?? 0) && (!best || double.score > best.score))
        best = { ...double, ...notesOf(rows.slice(0, i + 1)) }
    }
  }
  return best
}

type Match = Omit<Header, keyof Above>

/** Whether a header goes on in the row below it: that tells as much, and nothing in it stands under who the firm is. */
function goesOn(upper: Match, both: Match, below: SheetRow): boolean {
  const count = (m: Match) => m.columns.filter((c) => c.field).length
  const who = upper.columns.filter((c) => c.field?.type === 'code' || c.field?.type === 'name')
  return (
    who.length > 0 &&
    count(both) >= count(upper) &&
    who.every((c) => textOf(below.cells[c.index] ?? null) === null)
  )
}

/** A source's columns under titles that end in the first of these rows, or null where they are not of it. */
function matchRow(source: Source, titles: Titles, rows: readonly SheetRow[], bonus: number): Match | null {
  const rowNo = rows[0]!.rowNo
  const data = rows.slice(1)
  const columns = columnsOf(source, titles, data)
  const have = new Set(columns.flatMap((c) => (c.field ? [c.field.key] : [])))
  if (missingOf(source, have).length > 0) return null
  // A column of codes under a title nobody knows: no list without codes, but one to be looked at.
  if (source.codeless && !have.has('code') && columns.some((c) => !c.field && holdsCodes(c, data)))
    return null
  const filled = titles.own.filter((t) => t !== '').length
  // Without a code it is a registry only where it is nothing else.
  const codeless = source.codeless && !have.has('code') ? 1 : 0
  const score = have.size + have.size / Math.max(filled, 1) + bonus - codeless
  return { source, rowNo, titleRows: titles.rows, columns, width: titles.own.length, score }
}

function holdsCodes(column: Column, data: readonly SheetRow[]): boolean {
  const cells = data.map((r) => r.cells[column.index] ?? null).filter((c) => textOf(c) !== null)
  return cells.length > 0 && cells.filter((c) => readCode(c).uscc !== null).length * 2 >= cells.length
}

/**
 * What a sheet lacks to be of this kind, in words; of several that would do, one is asked for. Where a clerk says what it
 * is, less will do than it takes to be known.
 */
export function missingOf(source: Source, have: ReadonlySet<string>, said = false): string[] {
  const all = (groups: readonly (readonly string[])[]) => groups.every((g) => g.some((key) => have.has(key)))
  const { codeless } = source
  if (codeless && !have.has('code') && (codeless.seen.some(all) || (said && all(codeless.said)))) return []
  const labelOf = (key: string) => source.fields.find((f) => f.key === key)?.label ?? key
  const groups = source.known
    .filter((group) => !group.some((key) => have.has(key)))
    .map((group) => group.map(labelOf).join(' 或 '))
  const needed = source.fields.filter((f) => f.required && !f.fromSheet && !have.has(f.key))
  return [...new Set([...groups, ...needed.map((f) => f.label)])]
}

/**
 * The columns of a header, each with the field its title speaks for, if any. Columns without a title are left out. Of two
 * under the same title the one with more in the first rows is taken.
 */
export function columnsOf(source: Source, titles: Titles, data: readonly SheetRow[] = []): Column[] {
  const columns = titles.own.map((_, index) => untold(titles, index))
  const fill = (c: Column) => data.filter((r) => textOf(r.cells[c.index] ?? null) !== null).length
  giveFields(source, columns, fill)
  return columns.filter((c) => c.title !== '')
}

/** A column of which only the titles are known. */
export function untold(titles: Titles, index: number): Column {
  const title = titles.own[index] ?? ''
  const above = titles.above[index] ?? ''
  return {
    index,
    title,
    field: null,
    unit: unitIn(title) ?? unitIn(above) ?? null,
    year: yearIn(title) ?? yearIn(above),
    dateOrder: null,
    origin: 'none',
  }
}

/** Gives each field at most one column, best matches first. */
function giveFields(source: Source, columns: readonly Column[], fill: (c: Column) => number): void {
  const pairs: { field: Field; column: Column; score: number }[] = []
  for (const column of columns) {
    const key = titleKey(column.title)
    if (key === '') continue
    for (const field of source.fields) {
      const score = likeness(field, key, column.title)
      if (score > 0) pairs.push({ field, column, score })
    }
  }
  const fuller = (a: Column, b: Column) => (a.title === b.title ? fill(b) - fill(a) : 0)
  pairs.sort((a, b) => b.score - a.score || fuller(a.column, b.column) || a.column.index - b.column.index)
  const used = new Set<string>()
  for (const { field, column, score } of pairs) {
    if (column.field || used.has(field.key)) continue
    column.field = field
    column.origin = score < sure ? 'like' : 'title'
    used.add(field.key)
  }
}

/** From here on a title speaks for a field; below it two of its characters do, and it is said that they alone did. */
const sure = 40

/** Equal beats contained; a longer shared title beats a shorter; an earlier synonym beats a later one; last come amounts by the two characters they end in. */
function likeness(field: Field, key: string, title: string): number {
  const whole = title.normalize('NFKC').replace(/\s/g, '')
  if (field.not?.some((n) => whole.includes(n))) return 0
  const equal = field.titles.indexOf(key)
  if (equal >= 0) return 1000 - equal
  let best = 0
  for (const t of field.titles) {
    if (t.length >= 3 && key.includes(t)) best = Math.max(best, 100 + (100 * t.length) / key.length)
    else if (key.length >= 3 && t.startsWith(key)) best = Math.max(best, sure + (40 * key.length) / t.length)
    else if (field.type === 'money' && t.length === 2 && key.endsWith(t))
      best = Math.max(best, sure / key.length)
  }
  return best
}

/** A title that is nothing but the unit of the one above it. */
function isUnit(cell: Cell): boolean {
  return typeof cell === 'string' && /^[(（]?\s*((亿|百万|万|千)?元|人|户|%|％)\s*[)）]?$/.test(cell.trim())
}

function yearIn(title: string): number | null {
  const m = /(19|20)\d{2}/.exec(arabicDates(title))
  return m ? Number(m[0]) : null
}

export function looksLikeTitles(row: SheetRow): boolean {
  const filled = row.cells.filter((c) => c !== null && c !== '')
  return (
    (filled.length > 1 || filled.some(isUnit)) &&
    filled.every((c) => typeof c === 'string' && c.length < 30 && !/\d{4,}/.test(c))
  )
}

/** What stands over the columns: the lowest title of each, and the group it stands under. */
export interface Titles {
  own: string[]
  above: string[]
  rows: number
}

/** Several header rows: an empty upper cell belongs to the merged title on its left. */
export function titlesOf(rows: readonly SheetRow[]): Titles {
  const width = Math.max(0, ...rows.map((r) => r.cells.length))
  const text = (row: SheetRow, i: number) => {
    const cell = row.cells[i] ?? null
    return typeof cell === 'string' || rows.length > 1 ? (textOf(cell) ?? '') : ''
  }
  const own = Array.from({ length: width }, (_, i) => text(rows.at(-1)!, i))
  const above = own.map(() => '')
  for (const row of rows.slice(0, -1).reverse()) {
    let group = ''
    for (let i = 0; i < width; i++) {
      const here = text(row, i)
      if (here !== '') group = here
      if (own[i] === '') own[i] = here
      else if (here !== '' && isUnit(own[i]!)) own[i] = `${here}（${own[i]!.replace(/[()（）]/g, '')}）`
      above[i] = `${above[i]} ${group}`.trim()
    }
  }
  return { own, above, rows: rows.length }
}

/** The year above the header where it counts: of a list of years whose columns name none. */
export function yearByNotes({ source, columns, notedYear }: Header): number | null {
  if (source.ofYear === undefined) return null
  const column = columns.find((c) => c.field?.key === source.ofYear)
  const untold = source.ofYear === 'year' ? !column : column?.year === null
  return untold ? notedYear : null
}
