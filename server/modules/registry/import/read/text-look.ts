import { open } from 'node:fs/promises'
import { TextDecoder } from 'node:util'
import { decoded, type TextSaid } from './csv.ts'
import { findDialect } from './csv-dialect.ts'
import { findEncoding } from './csv-encoding.ts'
import { CsvScanner } from './csv-scanner.ts'
import { type Encoding, PIECE } from './decode.ts'
import { kindOf } from './open.ts'
import { defaultLimits, FileRefused, type SheetRow } from './sheet.ts'

/** The beginning of a text file, taken one way. */
export interface TextLook {
  encoding: Encoding
  delimiter: string
  rows: SheetRow[]
  /** Some bytes are no characters of this encoding. */
  garbled: boolean
}

/** So much of a file is looked at: some dozens of rows, however wide. */
const looked = 256 * 1024

/** The first rows of a text file as they are when it is taken as somebody says; null for a workbook. */
export async function lookAtText(path: string, said: TextSaid, count: number): Promise<TextLook | null> {
  if ((await kindOf(path)) !== 'text') return null
  const file = await open(path)
  try {
    const { encoding, skip } = await findEncoding(file, said.encoding)
    const head = Buffer.alloc(looked)
    const { bytesRead } = await file.read(head, 0, looked, skip)
    const whole = bytesRead < looked
    // Lenient: what cannot be read is to be seen. The look may end within a character.
    const text = new TextDecoder(encoding, { ignoreBOM: true }).decode(head.subarray(0, bytesRead), {
      stream: !whole,
    })
    const dialect = findDialect(text.slice(0, PIECE), said.delimiter)
    const scanner = new CsvScanner(dialect, defaultLimits)
    scanner.push(text.slice(dialect.skip))
    if (whole) scanner.finish()
    const { delimiter } = dialect
    return { encoding, delimiter, rows: scanner.rows.slice(0, count), garbled: /[\ufffd\0]/.test(text) }
  } finally {
    await file.close()
  }
}

/** Reads a whole text as one encoding and throws a FileRefused with the line where it is not. */
export async function requireDecodes(path: string, encoding: Encoding): Promise<void> {
  const file = await open(path)
  try {
    const how = await findEncoding(file, encoding)
    for await (const text of decoded(file, how, '\n', { at: 0 }))
      if (text.includes('\0')) throw new FileRefused('encoding')
  } finally {
    await file.close()
  }
}
