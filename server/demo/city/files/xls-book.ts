import { writeFile } from 'node:fs/promises'
import { CFB } from '@e965/xlsx'
import { serialOfDay } from '#kernel/xlsx-cells.ts'
import { isoDay } from '../days.ts'
import { DayCell, type RawCell, type RawSheet } from './raw-files.ts'

/**
 * Legacy BIFF8 workbooks, as the social insurance office still sends. The library's own writer takes 16 KB of
 * memory for every text cell (5 GB and 74 s for 100,000 rows), so the record stream is written here and only
 * its OLE2 container comes from the library. Limits of the format: 65,536 rows a sheet.
 */
const record = {
  eof: 0x000a,
  codePage: 0x0042,
  font: 0x0031,
  format: 0x041e,
  xf: 0x00e0,
  style: 0x0293,
  boundSheet: 0x0085,
  sst: 0x00fc,
  continued: 0x003c,
  bof: 0x0809,
  window1: 0x003d,
  window2: 0x023e,
  dimensions: 0x0200,
  labelSst: 0x00fd,
  number: 0x0203,
  mergeCells: 0x00e5,
} as const

const recordLimit = 8224
const firstCellXf = 15
const dayFormat = 164

interface ContainerTools {
  utils: {
    cfb_new(options: { root: string }): unknown
    cfb_add(cfb: unknown, path: string, content: Buffer): unknown
  }
  write(cfb: unknown, options: { type: 'buffer' }): Buffer
}

/** Grows by doubling; records are appended whole. */
class RecordStream {
  private bytes: Buffer = Buffer.alloc(1 << 16)
  length = 0

  add(type: number, payload: Buffer): void {
    const needed = this.length + payload.length + 4
    if (needed > this.bytes.length) {
      const larger = Buffer.alloc(Math.max(needed, this.bytes.length * 2))
      this.bytes.copy(larger, 0, 0, this.length)
      this.bytes = larger
    }
    this.bytes.writeUInt16LE(type, this.length)
    this.bytes.writeUInt16LE(payload.length, this.length + 2)
    payload.copy(this.bytes, this.length + 4)
    this.length = needed
  }

  content(): Buffer {
    return this.bytes.subarray(0, this.length)
  }
}

function words(...values: number[]): Buffer {
  const out = Buffer.alloc(values.length * 2)
  for (const [i, value] of values.entries()) out.writeUInt16LE(value & 0xffff, i * 2)
  return out
}

/** A string with its length in one or two bytes, always two bytes a character. */
function unicode(text: string, lengthBytes: 1 | 2): Buffer {
  const body = Buffer.from(text, 'utf16le')
  const head = Buffer.alloc(lengthBytes + 1)
  head.writeUIntLE(text.length, 0, lengthBytes)
  head[lengthBytes] = 1
  return Buffer.concat([head, body])
}

function bof(type: 0x0005 | 0x0010): Buffer {
  return Buffer.concat([words(0x0600, type, 0x0dbb, 0x07cc), Buffer.from([0xc1, 0, 0, 0, 6, 3, 0, 0])])
}

function cellFormat(format: number, parent: number): Buffer {
  const out = Buffer.alloc(20)
  out.writeUInt16LE(0, 0)
  out.writeUInt16LE(format, 2)
  out.writeUInt16LE(parent, 4)
  out.writeUInt16LE(0x0020, 6)
  out.writeUInt16LE(0x20c0, 18)
  return out
}

/** Texts of all sheets, each once. */
class SharedTexts {
  private readonly positions = new Map<string, number>()
  private uses = 0

  position(text: string): number {
    this.uses += 1
    const known = this.positions.get(text)
    if (known !== undefined) return known
    this.positions.set(text, this.positions.size)
    return this.positions.size - 1
  }

  /** The SST record, continued in further records; no text is cut between two. */
  addTo(stream: RecordStream): void {
    const head = Buffer.alloc(8)
    head.writeUInt32LE(this.uses, 0)
    head.writeUInt32LE(this.positions.size, 4)
    let type: number = record.sst
    let pieces: Buffer[] = [head]
    let size = head.length
    for (const text of this.positions.keys()) {
      const piece = unicode(text, 2)
      if (size + piece.length > recordLimit) {
        stream.add(type, Buffer.concat(pieces))
        type = record.continued
        pieces = []
        size = 0
      }
      pieces.push(piece)
      size += piece.length
    }
    stream.add(type, Buffer.concat(pieces))
  }
}

