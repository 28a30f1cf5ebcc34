import { headerSearchRows, titleKey } from './detect.ts'
import { openWorkbook } from './read/open.ts'
import { type Cell, FileRefused, type SheetRow } from './read/sheet.ts'
import type { Field } from './source.ts'
import { code, name } from './sources/firm.ts'
import { copyLine, copyText } from './stage.ts'
import { textOf } from './values/cell.ts'
import { readCode } from './values/code.ts'
import { nameKey } from './values/name.ts'

/** Which columns of a sheet name the firm; -1 where there is none. */
interface Columns {
  code: number
  name: number
  rowNo: number
}

/** How well a title speaks of a field: equal best, else the longest title it contains. */
function likeness(field: Field, title: string): number {
  if (title === '' || field.not?.some((n) => title.includes(n))) return 0
  if (field.titles.includes(title)) return 1000
  return Math.max(0, ...field.titles.filter((t) => t.length >= 3 && title.includes(t)).map((t) => t.length))
}

function bestColumn(field: Field, titles: readonly string[]): number {
  const likes = titles.map((t) => likeness(field, t))
  const best = Math.max(0, ...likes)
  return best === 0 ? -1 : likes.indexOf(best)
}

function findColumns(rows: readonly SheetRow[]): Columns | null {
  for (const row of rows) {
    const titles = row.cells.map((c) => (typeof c === 'string' ? titleKey(textOf(c) ?? '') : ''))
    const found = { code: bestColumn(code, titles), name: bestColumn(name, titles), rowNo: row.rowNo }
    if (found.code >= 0 || found.name >= 0) return found
  }
  return null
}

const total = /^\s*(合计|总计|小计|共计|累计)/

/** A row as a line of COPY, or null where it names nobody: blank, a total, a note. */
function lineOf(owner: string, sheet: number, row: SheetRow, at: Columns): string | null {
  const cell = (i: number): Cell => (i < 0 ? null : (row.cells[i] ?? null))
  const said = textOf(cell(at.name))
  const read = at.code < 0 ? null : readCode(cell(at.code))
  const written = textOf(cell(at.code))
  if ((said === null && written === null) || total.test(said ?? '')) return null
  if (row.cells.some((c) => typeof c === 'string' && total.test(c))) return null
  const text = (v: string | null) => (v === null ? null : copyText(v.slice(0, 200)))
  return copyLine(owner, sheet, row.rowNo, [
    read?.uscc ?? null,
    read?.regNo ?? null,
    text(read?.orgCode ?? null),
    text(said),
    text(said === null ? null : nameKey(said)),
  ])
}

/**
 * Who a list names, row by row, as COPY text: place of the row, code in its forms, name. Nothing is judged here: a row with
 * no code that is right stays with its name, and is kept.
 */
export async function readFirmRows(
  order: { path: string; batchId: string },
  write: (line: string) => void,
): Promise<void> {
  let no = 0
  let known = false
  for await (const sheet of openWorkbook(order.path)) {
    no += 1
    let at: Columns | null = null
    let head: SheetRow[] | null = []
    const take = (rows: readonly SheetRow[]) => {
      for (const row of rows) {
        const line = at && row.rowNo > at.rowNo ? lineOf(order.batchId, no, row, at) : null
        if (line) write(line)
      }
    }
    for await (const rows of sheet.rows) {
      if (head === null) {
        take(rows)
        continue
      }
      head.push(...rows)
      if (head.length < headerSearchRows) continue
      at = findColumns(head.slice(0, headerSearchRows))
      take(head)
      head = null
    }
    if (head !== null) {
      at = findColumns(head.slice(0, headerSearchRows))
      take(head)
    }
    known ||= at !== null
  }
  if (!known) throw new FileRefused('no_firms')
}
