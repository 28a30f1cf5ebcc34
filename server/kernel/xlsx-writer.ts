import {
  cellStyles,
  columnName,
  numberCell,
  serialOfDay,
  serialOfInstant,
  sheetRowLimit,
  shiftPoint,
  type TextStyle,
  textCell,
} from '#kernel/xlsx-cells.ts'
import { type SheetPart, writePackage } from '#kernel/xlsx-package.ts'

export { csvCell, textOfCsvCell } from '#kernel/xlsx-cells.ts'

/**
 * Ledgers and reports as xlsx, row by row in constant memory. A sheet has an optional title merged over the
 * columns, optional notes under it, one frozen header row that every printed page repeats, and typed columns:
 * - text: any string, always a text cell, never a formula
 * - integer: a whole number; beyond Excel's 15 digits it is written as text so that no digit is lost
 * - money: fen as text or bigint, shown in the column's unit (say the unit in the title)
 * - rate: basis points, shown as 0.00%
 * - day: yyyy-mm-dd as a real date; instant: an ISO instant or Date, shown as Beijing time
 */
export type SheetColumn =
  | { title: string; type: 'money'; unit: 'yuan' | 'wan'; width?: number }
  | { title: string; type: 'text' | 'integer' | 'rate' | 'day' | 'instant'; width?: number }

export type CellValue = string | number | bigint | Date | null | undefined

export interface SheetSpec {
  name: string
  title?: string
  notes?: readonly string[]
  columns: readonly SheetColumn[]
  rows: Iterable<readonly CellValue[]> | AsyncIterable<readonly CellValue[]>
}

const excelDigits = 15
const defaultWidths = { text: 20, integer: 12, money: 16, rate: 10, day: 12, instant: 18 } as const

function wholeNumber(value: CellValue, column: SheetColumn): string {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number' && Number.isSafeInteger(value))
    return Object.is(value, -0) ? '0' : value.toString()
  if (typeof value === 'string' && /^-?\d+$/.test(value)) return value.replace(/^(-?)0+(?=\d)/, '$1')
  throw new TypeError(`列“${column.title}”须为整数`)
}

function integerCell(ref: string, digits: string): string {
  const length = digits.startsWith('-') ? digits.length - 1 : digits.length
  return length > excelDigits ? textCell(ref, digits) : numberCell(ref, digits, cellStyles.integer)
}

function dateCell(ref: string, value: CellValue, column: SheetColumn): string {
  if (typeof value !== 'string' && !(value instanceof Date))
    throw new TypeError(`列“${column.title}”须为日期`)
  const serial = column.type === 'day' ? serialOfDay(String(value)) : serialOfInstant(value)
  if (serial === null) return textCell(ref, value instanceof Date ? String(value.getTime()) : value)
  return numberCell(ref, String(serial), column.type === 'day' ? cellStyles.day : cellStyles.instant)
}

function cellXml(ref: string, value: CellValue, column: SheetColumn): string {
  if (value === null || value === undefined) return ''
  switch (column.type) {
    case 'text':
      return value === '' ? '' : textCell(ref, value instanceof Date ? value.toISOString() : String(value))
    case 'integer':
      return integerCell(ref, wholeNumber(value, column))
    case 'money': {
      const places = column.unit === 'wan' ? 6 : 2
      return numberCell(ref, shiftPoint(wholeNumber(value, column), places), cellStyles.money)
    }
    case 'rate':
      return numberCell(ref, shiftPoint(wholeNumber(value, column), 4), cellStyles.rate)
    case 'day':
    case 'instant':
      return dateCell(ref, value, column)
  }
}

function sheetHead(spec: SheetSpec, headerRow: number): string {
  const cols = spec.columns.map((column, i) => {
    const width = column.width ?? defaultWidths[column.type]
    return `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`
  })
  const pane = `<pane ySplit="${headerRow}" topLeftCell="A${headerRow + 1}" activePane="bottomLeft" state="frozen"/>`
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>${cols.join('')}</cols><sheetData>`
}

function sheetTail(columns: number, mergedRows: number): string {
  const last = columnName(columns - 1)
  const merges = Array.from({ length: mergedRows }, (_, i) => `<mergeCell ref="A${i + 1}:${last}${i + 1}"/>`)
  const merged =
    merges.length > 0 && columns > 1
      ? `<mergeCells count="${merges.length}">${merges.join('')}</mergeCells>`
      : ''
  return `</sheetData>${merged}<printOptions horizontalCentered="1" gridLines="1"/><pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/><headerFooter><oddFooter>&amp;C第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter></worksheet>`
}

function textRow(rowNo: number, texts: readonly string[], look: TextStyle, height: number): string {
  const cells = texts.map((text, i) => textCell(`${columnName(i)}${rowNo}`, text, look))
  return `<row r="${rowNo}" ht="${height}" customHeight="1">${cells.join('')}</row>`
}

/** Title, notes and header rows; what is above the header is later merged over the columns. */
function headRows(spec: SheetSpec): string[] {
  const rows: string[] = []
  if (spec.title) rows.push(textRow(1, [spec.title], 'title', 28))
  for (const note of spec.notes ?? []) rows.push(textRow(rows.length + 1, [note], 'note', 18))
  rows.push(
    textRow(
      rows.length + 1,
      spec.columns.map((c) => c.title),
      'header',
      30,
    ),
  )
  return rows
}

async function* worksheet(spec: SheetSpec, count: () => void): AsyncGenerator<string> {
  const head = headRows(spec)
  yield sheetHead(spec, head.length)
  yield head.join('')
  const letters = spec.columns.map((_, i) => columnName(i))
  let rowNo = head.length
  for await (const values of spec.rows) {
    rowNo += 1
    if (rowNo > sheetRowLimit) throw new RangeError(`工作表“${spec.name}”超过 ${sheetRowLimit} 行`)
    if (values.length > letters.length)
      throw new RangeError(`工作表“${spec.name}”第 ${rowNo} 行的列数多于表头`)
    let cells = ''
    for (const [i, column] of spec.columns.entries())
      cells += cellXml(`${letters[i]}${rowNo}`, values[i], column)
    count()
    yield `<row r="${rowNo}">${cells}</row>`
  }
  yield sheetTail(letters.length, head.length - 1)
}

/**
 * Writes the sheets into `out` (a file, or a PassThrough handed to `reply.send`) and ends it. Rows are pulled at
 * the pace of `out`. If rows fail or `out` closes early, `out` is destroyed (never a whole-looking file), the
 * rows' iterator is closed and the promise rejects.
 */
export async function writeWorkbook(
  sheets: readonly SheetSpec[],
  out: NodeJS.WritableStream,
): Promise<{ rows: number }> {
  let rows = 0
  if (sheets.length === 0 || sheets.some((s) => s.columns.length === 0))
    throw new RangeError('工作簿须有表和列')
  const parts = sheets.map((spec): SheetPart => {
    const headerRow = (spec.title ? 1 : 0) + (spec.notes?.length ?? 0) + 1
    return {
      name: spec.name,
      printTitleRow: headerRow,
      xml: () =>
        worksheet(spec, () => {
          rows += 1
        }),
    }
  })
  await writePackage(parts, out)
  return { rows }
}
