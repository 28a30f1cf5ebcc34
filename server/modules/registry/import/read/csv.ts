import { type FileHandle, open } from 'node:fs/promises'
import { findDialect } from './csv-dialect.ts'
import { fileBlocks, findEncoding, lineOfByte, type TextEncoding } from './csv-encoding.ts'
import { CsvScanner } from './csv-scanner.ts'
import { PIECE, TextPieces } from './decode.ts'
import { FileRefused, type ReadLimits, type Sheet, type SheetRow } from './sheet.ts'

const BATCH_ROWS = 1_000
/** A batch also ends after this much text: long records must not add up to one huge batch. */
const BATCH_TEXT = 4 * 1024 * 1024

function isDecodingError(error: unknown): boolean {
  return error instanceof RangeError || (error instanceof TypeError && 'code' in error)
}

async function* decoded(file: FileHandle, how: TextEncoding): AsyncGenerator<string> {
  const pieces = new TextPieces(how.encoding)
  let at = how.skip
  try {
    for await (const block of fileBlocks(file, how.skip)) {
      for (let i = 0; i < block.length; i += PIECE) {
        const bytes = block.subarray(i, i + PIECE)
        const text = pieces.push(bytes)
        at += bytes.length
        if (text.length > 0) yield text
      }
    }
    const rest = pieces.end()
    if (rest.length > 0) yield rest
  } catch (error) {
    if (!isDecodingError(error)) throw error
    const place = how.encoding === 'gb18030' ? `${await lineOfByte(file, at)}起` : undefined
    throw new FileRefused('encoding', place)
  }
}

function startScanner(text: string, limits: ReadLimits): { scanner: CsvScanner; skip: number } {
  const dialect = findDialect(text)
  return { scanner: new CsvScanner(dialect, limits, dialect.skip > 0 ? 2 : 1), skip: dialect.skip }
}

async function* readRows(path: string, limits: ReadLimits): AsyncGenerator<SheetRow[]> {
  const file = await open(path)
  try {
    let scanner: CsvScanner | null = null
    let any = false
    let pushed = 0
    for await (const text of decoded(file, await findEncoding(file))) {
      if (text.includes('\0')) throw new FileRefused('encoding')
      let piece = text
      if (scanner === null) {
        const started = startScanner(text, limits)
        scanner = started.scanner
        piece = text.slice(started.skip)
      }
      scanner.push(piece)
      pushed += piece.length
      if (scanner.rows.length < BATCH_ROWS && pushed < BATCH_TEXT) continue
      pushed = 0
      if (scanner.rows.length === 0) continue
      any = true
      const batch = scanner.rows
      scanner.rows = []
      yield batch
    }
    scanner?.finish()
    if (scanner && scanner.rows.length > 0) yield scanner.rows
    else if (!any) throw new FileRefused('empty')
  } finally {
    await file.close()
  }
}

/** Reads a text file as one nameless sheet. */
export async function* openCsv(path: string, limits: ReadLimits): AsyncGenerator<Sheet> {
  yield { name: '', hidden: false, rows: readRows(path, limits) }
}