function addCell(stream: RecordStream, row: number, column: number, cell: RawCell, texts: SharedTexts): void {
  if (cell === null || cell === '') return
  if (typeof cell === 'string') {
    const payload = Buffer.alloc(10)
    payload.writeUInt16LE(row, 0)
    payload.writeUInt16LE(column, 2)
    payload.writeUInt16LE(firstCellXf, 4)
    payload.writeUInt32LE(texts.position(cell), 6)
    stream.add(record.labelSst, payload)
    return
  }
  const payload = Buffer.alloc(14)
  payload.writeUInt16LE(row, 0)
  payload.writeUInt16LE(column, 2)
  payload.writeUInt16LE(cell instanceof DayCell ? firstCellXf + 1 : firstCellXf, 4)
  payload.writeDoubleLE(cell instanceof DayCell ? (serialOfDay(isoDay(cell.dayNo)) ?? 0) : cell, 6)
  stream.add(record.number, payload)
}

function sheetStream(sheet: RawSheet, first: boolean, texts: SharedTexts): Buffer {
  const cells = new RecordStream()
  let rows = 0
  let columns = 0
  for (const row of sheet.rows()) {
    if (rows >= 65_536) throw new RangeError(`xls 工作表“${sheet.name}”超过 65536 行`)
    for (const [column, cell] of row.entries()) addCell(cells, rows, column, cell, texts)
    rows += 1
    columns = Math.max(columns, row.length)
  }
  const stream = new RecordStream()
  stream.add(record.bof, bof(0x0010))
  const size = Buffer.alloc(14)
  size.writeUInt32LE(rows, 4)
  size.writeUInt16LE(columns, 10)
  stream.add(record.dimensions, size)
  const tail = new RecordStream()
  tail.add(record.window2, words(first ? 0x06b6 : 0x00b6, 0, 0, 64, 0, 0, 0, 0, 0))
  tail.add(record.eof, Buffer.alloc(0))
  return Buffer.concat([stream.content(), cells.content(), tail.content()])
}

function globals(sheets: readonly RawSheet[], sizes: readonly number[], texts: SharedTexts): Buffer {
  const head = new RecordStream()
  head.add(record.bof, bof(0x0005))
  head.add(record.codePage, words(0x04b0))
  head.add(record.window1, words(0, 0, 0x4000, 0x2000, 0x0038, 0, 0, 1, 0x0258))
  const font = Buffer.concat([words(220, 0, 0x7fff, 400, 0), Buffer.from([0, 0, 134, 0]), unicode('宋体', 1)])
  for (let i = 0; i < 4; i++) head.add(record.font, font)
  head.add(record.format, Buffer.concat([words(dayFormat), unicode('yyyy\\-mm\\-dd', 2)]))
  for (let i = 0; i < firstCellXf; i++) head.add(record.xf, cellFormat(0, 0xfff5))
  head.add(record.xf, cellFormat(0, 1))
  head.add(record.xf, cellFormat(dayFormat, 1))
  head.add(record.style, Buffer.from([0x00, 0x80, 0x00, 0xff]))
  const tail = new RecordStream()
  texts.addTo(tail)
  tail.add(record.eof, Buffer.alloc(0))
  const names = sheets.map((s) => unicode(s.name, 1))
  let start = head.length + tail.length + names.reduce((sum, name) => sum + name.length + 10, 0)
  for (const [i, name] of names.entries()) {
    const at = Buffer.alloc(6)
    at.writeUInt32LE(start, 0)
    head.add(record.boundSheet, Buffer.concat([at, name]))
    start += sizes[i] ?? 0
  }
  return Buffer.concat([head.content(), tail.content()])
}

/** Writes the sheets as a BIFF8 .xls file. */
export async function writeXls(path: string, sheets: readonly RawSheet[]): Promise<void> {
  const texts = new SharedTexts()
  const streams = sheets.map((sheet, i) => sheetStream(sheet, i === 0, texts))
  const head = globals(
    sheets,
    streams.map((s) => s.length),
    texts,
  )
  const tools = CFB as ContainerTools
  const container = tools.utils.cfb_new({ root: 'R' })
  tools.utils.cfb_add(container, '/Workbook', Buffer.concat([head, ...streams]))
  await writeFile(path, tools.write(container, { type: 'buffer' }))
}
