import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import * as XLSX from '@e965/xlsx'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { legalText, looksLikeFormula, serialOfDay, shiftPoint } from '#kernel/xlsx-cells.ts'
import { sheetNames } from '#kernel/xlsx-package.ts'
import {
  type CellValue,
  csvCell,
  type SheetColumn,
  type SheetSpec,
  textOfCsvCell,
  writeWorkbook,
} from '#kernel/xlsx-writer.ts'

async function bytesOf(sheets: SheetSpec[]): Promise<Buffer> {
  const out = new PassThrough()
  const [bytes] = await Promise.all([buffer(out), writeWorkbook(sheets, out)])
  return bytes
}

function read(bytes: Buffer): XLSX.WorkBook {
  return XLSX.read(bytes, { cellFormula: true, cellNF: true, cellStyles: true })
}

function only(book: XLSX.WorkBook): XLSX.WorkSheet {
  return book.Sheets[book.SheetNames[0]!]!
}

/** Text as unzipped from the file, for what the reader does not show. */
function part(bytes: Buffer, path: string): string {
  const zip = XLSX.CFB.read(bytes, { type: 'buffer' })
  const found = XLSX.CFB.find(zip, path)
  return Buffer.from(found!.content as Uint8Array).toString('utf8')
}

const columns: SheetColumn[] = [
  { title: '企业名称', type: 'text', width: 36 },
  { title: '户数', type: 'integer' },
  { title: '授信金额（元）', type: 'money', unit: 'yuan' },
  { title: '授信金额（万元）', type: 'money', unit: 'wan' },
  { title: '年利率', type: 'rate' },
  { title: '到期日', type: 'day' },
  { title: '办理时间', type: 'instant' },
]
const sample: CellValue[] = [
  '云泽隆川',
  3,
  '123456789',
  '123456789',
  345,
  '2026-11-22',
  '2026-11-22T01:30:00Z',
]

const dangerous = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠']
const riskyText = fc
  .tuple(
    fc.constantFrom('', ' ', '"', "'", '“', '　 '),
    fc.constantFrom(...dangerous),
    fc.string({ unit: 'binary' }),
  )
  .map((three) => three.join(''))
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  riskyText,
  fc.constant('_x000D_ &lt;]]>'),
)

