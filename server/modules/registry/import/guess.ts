import type { ImportKind } from '#contract/registry/words.ts'
import { type Column, columnsOf, looksLikeTitles, titlesOf } from './detect.ts'
import type { Cell, SheetRow } from './read/sheet.ts'
import type { FieldType, Source } from './source.ts'
import { sources } from './sources/all.ts'
import { textOf } from './values/cell.ts'
import { readCode } from './values/code.ts'
import { readDay } from './values/date.ts'
import { readGrade, readGuarantee, readStatus } from './values/words.ts'

/**
 * What a sheet without a known header may be: offered to a clerk to start from, never read by itself. Amounts are not
 * guessed: which of two columns of numbers is the tax nobody can see from the numbers.
 */
export interface Guess {
  source: Source
  headerRow: number
  columns: Column[]
}

/** How many rows below the header are looked at. */
const tried = 30

/** The likeliest kind, header and columns; null for a sheet that is no table. */
export function guessSheet(
  head: readonly SheetRow[],
  options: { kind?: ImportKind; fileName: string },
): Guess | null {
  const at = likeliestHeader(head)
  if (at < 0) return null
  let best: (Guess & { score: number }) | null = null
  for (const source of sources) {
    if (options.kind && source.kind !== options.kind) continue
    const columns = guessColumns(source, head, at)
    const bonus = source.fileWords.test(options.fileName) ? 3 : 0
    const score = bonus + columns.reduce((n, c) => n + (c.origin === 'title' ? 2 : c.field ? 1 : 0), 0)
    if (!best || score > best.score) best = { source, headerRow: head[at]!.rowNo, columns, score }
  }
  return best
}

/** A row of words over a row that is none; else the first row with several cells. */
function likeliestHeader(head: readonly SheetRow[]): number {
  const widest = Math.max(0, ...head.map(filledOf))
  if (head.length < 2 || widest < 2) return -1
  const words = head.findIndex(
    (row, i) =>
      filledOf(row) * 2 > widest && looksLikeTitles(row) && head[i + 1] && !looksLikeTitles(head[i + 1]!),
  )
  return words >= 0 ? words : head.findIndex((row) => filledOf(row) * 2 > widest)
}

function filledOf(row: SheetRow): number {
  return row.cells.filter((c) => c !== null && c !== '').length
}

/** The columns under a header row: by their titles first, then by what stands below. */
export function guessColumns(source: Source, head: readonly SheetRow[], at: number, titleRows = 1): Column[] {
  const titles = titlesOf(head.slice(Math.max(0, at + 1 - titleRows), at + 1))
  const byTitle = new Map(columnsOf(source, titles).map((c) => [c.index, c]))
  const below = head.slice(at + 1, at + 1 + tried)
  const used = new Set([...byTitle.values()].flatMap((c) => (c.field ? [c.field.key] : [])))
  const width = Math.max(titles.own.length, ...below.map((r) => r.cells.length))
  return Array.from({ length: width }, (_, index): Column => {
    const known = byTitle.get(index)
    if (known?.field) return known
    const cells = below.map((r) => r.cells[index] ?? null).filter((c) => textOf(c) !== null)
    const field = source.fields.find((f) => !used.has(f.key) && looksLike(f.type, cells)) ?? null
    if (field) used.add(field.key)
    const plain = known ?? { index, title: '', unit: null, year: null, dateOrder: null }
    return { ...plain, field, origin: field ? 'content' : 'none' }
  })
}

/** Of at least five cells two thirds must speak for the type, and no other reading be as near. */
function looksLike(type: FieldType, cells: readonly Cell[]): boolean {
  const test = signs[type]
  if (!test || cells.length < 5) return false
  return cells.filter(test).length * 3 >= cells.length * 2
}

const firmName =
  /(公司|厂|店|商行|合作社|经营部|农场|加工坊|超市|工作室|饭店|酒楼|门市部|中心|个体工商户）?)$/

const signs: Readonly<Partial<Record<FieldType, (cell: Cell) => boolean>>> = {
  code: (cell) => readCode(cell).uscc !== null,
  name: (cell) => typeof cell === 'string' && firmName.test(cell.trim()),
  phone: (cell) => /^1[3-9]\d{9}$/.test(textOf(cell) ?? ''),
  day: (cell) => typeof cell !== 'number' && readDay(cell).value !== null,
  grade: (cell) => /^[ABMCD]级?$/.test(textOf(cell) ?? '') && readGrade(cell).value !== null,
  status: (cell) => readStatus(cell).value !== null,
  guarantee: (cell) => readGuarantee(cell).value !== null,
  division: (cell) =>
    /^[1-9]\d{5}(\d{3}){0,2}$/.test(textOf(cell) ?? '') && !/^(19|20)/.test(textOf(cell) ?? ''),
}
