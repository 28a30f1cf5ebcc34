import { type Cell, SheetDate, type SheetRow } from './read/sheet.ts'

/** The first rows of a sheet as they lie in the database: enough to see how it should be read, short of every length. */
export type LookCell = string | number | boolean | null | { day: string }
export interface LookRow {
  rowNo: number
  cells: LookCell[]
}

const longest = 120

/** Rows for the database. */
export function keepLook(rows: readonly SheetRow[]): LookRow[] {
  return rows.map((r) => ({ rowNo: r.rowNo, cells: r.cells.map(keepCell) }))
}

function keepCell(cell: Cell): LookCell {
  if (cell instanceof SheetDate) return { day: cell.iso }
  // PostgreSQL's json has no NUL.
  return typeof cell === 'string' ? cell.slice(0, longest).replaceAll('\0', '') : cell
}

/** The same rows as a reader would hand them on. */
export function rowsOfLook(rows: readonly LookRow[]): SheetRow[] {
  return rows.map((r) => ({
    rowNo: r.rowNo,
    cells: r.cells.map((c) => (typeof c === 'object' && c !== null ? new SheetDate(c.day) : c)),
  }))
}

/**
 * Whether there is anything to map: two rows, and one of them with two cells. A text whose lines nearly all hold one of the
 * separators that are never guessed is one as well: somebody can say which.
 */
export function isTable(rows: readonly LookRow[]): boolean {
  const filled = (r: LookRow) => r.cells.filter((c) => c !== null && c !== '').length
  if (rows.length < 2) return false
  const parted = rows.filter((r) => r.cells.some((c) => typeof c === 'string' && /[\^~|;；，\t]/.test(c)))
  return rows.some((r) => filled(r) >= 2) || parted.length * 5 >= rows.length * 4
}