describe('writeWorkbook', () => {
  it('writes real numbers, dates and percentages with their formats', async () => {
    const sheet = only(read(await bytesOf([{ name: '台账', columns, rows: [sample] }])))
    expect(sheet.A2).toMatchObject({ t: 's', v: '云泽隆川' })
    expect(sheet.B2).toMatchObject({ t: 'n', v: 3, w: '3' })
    expect(sheet.C2).toMatchObject({ t: 'n', v: 1234567.89, w: '1,234,567.89' })
    expect(sheet.D2).toMatchObject({ t: 'n', v: 123.456789, w: '123.46' })
    expect(sheet.E2).toMatchObject({ t: 'n', v: 0.0345, w: '3.45%' })
    expect(sheet.F2).toMatchObject({ t: 'n', v: 46348, w: '2026-11-22' })
    expect(sheet.G2).toMatchObject({ t: 'n', w: '2026-11-22 09:30' })
  })

  it('puts title and notes over the columns, freezes and repeats the header, prints landscape to width', async () => {
    const bytes = await bytesOf([
      { name: "一季度'台账", title: '授信台账', notes: ['单位：元', '截至 11 月'], columns, rows: [sample] },
    ])
    const sheet = only(read(bytes))
    expect(sheet['!merges']?.map((m) => XLSX.utils.encode_range(m))).toEqual(['A1:G1', 'A2:G2', 'A3:G3'])
    expect([sheet.A1.v, sheet.A2.v, sheet.A3.v, sheet.A4.v]).toEqual([
      '授信台账',
      '单位：元',
      '截至 11 月',
      '企业名称',
    ])
    expect(sheet['!cols']?.[0]?.width).toBe(36)
    const xml = part(bytes, '/xl/worksheets/sheet1.xml')
    expect(xml).toContain('<pane ySplit="4" topLeftCell="A5" activePane="bottomLeft" state="frozen"/>')
    expect(xml).toContain('orientation="landscape" fitToWidth="1" fitToHeight="0"')
    expect(part(bytes, '/xl/workbook.xml')).toContain("'一季度''台账'!$4:$4")
    expect(
      XLSX.CFB.read(bytes, { type: 'buffer' }).FullPaths.filter((p: string) => p.includes('docProps')),
    ).toEqual([])
  })

  it('gives back every text unchanged, and no cell is a formula', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(anyText, { minLength: 1, maxLength: 4 }), { maxLength: 20 }),
        async (rows) => {
          const textColumns = ['甲', '乙', '丙', '丁'].map((title): SheetColumn => ({ title, type: 'text' }))
          const sheet = only(read(await bytesOf([{ name: '表', columns: textColumns, rows }])))
          for (const [r, row] of rows.entries()) {
            for (const [c, text] of row.entries()) {
              const cell = sheet[XLSX.utils.encode_cell({ r: r + 1, c })] as XLSX.CellObject | undefined
              expect(cell?.v ?? '').toBe(legalText(text))
              expect(cell?.f).toBeUndefined()
              if (cell) expect(cell.t).toBe('s')
            }
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('marks every formula-like text with quotePrefix and keeps it a string', async () => {
    const rows = dangerous.flatMap((c) => [[`${c}1+1`], [` "${c}cmd`]])
    const bytes = await bytesOf([
      { name: '表', title: '=1+1', columns: [{ title: '@x', type: 'text' }], rows },
    ])
    const quoted = [...part(bytes, '/xl/styles.xml').matchAll(/<xf [^>]*xfId="0"[^>]*>/g)].map((m) =>
      m[0].includes('quotePrefix="1"'),
    )
    const cells = [
      ...part(bytes, '/xl/worksheets/sheet1.xml').matchAll(/<c r="\w+" s="(\d+)" t="inlineStr">/g),
    ]
    expect(cells).toHaveLength(rows.length + 2)
    for (const cell of cells) expect(quoted[Number(cell[1])]).toBe(true)
    expect(part(bytes, '/xl/worksheets/sheet1.xml')).not.toContain('<f>')
  })

  it('keeps numbers and days exact', async () => {
    const fen = fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n })
    const day = fc.date({ min: new Date('1901-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.maxSafeInteger(), fen, fc.integer({ min: 0, max: 10_000 }), day)),
        async (rows) => {
          const list: CellValue[][] = rows.map(([n, money, bp, d]) => [
            '',
            n,
            money,
            money.toString(),
            bp,
            isoDay(d),
            d,
          ])
          const sheet = only(read(await bytesOf([{ name: '表', columns, rows: list }])))
          for (const [i, [n, money, bp, d]] of rows.entries()) {
            const row = i + 2
            expect(String(sheet[`B${row}`].v)).toBe(String(Object.is(n, -0) ? 0 : n))
            expect(sheet[`C${row}`].v).toBe(Number(money) / 100)
            expect(sheet[`D${row}`].v).toBe(Number(money) / 1e6)
            expect(sheet[`E${row}`].v).toBe(bp / 10_000)
            expect(sheet[`F${row}`].w).toBe(isoDay(d))
            expect(sheet[`G${row}`].w).toBe(
              new Date(d.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' '),
            )
          }
        },
      ),
      { numRuns: 40 },
    )
  })

  it('refuses values that are not of the column, more cells than columns, and an empty workbook', async () => {
    await expect(bytesOf([{ name: '表', columns, rows: [['x', 1.5]] }])).rejects.toThrow('户数')
    await expect(bytesOf([{ name: '表', columns, rows: [['x', null, 'abc']] }])).rejects.toThrow(
      '授信金额（元）',
    )
    await expect(
      bytesOf([{ name: '表', columns, rows: [['x', null, null, null, null, 5]] }]),
    ).rejects.toThrow('到期日')
    await expect(bytesOf([{ name: '表', columns, rows: [[...sample, 1]] }])).rejects.toThrow('表头')
    await expect(bytesOf([])).rejects.toThrow()
  })

  it('writes days Excel cannot hold, impossible days and 18-digit integers as text', async () => {
    const rows: CellValue[][] = [
      ['', '914403001922038216', null, null, null, '1899-12-31'],
      ['', 1, null, null, null, '2026-02-30'],
    ]
    const sheet = only(read(await bytesOf([{ name: '表', columns, rows }])))
    expect([sheet.B2.v, sheet.F2.v, sheet.F3.v]).toEqual(['914403001922038216', '1899-12-31', '2026-02-30'])
  })

  it('writes several sheets with safe, distinct names and counts all rows', async () => {
    const out = new PassThrough()
    const reading = buffer(out)
    const specs = ['台账/一', '台账/一', ''].map((name) => ({ name, columns, rows: [sample, sample] }))
    expect(await writeWorkbook(specs, out)).toEqual({ rows: 6 })
    expect(read(await reading).SheetNames).toEqual(['台账_一', '台账_一(2)', '表'])
    expect(sheetNames(['很'.repeat(40), '很'.repeat(40)]).map((n) => n.length)).toEqual([31, 31])
  })

  it('gives the same bytes for the same rows', async () => {
    const hash = async () =>
      createHash('sha256')
        .update(await bytesOf([{ name: '表', columns, rows: [sample] }]))
        .digest('hex')
    const first = await hash()
    await delay(5)
    expect(await hash()).toBe(first)
  })
})

describe('writeWorkbook on a stream that breaks', () => {
  it('rejects and destroys the output when the rows fail half-way', async () => {
    async function* failing(): AsyncGenerator<CellValue[]> {
      yield sample
      await delay(1)
      throw new Error('游标断了')
    }
    const out = new PassThrough()
    out.resume()
    await expect(writeWorkbook([{ name: '表', columns, rows: failing() }], out)).rejects.toThrow('游标断了')
    expect(out.destroyed).toBe(true)
  })

  it('closes the rows when the reader goes away', async () => {
    let closed = false
    async function* endless(): AsyncGenerator<CellValue[]> {
      try {
        for (;;) yield [Math.random().toString()]
      } finally {
        closed = true
      }
    }
    const out = new PassThrough()
    let seen = 0
    out.on('data', (chunk: Buffer) => {
      seen += chunk.length
      if (seen > 50_000) out.destroy()
    })
    await expect(writeWorkbook([{ name: '表', columns, rows: endless() }], out)).rejects.toThrow()
    await delay(20)
    expect(closed).toBe(true)
  })

  it('never starts the rows when the reader is gone before its turn', async () => {
    let started = false
    function* rows(): Generator<CellValue[]> {
      started = true
      yield sample
    }
    const out = new PassThrough()
    out.once('data', () => out.destroy())
    await expect(writeWorkbook([{ name: '表', columns, rows: rows() }], out)).rejects.toThrow()
    await delay(20)
    expect(started).toBe(false)
  })

  it('pulls rows at the pace of the reader', async () => {
    let pulled = 0
    function* rows(): Generator<CellValue[]> {
      for (; pulled < 200_000; pulled++) yield [createHash('sha256').update(String(pulled)).digest('hex')]
    }
    const out = new PassThrough()
    const writing = writeWorkbook([{ name: '表', columns, rows: rows() }], out)
    await delay(300)
    expect(pulled).toBeLessThan(20_000)
    out.destroy()
    await expect(writing).rejects.toThrow()
  })
})

describe('csvCell', () => {
  it('neutralises formulas, quotes what needs quoting, and the text comes back', () => {
    expect(csvCell('=1+1')).toBe("'=1+1")
    expect(csvCell(' ＠a,b')).toBe('"\' ＠a,b"')
    expect(csvCell('a"b')).toBe('"a""b"')
    expect(csvCell("O'K")).toBe("O'K")
    fc.assert(
      fc.property(anyText, (text) => {
        const field = csvCell(text)
        const plain =
          field.startsWith('"') &&
          field.endsWith('"') &&
          field.length > 1 &&
          /[",\r\n]/.test(field.slice(1, -1))
            ? field.slice(1, -1).replaceAll('""', '"')
            : field
        expect(textOfCsvCell(plain)).toBe(text)
        expect(dangerous).not.toContain(plain.replace(/^[\s"“]+/, '')[0])
      }),
    )
  })

  it('knows the first dangerous character behind spaces and quotes', () => {
    for (const c of dangerous) expect(looksLikeFormula(`  '“${c}`)).toBe(true)
    for (const text of ['', '云泽', '1-2', 'a=b', '13900001234']) expect(looksLikeFormula(text)).toBe(false)
  })
})

describe('small parts', () => {
  it('shifts the decimal point exactly', () => {
    expect(shiftPoint('5', 2)).toBe('0.05')
    expect(shiftPoint('-5', 2)).toBe('-0.05')
    expect(shiftPoint('100', 2)).toBe('1')
    expect(shiftPoint('-0', 2)).toBe('0')
    expect(shiftPoint('1234567', 6)).toBe('1.234567')
  })

  it('counts days as Excel does', () => {
    expect(serialOfDay('1900-03-01')).toBe(61)
    expect(serialOfDay('2024-02-29')).toBe(45351)
    expect(serialOfDay('1900-02-28')).toBeNull()
    expect(serialOfDay('2023-02-29')).toBeNull()
  })
})

describe('memory', () => {
  it('writes 100,000 rows of 14 columns under 150 MB', { timeout: 60_000 }, async () => {
    const run = promisify(execFile)
    const bench = fileURLToPath(new URL('./xlsx-writer.bench.ts', import.meta.url))
    const { stdout } = await run(process.execPath, ['--import', 'tsx', bench])
    const measured = JSON.parse(stdout) as { rows: number; rssMb: number }
    expect(measured.rows).toBe(100_000)
    expect(measured.rssMb).toBeLessThan(150)
  })
})

function isoDay(date: Date): string {
  return date.toISOString().slice(0, 10)
}
