import * as XLSX from '@e965/xlsx'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Cell, SheetDate } from './sheet.ts'
import { readBytes } from './testing.ts'

/**
 * The library writes random workbooks and reads them back; the readers must find the same. It is no oracle for what
 * it gets wrong itself: xlsx.test.ts has those cases cell by cell.
 */

const DATE = 'yyyy-mm-dd hh:mm:ss'

const text = fc.oneof(
  fc.string({
    unit: fc.constantFrom(...Array.from('甲乙丙丁湛江温州𬭊䶮㛃😀 ab0,"<>&\'\n\t_x1;')),
    minLength: 1,
    maxLength: 30,
  }),
  // The library decodes entities twice, so no text may look like one.
  fc.constantFrom(
    '_x000D_',
    ' 前后空格 ',
    '001',
    '1e5',
    'TRUE',
    '=1+1',
    '\ufeff',
    ']]>',
    '91440803MA52UXBG2J',
  ),
)

const cell: fc.Arbitrary<XLSX.CellObject | null> = fc.oneof(
  { weight: 3, arbitrary: text.map((v): XLSX.CellObject => ({ t: 's', v })) },
  fc.integer().map((v): XLSX.CellObject => ({ t: 'n', v })),
  fc
    .double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 })
    .map((v): XLSX.CellObject => ({ t: 'n', v: v + 0 })),
  fc.boolean().map((v): XLSX.CellObject => ({ t: 'b', v })),
  fc
    .integer({ min: 61, max: 2_958_464 })
    .map((v): XLSX.CellObject => ({ t: 'n', v, z: 'yyyy"年"m"月"d"日"' })),
  fc
    .integer({ min: 61 * 86_400, max: 60_000 * 86_400 })
    .map((s): XLSX.CellObject => ({ t: 'n', v: s / 86_400, z: DATE })),
  fc.constant(null),
)

const sheet = fc.array(fc.array(cell, { maxLength: 8 }), { maxLength: 12 })
const workbook = fc.array(sheet, { minLength: 1, maxLength: 3 })

function write(sheets: (XLSX.CellObject | null)[][][], options: XLSX.WritingOptions): Buffer {
  const book = XLSX.utils.book_new()
  for (const [i, rows] of sheets.entries())
    XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet(rows), `表${i}`)
  return XLSX.write(book, { type: 'buffer', ...options }) as Buffer
}

function two(n: number): string {
  return String(n).padStart(2, '0')
}

function plain(found: XLSX.CellObject | undefined): Cell {
  if (found?.v === undefined || found.t === 'z' || found.v === '') return null
  if (typeof found.v === 'number' && typeof found.z === 'string' && /y/.test(found.z)) {
    const { y, m, d, H, M, S } = XLSX.SSF.parse_date_code(found.v) as Record<string, number>
    const date = `${y}-${two(m!)}-${two(d!)}`
    return new SheetDate(H || M || S ? `${date}T${two(H!)}:${two(M!)}:${two(S!)}` : date)
  }
  return found.v as Cell
}

function theirs(bytes: Buffer) {
  const book = XLSX.read(bytes, { dense: true, cellNF: true, cellFormula: false })
  return book.SheetNames.map((name) => {
    const data = (book.Sheets[name] as XLSX.DenseWorkSheet)['!data'] ?? []
    const rows = Array.from(data, (row, r) => ({
      rowNo: r + 1,
      cells: trimmed(Array.from(row ?? [], plain)),
    }))
    return { name, hidden: false, rows: rows.filter((row) => row.cells.length > 0) }
  })
}

function trimmed(cells: Cell[]): Cell[] {
  return cells.slice(0, cells.findLastIndex((value) => value !== null) + 1)
}

describe('random workbooks read as the library reads them', () => {
  it.each<[string, XLSX.WritingOptions]>([
    ['xlsx, inline strings', { bookType: 'xlsx', compression: true }],
    ['xlsx, shared strings', { bookType: 'xlsx', bookSST: true }],
    ['xls', { bookType: 'biff8' }],
  ])(
    '%s',
    async (_, options) => {
      await fc.assert(
        fc.asyncProperty(workbook, async (sheets) => {
          const bytes = write(sheets, options)
          expect(await readBytes(bytes)).toEqual(theirs(bytes))
        }),
        { numRuns: 60 },
      )
    },
    60_000,
  )
})
