import { type FileHandle, open } from 'node:fs/promises'
import { TextDecoder } from 'node:util'
import type { TextDelimiter } from '#contract/registry/words.ts'
import { type Dialect, findDialect } from './csv-dialect.ts'
import { fileBlocks, findEncoding, lineOfByte, type TextEncoding } from './csv-encoding.ts'
import { CsvScanner } from './csv-scanner.ts'
import { type Encoding, PIECE, TextPieces } from './decode.ts'
import { FileRefused, type ReadLimits, type Sheet, type SheetRow } from './sheet.ts'

/** How somebody says a text file is to be taken; what is null is found out. */
export interface TextSaid {
  encoding: Encoding | null
  delimiter: TextDelimiter | null
}
export const unsaid: TextSaid = { encoding: null, delimiter: null }

const BATCH_ROWS = 1_000
/** A batch also ends after this much text: long records must not add up to one huge batch. */
const BATCH_TEXT = 4 * 1024 * 1024

function isDecodingError(error: unknown): boolean {
  return error instanceof RangeError || (error instanceof TypeError && 'code' in error)
}

/** Delimiter and line end, from the beginning of the file. */
async function lookAhead(file: FileHandle, how: TextEncoding, said: TextSaid): Promise<Dialect> {
  const head = Buffer.alloc(PIECE)
  const { bytesRead } = await file.read(head, 0, PIECE, how.skip)
  // The look may end within a character; the reading itself is strict.
  return findDialect(new TextDecoder(how.encoding).decode(head.subarray(0, bytesRead)), said.delimiter)
}

/** The text of a file piece by piece; a FileRefused where it is not of the encoding. */
export async function* decoded(
  file: FileHandle,
  how: TextEncoding,
  newline: Dialect['newline'],
  meter: { at: number },
): AsyncGenerator<string> {
  const pieces = new TextPieces(how.encoding, newline)
  let at = how.skip
  try {
    for await (const block of fileBlocks(file, how.skip)) {
      for (let i = 0; i < block.length; i += PIECE) {
        const bytes = block.subarray(i, i + PIECE)
        const text = pieces.push(bytes)
        at += bytes.length
        meter.at = at
        if (text.length > 0) yield text
      }
    }
    const rest = pieces.end()
    if (rest.length > 0) yield rest
  } catch (error) {
    if (!isDecodingError(error)) throw error
    const place = !how.encoding.startsWith('utf-16') ? `${await lineOfByte(file, at)}起` : undefined
    throw new FileRefused('encoding', place)
  }
}

async function* readRows(
  path: string,
  limits: ReadLimits,
  said: TextSaid,
  sheet: Sheet,
): AsyncGenerator<SheetRow[]> {
  const file = await open(path)
  try {
    const how = await findEncoding(file, said.encoding)
    const dialect = await lookAhead(file, how, said)
    const { size } = await file.stat()
    const meter = { at: 0 }
    sheet.text = { encoding: how.encoding, delimiter: dialect.delimiter }
    sheet.share = () => meter.at / size
    const scanner = new CsvScanner(dialect, limits)
    let { skip } = dialect
    let any = false
    let pushed = 0
    for await (const text of decoded(file, how, dialect.newline, meter)) {
      if (text.includes('\0')) throw new FileRefused('encoding')
      const piece = skip > 0 ? text.slice(skip) : text
      skip = 0
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
    scanner.finish()
    if (scanner.rows.length > 0) yield scanner.rows
    else if (!any) throw new FileRefused('empty')
  } finally {
    await file.close()
  }
}

/** Reads a text file as one nameless sheet. */
export async function* openCsv(path: string, limits: ReadLimits, said: TextSaid): AsyncGenerator<Sheet> {
  const sheet = { name: '', hidden: false } as Sheet
  sheet.rows = readRows(path, limits, said, sheet)
  yield sheet
}
