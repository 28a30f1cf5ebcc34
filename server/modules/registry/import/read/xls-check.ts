import { FileRefused } from './sheet.ts'

/** What the records of a legacy workbook say beyond what the library hands on. */
export interface BiffBook {
  /** In tab order. */
  sheets: { position: number; hidden: boolean; worksheet: boolean }[]
  /** By position of the sheet: cells with a formula, as row * 256 + column. */
  formulas: Map<number, Set<number>>
}

const RECORD = {
  formula: 0x0006,
  eof: 0x000a,
  filePass: 0x002f,
  boundSheet: 0x0085,
  supBook: 0x01ae,
  hyperlink: 0x01b8,
  bof: 0x0809,
}
const MACRO_SHEET = 1
const VBA_MODULE = 6
/** The library walks every cell of a link's range; a real list has one link a cell. */
const LINKED_CELLS = 5_000_000

function checkSupBook(data: Buffer): void {
  const length = data.readUInt16LE(2)
  // References inside this workbook and to add-ins have marks in place of a length.
  if (length === 0x0401 || length === 0x3a01) return
  // One NUL or blank stands for "this sheet" or "unused".
  if (length === 1 && data.length >= 6 && (data[5] === 0 || data[5] === 0x20)) return
  throw new FileRefused('external_link')
}

function addSheet(book: BiffBook, data: Buffer): void {
  const kind = data[5]
  if (kind === MACRO_SHEET || kind === VBA_MODULE) throw new FileRefused('macro')
  book.sheets.push({ position: data.readUInt32LE(0), hidden: (data[4]! & 3) !== 0, worksheet: kind === 0 })
}

/**
 * Walks the records of the workbook stream. It refuses encryption, macros and links to other workbooks as for xlsx,
 * and notes formulas, whose text the library would otherwise have to put together for nothing.
 */
export function scanRecords(stream: Buffer): BiffBook {
  const book: BiffBook = { sheets: [], formulas: new Map() }
  let sheet = 0
  let depth = 0
  let linked = 0
  for (let at = 0; at + 4 <= stream.length; ) {
    const type = stream.readUInt16LE(at)
    const end = at + 4 + stream.readUInt16LE(at + 2)
    if (end > stream.length) break
    const data = stream.subarray(at + 4, end)
    if (type === RECORD.bof) {
      // Charts nest their own streams inside that of a sheet.
      if (depth++ === 0) sheet = at
    } else if (type === RECORD.eof) depth--
    else if (type === RECORD.filePass) throw new FileRefused('encrypted')
    else if (type === RECORD.boundSheet && data.length >= 6) addSheet(book, data)
    else if (type === RECORD.supBook && data.length >= 4) checkSupBook(data)
    else if (type === RECORD.formula && data.length >= 4) {
      const cells = book.formulas.get(sheet) ?? new Set<number>()
      book.formulas.set(sheet, cells.add(data.readUInt16LE(0) * 256 + data.readUInt16LE(2)))
    } else if (type === RECORD.hyperlink && data.length >= 8) {
      const rows = data.readUInt16LE(2) - data.readUInt16LE(0) + 1
      linked += rows * (data.readUInt16LE(6) - data.readUInt16LE(4) + 1)
      if (linked > LINKED_CELLS) throw new FileRefused('corrupt')
    }
    at = end
  }
  return book
}

/** Refuses by the names of the streams what is no plain workbook. */
export function checkStreams(paths: string[]): void {
  const has = (pattern: RegExp) => paths.some((path) => pattern.test(path))
  if (has(/\/(EncryptedPackage|EncryptionInfo)$/i)) throw new FileRefused('encrypted')
  if (!has(/^[^/]*\/(Workbook|Book)$/i)) throw new FileRefused('not_a_table')
  if (has(/\/_VBA_PROJECT/i)) throw new FileRefused('macro')
  if (has(/^[^/]*\/(MBD[0-9A-F]{8}|LNK[0-9A-F]{8})\//i)) throw new FileRefused('embedded_object')
}
