/**
 * Builds files for the tests, hostile ones too: every field of the zip can be made to lie. Nothing binary is kept in
 * the repository.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import { openWorkbook } from './open.ts'
import { defaultLimits, FileRefused, type ReadLimits, type SheetRow } from './sheet.ts'

export interface ZipPart {
  name: string
  data: string | Buffer
  /** Stored instead of deflated. */
  stored?: boolean
  /** Stated instead of the true size. */
  declared?: number
  /** Used instead of the compressed data. */
  raw?: Buffer
  crc?: number
  flags?: number
  attributes?: number
  method?: number
  /** Name in the local header, where it differs. */
  localName?: string
  /** Points the directory to the data of the part with this index. */
  sharesDataOf?: number
}

function localHeader(part: ZipPart, size: number, packed: Buffer, crc: number): Buffer {
  const name = Buffer.from(part.localName ?? part.name)
  const head = Buffer.alloc(30)
  head.writeUInt32LE(0x04034b50, 0)
  head.writeUInt16LE(20, 4)
  head.writeUInt16LE(part.flags ?? 0x800, 6)
  head.writeUInt16LE(part.method ?? (part.stored ? 0 : 8), 8)
  head.writeUInt32LE(crc, 14)
  head.writeUInt32LE(packed.length, 18)
  head.writeUInt32LE(size, 22)
  head.writeUInt16LE(name.length, 26)
  return Buffer.concat([head, name, packed])
}

function directoryHeader(part: ZipPart, size: number, packed: number, crc: number, offset: number): Buffer {
  const name = Buffer.from(part.name)
  const head = Buffer.alloc(46)
  head.writeUInt32LE(0x02014b50, 0)
  head.writeUInt16LE(0x0314, 4)
  head.writeUInt16LE(20, 6)
  head.writeUInt16LE(part.flags ?? 0x800, 8)
  head.writeUInt16LE(part.method ?? (part.stored ? 0 : 8), 10)
  head.writeUInt32LE(crc, 16)
  head.writeUInt32LE(packed, 20)
  head.writeUInt32LE(size, 24)
  head.writeUInt16LE(name.length, 28)
  head.writeUInt32LE((part.attributes ?? 0) >>> 0, 38)
  head.writeUInt32LE(offset, 42)
  return Buffer.concat([head, name])
}

/** A zip of these parts, true or not. */
export function zip(parts: ZipPart[]): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  const offsets: number[] = []
  let at = 0
  for (const part of parts) {
    const data = Buffer.from(part.data)
    const packed = part.raw ?? (part.stored ? data : deflateRawSync(data))
    const crc = part.crc ?? crc32(data)
    const size = part.declared ?? data.length
    const shared = part.sharesDataOf === undefined ? undefined : offsets[part.sharesDataOf]
    if (shared === undefined) bodies.push(localHeader(part, size, packed, crc))
    offsets.push(shared ?? at)
    directory.push(directoryHeader(part, size, packed.length, crc, shared ?? at))
    if (shared === undefined) at += bodies.at(-1)!.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(Math.min(parts.length, 0xffff), 8)
  end.writeUInt16LE(Math.min(parts.length, 0xffff), 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...bodies, central, end])
}

const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'

/** A worksheet part around the given content of sheetData. */
export function sheetXml(data: string, after = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="${main}"><sheetData>${data}</sheetData>${after}</worksheet>`
}

export interface BookParts {
  sheets: { name?: string; xml: string; state?: string; target?: string; type?: string }[]
  strings?: string
  styles?: string
  workbookPr?: string
  extra?: ZipPart[]
}

/** The parts of a workbook. */
export function bookParts(book: BookParts): ZipPart[] {
  const sheets = book.sheets.map((s, i) => {
    const state = s.state ? ` state="${s.state}"` : ''
    return `<sheet name="${s.name ?? `表${i + 1}`}" sheetId="${i + 1}"${state} r:id="rId${i + 1}"/>`
  })
  const relations = book.sheets.map((s, i) => {
    const target = s.target ?? `worksheets/sheet${i + 1}.xml`
    return `<Relationship Id="rId${i + 1}" Type="${office}/${s.type ?? 'worksheet'}" Target="${target}"/>`
  })
  if (book.strings)
    relations.push(`<Relationship Id="s" Type="${office}/sharedStrings" Target="sharedStrings.xml"/>`)
  if (book.styles) relations.push(`<Relationship Id="y" Type="${office}/styles" Target="styles.xml"/>`)
  const parts: ZipPart[] = [
    { name: '[Content_Types].xml', data: '<Types/>' },
    {
      name: '_rels/.rels',
      data: `<Relationships><Relationship Id="w" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    },
    {
      name: 'xl/workbook.xml',
      data: `<workbook xmlns="${main}" xmlns:r="${office}">${book.workbookPr ?? ''}<sheets>${sheets.join('')}</sheets></workbook>`,
    },
    { name: 'xl/_rels/workbook.xml.rels', data: `<Relationships>${relations.join('')}</Relationships>` },
  ]
  for (const [i, s] of book.sheets.entries()) {
    if (!s.target) parts.push({ name: `xl/worksheets/sheet${i + 1}.xml`, data: s.xml })
  }
  if (book.strings)
    parts.push({ name: 'xl/sharedStrings.xml', data: `<sst xmlns="${main}">${book.strings}</sst>` })
  if (book.styles)
    parts.push({ name: 'xl/styles.xml', data: `<styleSheet xmlns="${main}">${book.styles}</styleSheet>` })
  return [...parts, ...(book.extra ?? [])]
}

/** An xlsx file. */
export function xlsx(book: BookParts): Buffer {
  return zip(bookParts(book))
}

/** An xlsx file of one sheet with this content of sheetData. */
export function oneSheet(data: string, more: Omit<BookParts, 'sheets'> = {}): Buffer {
  return xlsx({ sheets: [{ xml: sheetXml(data) }], ...more })
}

export interface ReadSheet {
  name: string
  hidden: boolean
  rows: SheetRow[]
}

/** Does something with a file of these bytes, which exists just as long. */
export async function withFile<T>(bytes: Buffer | string, work: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'diguan-read-'))
  try {
    // The extension is misleading on purpose: nothing may depend on it.
    const path = join(folder, '名单.dat')
    await writeFile(path, bytes)
    return await work(path)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** All sheets and rows of a file. */
export async function readPath(path: string, limits: ReadLimits = defaultLimits): Promise<ReadSheet[]> {
  const sheets: ReadSheet[] = []
  for await (const { name, hidden, rows } of openWorkbook(path, limits)) {
    const all: SheetRow[] = []
    for await (const batch of rows) all.push(...batch)
    sheets.push({ name, hidden, rows: all })
  }
  return sheets
}

/** All sheets and rows of these bytes. */
export function readBytes(bytes: Buffer | string, limits?: ReadLimits): Promise<ReadSheet[]> {
  return withFile(bytes, (path) => readPath(path, limits))
}

/** The cells of the first sheet. */
export async function cellsOf(bytes: Buffer | string, limits?: ReadLimits): Promise<SheetRow['cells'][]> {
  return (await readBytes(bytes, limits))[0]!.rows.map((row) => row.cells)
}

/** The code (and place, where there is one) these bytes are refused with; 'accepted' if they are not. */
export async function refusalOf(bytes: Buffer | string, limits?: ReadLimits): Promise<string> {
  try {
    await readBytes(bytes, limits)
    return 'accepted'
  } catch (error) {
    if (error instanceof FileRefused) return error.at ? `${error.code} ${error.at}` : error.code
    throw error
  }
}
