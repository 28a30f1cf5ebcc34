import * as XLSX from '@e965/xlsx'
import { describe, expect, it } from 'vitest'
import { SheetDate } from './sheet.ts'
import { cellsOf, readBytes, refusalOf } from './testing.ts'

interface Stream {
  content: Buffer
  size: number
}

type Row = (string | number | boolean | null | XLSX.CellObject)[]

function book(
  rows: Row[],
  change: (sheet: XLSX.WorkSheet, book: XLSX.WorkBook) => void = () => {},
): XLSX.WorkBook {
  const sheet = XLSX.utils.aoa_to_sheet(rows)
  const workbook = XLSX.utils.book_new(sheet, '表一')
  change(sheet, workbook)
  return workbook
}

function xls(workbook: XLSX.WorkBook, type: 'biff8' | 'biff5' = 'biff8'): Buffer {
  return XLSX.write(workbook, { type: 'buffer', bookType: type }) as Buffer
}

/** The file with its workbook stream changed, or with more streams. */
function rebuilt(bytes: Buffer, change: (stream: Buffer) => Buffer, more: [string, Buffer][] = []): Buffer {
  const file = XLSX.CFB.read(bytes, { type: 'buffer' }) as object
  for (const name of ['/Workbook', '/Book']) {
    const stream = XLSX.CFB.find(file, name) as Stream | null
    if (!stream) continue
    stream.content = change(Buffer.from(stream.content))
    stream.size = stream.content.length
  }
  for (const [name, content] of more) XLSX.CFB.utils.cfb_add(file, name, content)
  return Buffer.from(XLSX.CFB.write(file, { type: 'buffer' }) as Buffer)
}

function record(type: number, data: number[]): Buffer {
  return Buffer.from([type & 255, type >> 8, data.length & 255, data.length >> 8, ...data])
}

/** The stream with the first record of this type made into another; nothing after it may be pointed to. */
function exchanged(stream: Buffer, type: number, make: (data: Buffer) => Buffer): Buffer {
  for (let at = 0; at + 4 <= stream.length; ) {
    const end = at + 4 + stream.readUInt16LE(at + 2)
    if (stream.readUInt16LE(at) === type) {
      return Buffer.concat([stream.subarray(0, at), make(stream.subarray(at + 4, end)), stream.subarray(end)])
    }
    at = end
  }
  throw new Error('no such record')
}

/** Puts a record behind the first one, the beginning of the stream, and moves the sheets' positions along. */
function inserted(stream: Buffer, extra: Buffer): Buffer {
  const first = 4 + stream.readUInt16LE(2)
  const bytes = Buffer.concat([stream.subarray(0, first), extra, stream.subarray(first)])
  for (let at = 0; at + 4 <= bytes.length; at += 4 + bytes.readUInt16LE(at + 2)) {
    if (bytes.readUInt16LE(at) !== 0x85) continue
    bytes.writeUInt32LE(bytes.readUInt32LE(at + 4) + extra.length, at + 4)
  }
  return bytes
}

