import { type FileHandle, open } from 'node:fs/promises'
import { openCsv, type TextSaid, unsaid } from './csv.ts'
import { defaultLimits, type ReadLimits, type Sheet } from './sheet.ts'
import { type FileKind, HEAD, sniff } from './sniff.ts'
import { openXls } from './xls.ts'
import { openXlsx } from './xlsx.ts'

/** Tells by its beginning what a file is. */
export async function kindOf(path: string): Promise<FileKind> {
  const file: FileHandle = await open(path)
  try {
    const { size } = await file.stat()
    const head = Buffer.alloc(HEAD)
    const { bytesRead } = await file.read(head, 0, HEAD, 0)
    return sniff(head.subarray(0, bytesRead), size)
  } finally {
    await file.close()
  }
}

/**
 * Opens an uploaded list, whatever its name says it is, and yields its sheets in order. A file that cannot be taken
 * ends in a FileRefused, which may come as late as the last row. What is said of a text counts for a text only.
 */
export async function* openWorkbook(
  path: string,
  limits: ReadLimits = defaultLimits,
  said: TextSaid = unsaid,
): AsyncGenerator<Sheet> {
  const kind = await kindOf(path)
  if (kind === 'zip') yield* openXlsx(path, limits)
  else if (kind === 'cfb') yield* openXls(path, limits)
  else yield* openCsv(path, limits, said)
}
