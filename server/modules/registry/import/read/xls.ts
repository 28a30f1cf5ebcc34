import { readFile, stat } from 'node:fs/promises'
import type { CellObject, DenseWorkSheet, WorkBook } from '@e965/xlsx'
import { isDateFormat } from './number-format.ts'
import { dateConverter } from './serial-date.ts'
import {
  type Cell,
  FileRefused,
  type ReadLimits,
  type Sheet,
  type SheetDate,
  type SheetRow,
} from './sheet.ts'
import { type BiffBook, checkStreams, scanRecords } from './xls-check.ts'

const BATCH_ROWS = 500
/** Date formats of Chinese Excel that have a number but no text in the file, and none in the library. */
const UNSPELLED_DATES = [27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58]

const errors: Record<number, string> = {
  0: '#NULL!',
  7: '#DIV/0!',
  15: '#VALUE!',
  23: '#REF!',
  29: '#NAME?',
  36: '#NUM!',
  42: '#N/A',
  43: '#GETTING_DATA',
}

interface Parsed {
  book: WorkBook
  biff: BiffBook
}

interface CompoundFile {
  FullPaths: string[]
}

/** The library is large and slow to load, and must never meet anything but legacy workbooks: hence only here. */
async function parse(path: string): Promise<Parsed> {
  const [xlsx, codePages] = await Promise.all([
    import('@e965/xlsx'),
    // Before Excel 97 text was in the code page of the machine, in China 936.
    import('@e965/xlsx/dist/cpexcel.full.mjs'),
  ])
  xlsx.set_cptable(codePages)
  for (const id of UNSPELLED_DATES) xlsx.SSF.load('yyyy-mm-dd', id)
  const bytes = await readFile(path)
  const file = xlsx.CFB.read(bytes, { type: 'buffer' }) as CompoundFile
  checkStreams(file.FullPaths)
  const stream = (xlsx.CFB.find(file, '/Workbook') ?? xlsx.CFB.find(file, '/Book')) as { content: Buffer }
  const biff = scanRecords(Buffer.from(stream.content))
  const book = xlsx.read(bytes, {
    type: 'buffer',
    dense: true,
    cellNF: true,
    cellText: false,
    cellHTML: false,
    cellFormula: false,
  })
  return { book, biff }
}

function cellOf(cell: CellObject | undefined, toDate: (serial: number) => SheetDate | null): Cell {
  if (!cell) return null
  const { v, z } = cell
  if (cell.t === 'e') return errors[Number(v)] ?? '#ERR'
  if (typeof v === 'number') return isDate(z) ? (toDate(v) ?? v) : v
  if (typeof v === 'string') return v === '' ? null : v
  return typeof v === 'boolean' ? v : null
}

const knownFormats = new Map<string, boolean>()

function isDate(format: string | number | undefined): boolean {
  if (typeof format !== 'string') return false
  let known = knownFormats.get(format)
  if (known === undefined) {
    known = isDateFormat(-1, format)
    if (knownFormats.size > 1_000) knownFormats.clear()
    knownFormats.set(format, known)
  }
  return known
}

async function* readRows(
  sheet: DenseWorkSheet,
  formulas: Set<number> | undefined,
  toDate: (serial: number) => SheetDate | null,
): AsyncGenerator<SheetRow[]> {
  const data = sheet['!data'] ?? []
  let batch: SheetRow[] = []
  for (let r = 0; r < data.length; r++) {
    const cells: Cell[] = []
    const found: number[] = []
    const source = data[r]
    for (let c = 0; source && c < source.length; c++) {
      const value = cellOf(source[c], toDate)
      if (formulas?.has(r * 256 + c)) found.push(c)
      if (value === null) continue
      while (cells.length < c) cells.push(null)
      cells.push(value)
    }
    if (cells.length === 0 && found.length === 0) continue
    const row: SheetRow = { rowNo: r + 1, cells }
    if (sheet['!rows']?.[r]?.hidden) row.hidden = true
    if (found.length > 0) row.formulas = found
    if (batch.push(row) === BATCH_ROWS) {
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}

async function parseOrRefuse(path: string): Promise<Parsed> {
  try {
    return await parse(path)
  } catch (error) {
    if (error instanceof FileRefused || (error instanceof Error && 'syscall' in error)) throw error
    // The library throws plain errors, some of them strings, for whatever it cannot read.
    throw new FileRefused('corrupt')
  }
}

/** Reads a legacy workbook (BIFF5, BIFF8) at one go: such a file ends at 65,536 rows a sheet. */
export async function* openXls(path: string, limits: ReadLimits): AsyncGenerator<Sheet> {
  if ((await stat(path)).size > limits.inflatedBytes) throw new FileRefused('too_large')
  const { book, biff } = await parseOrRefuse(path)
  const toDate = dateConverter(book.Workbook?.WBProps?.date1904 === true)
  // The library lists sheets by place in the file; the tabs have the order of their records.
  const positions = biff.sheets.map((s) => s.position).sort((a, b) => a - b)
  const shown = biff.sheets.filter((s) => s.worksheet)
  if (shown.length === 0) throw new FileRefused('empty')
  for (const { position, hidden } of shown) {
    const name = book.SheetNames[positions.indexOf(position)] ?? ''
    const sheet = book.Sheets[name] as DenseWorkSheet | undefined
    if (!sheet) throw new FileRefused('corrupt', name)
    yield { name, hidden, rows: readRows(sheet, biff.formulas.get(position), toDate) }
  }
}