describe('xls', () => {
  it('reads texts, numbers, booleans, errors, dates and gaps', async () => {
    const date = (v: number, z: string): XLSX.CellObject => ({ t: 'n', v, z })
    const file = xls(
      book([
        ['湛江市𬭊䶮㛃', 1.5, true, false, null, { t: 'e', v: 42 }],
        [],
        [
          null,
          date(45352, 'yyyy"年"m"月"d"日"'),
          date(45352.5, 'm/d/yy'),
          date(45352, '0.00'),
          date(0.5, 'h:mm'),
        ],
      ]),
    )
    expect((await readBytes(file))[0]).toEqual({
      name: '表一',
      hidden: false,
      rows: [
        { rowNo: 1, cells: ['湛江市𬭊䶮㛃', 1.5, true, false, null, '#N/A'] },
        {
          rowNo: 3,
          cells: [null, new SheetDate('2024-03-01'), new SheetDate('2024-03-01T12:00:00'), 45352, 0.5],
        },
      ],
    })
  })

  it('knows the date formats of Chinese Excel, which have a number but no text', async () => {
    const file = rebuilt(xls(book([['甲', { t: 'n', v: 45352, z: 'm/d/yy' }]])), (s) => {
      for (let at = 0; at + 4 <= s.length; at += 4 + s.readUInt16LE(at + 2)) {
        if (s.readUInt16LE(at) === 0xe0 && s.readUInt16LE(at + 6) === 14) s.writeUInt16LE(31, at + 6)
      }
      return s
    })
    expect(await cellsOf(file)).toEqual([['甲', new SheetDate('2024-03-01')]])
  })

  it('flags hidden rows', async () => {
    // Nor does it write what is known of rows: row 2 gets a record that says it is hidden.
    const row = record(0x208, [1, 0, 0, 0, 1, 0, 255, 0, 0, 0, 0, 0, 0x20, 1, 0, 0])
    const file = rebuilt(xls(book([['甲'], [3.5]])), (s) =>
      exchanged(s, 0x203, (data) => Buffer.concat([row, record(0x203, [...data])])),
    )
    expect((await readBytes(file))[0]!.rows).toEqual([
      { rowNo: 1, cells: ['甲'] },
      { rowNo: 2, cells: [3.5], hidden: true },
    ])
  })

  it('flags hidden sheets, and counts from 1904', async () => {
    const file = xls(
      book([[1, { t: 'n', v: 0, z: 'yyyy-mm-dd' }]], (_, workbook) => {
        XLSX.utils.book_append_sheet(workbook, XLSX.utils.aoa_to_sheet([[2]]), '隐')
        workbook.Workbook = { WBProps: { date1904: true }, Sheets: [{ Hidden: 0 }, { Hidden: 1 }] }
      }),
    )
    const sheets = await readBytes(file)
    expect(sheets.map((s) => [s.name, s.hidden])).toEqual([
      ['表一', false],
      ['隐', true],
    ])
    expect(sheets[0]!.rows[0]).toEqual({ rowNo: 1, cells: [1, new SheetDate('1904-01-01')] })
  })

  it('flags formulas and gives their cached value', async () => {
    // The library writes no formulas. Its cell 2.5 in B1 becomes =5 with 2.5 remembered.
    const file = rebuilt(xls(book([['甲', 2.5]])), (s) =>
      exchanged(s, 0x203, (data) => record(0x06, [...data, 0, 0, 0, 0, 0, 0, 3, 0, 0x1e, 5, 0])),
    )
    expect((await readBytes(file))[0]!.rows).toEqual([{ rowNo: 1, cells: ['甲', 2.5], formulas: [1] }])
  })

  it('reads the Chinese of files older than Excel 97 by their code page', async () => {
    const text = Buffer.from('d6d0b9fad2f8d0d0', 'hex')
    const old = rebuilt(xls(book([['ABCDEFGH', '440803']]), 'biff5'), (stream) => {
      stream.set(text, stream.indexOf('ABCDEFGH'))
      const page = stream.indexOf(record(0x42, [0xe4, 0x04]))
      if (page >= 0) stream.writeUInt16LE(936, page + 4)
      return page >= 0 ? stream : inserted(stream, record(0x42, [0xa8, 0x03]))
    })
    expect(await cellsOf(old)).toEqual([['中国银行', '440803']])
  })

  it('reads to the last row there can be', async () => {
    const rows: Row[] = []
    rows[65_535] = ['末', 65_536]
    expect((await readBytes(xls(book(rows))))[0]!.rows).toEqual([{ rowNo: 65_536, cells: ['末', 65_536] }])
  })

  const plain = xls(book([['甲', 1.5]]))
  const link = record(0x1b8, [
    0,
    0,
    255,
    255,
    0,
    0,
    255,
    0,
    ...Array<number>(16).fill(0),
    2,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
  ])
  const keep = (stream: Buffer) => stream
  const stream = Buffer.from('x')
  const external = record(0x1ae, [1, 0, 5, 0, 0, 1, 97, 46, 120, 108])
  it.each<[string, () => Buffer, string]>([
    [
      'encrypted workbook',
      () => rebuilt(plain, (s) => inserted(s, record(0x2f, [1, 0, 1, 0, 1, 0]))),
      'encrypted',
    ],
    ['encrypted xlsx', () => rebuilt(plain, keep, [['/EncryptedPackage', stream]]), 'encrypted'],
    ['macro', () => rebuilt(plain, keep, [['/_VBA_PROJECT_CUR/VBA/dir', stream]]), 'macro'],
    ['embedded object', () => rebuilt(plain, keep, [['/MBD0018D4CE/Ole', stream]]), 'embedded_object'],
    ['link to another workbook', () => rebuilt(plain, (s) => inserted(s, external)), 'external_link'],
    [
      'reference within the workbook',
      () => rebuilt(plain, (s) => inserted(s, record(0x1ae, [1, 0, 1, 4]))),
      'accepted',
    ],
    [
      'hyperlink over everything',
      () => rebuilt(plain, (s) => exchanged(s, 0x203, (d) => Buffer.concat([record(0x203, [...d]), link]))),
      'corrupt',
    ],
    ['cut file', () => plain.subarray(0, plain.length / 2), 'corrupt'],
    ['nothing but the magic', () => Buffer.from(plain.subarray(0, 16)), 'corrupt'],
  ])('%s', async (_, bytes, expected) => {
    expect(await refusalOf(bytes())).toBe(expected)
  })

  it('refuses a macro sheet, and compound files that are no workbook', async () => {
    const macro = rebuilt(plain, (s) => {
      s[s.indexOf(record(0x85, [0]).subarray(0, 2)) + 9] = 1
      return s
    })
    expect(await refusalOf(macro)).toBe('macro')
    const file = XLSX.CFB.utils.cfb_new() as object
    XLSX.CFB.utils.cfb_add(file, '/WordDocument', stream)
    expect(await refusalOf(Buffer.from(XLSX.CFB.write(file, { type: 'buffer' }) as Buffer))).toBe(
      'not_a_table',
    )
  })
})
