import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { cellStyles, columnName, escapeXml, numberCell, serialOfDay } from '#kernel/xlsx-cells.ts'
import { writePackage } from '#kernel/xlsx-package.ts'
import { isoDay } from '../days.ts'
import { encodeGb18030 } from '../gb18030.ts'

/** A clerk's table: cells as he typed them. A `DayCell` is a real date in a workbook. */
export class DayCell {
  readonly dayNo: number
  constructor(dayNo: number) {
    this.dayNo = dayNo
  }
}
export type RawCell = string | number | DayCell | null
export type RawRow = readonly RawCell[]

export interface RawSheet {
  name: string
  rows: () => Iterable<RawRow>
  /** Merged ranges, as A1:G1. */
  merges?: readonly string[]
  widths?: readonly number[]
}

function xlsxCell(ref: string, cell: RawCell): string {
  if (cell === null || cell === '') return ''
  if (typeof cell === 'number') return numberCell(ref, String(cell))
  if (cell instanceof DayCell) return numberCell(ref, String(serialOfDay(isoDay(cell.dayNo))), cellStyles.day)
  const space = cell.trim() === cell ? '' : ' xml:space="preserve"'
  return `<c r="${ref}" t="inlineStr"><is><t${space}>${escapeXml(cell)}</t></is></c>`
}

const letters = Array.from({ length: 26 }, (_, i) => columnName(i))

function* sheetXml(sheet: RawSheet): Generator<string> {
  const cols = (sheet.widths ?? []).map(
    (w, i) => `<col min="${i + 1}" max="${i + 1}" width="${w}" customWidth="1"/>`,
  )
  yield '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
  yield cols.length > 0 ? `<cols>${cols.join('')}</cols><sheetData>` : '<sheetData>'
  let rowNo = 0
  for (const row of sheet.rows()) {
    rowNo += 1
    let cells = ''
    for (let i = 0; i < row.length; i++) cells += xlsxCell(`${letters[i]}${rowNo}`, row[i] ?? null)
    yield `<row r="${rowNo}">${cells}</row>`
  }
  const merges = sheet.merges ?? []
  yield '</sheetData>'
  if (merges.length > 0) {
    yield `<mergeCells count="${merges.length}">${merges.map((m) => `<mergeCell ref="${m}"/>`).join('')}</mergeCells>`
  }
  yield '</worksheet>'
}

/** Writes the sheets as xlsx, streaming. */
export async function writeXlsx(path: string, sheets: readonly RawSheet[]): Promise<void> {
  const parts = sheets.map((sheet) => ({ name: sheet.name, xml: () => sheetXml(sheet) }))
  await writePackage(parts, createWriteStream(path))
}

/** One CSV line as a clerk's program writes it: quotes only where needed, CRLF. */
function csvLine(row: RawRow): string {
  let line = ''
  for (let i = 0; i < row.length; i++) {
    const cell = row[i] ?? ''
    const text = cell instanceof DayCell ? isoDay(cell.dayNo) : String(cell)
    if (i > 0) line += ','
    line += /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return `${line}\r\n`
}

type CsvEncoding = 'utf8bom' | 'gb18030'
const chunkLength = 64 * 1024

function* csvChunks(rows: Iterable<RawRow>, encoding: CsvEncoding): Generator<Buffer> {
  const encode = encoding === 'gb18030' ? encodeGb18030 : (text: string) => Buffer.from(text)
  let text = encoding === 'utf8bom' ? '\ufeff' : ''
  for (const row of rows) {
    text += csvLine(row)
    if (text.length >= chunkLength) {
      yield encode(text)
      text = ''
    }
  }
  if (text) yield encode(text)
}

/** Writes rows as CSV, streaming. */
export async function writeCsv(path: string, rows: Iterable<RawRow>, encoding: CsvEncoding): Promise<void> {
  await pipeline(Readable.from(csvChunks(rows, encoding)), createWriteStream(path))
}
