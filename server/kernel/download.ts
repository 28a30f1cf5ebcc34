import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { temporaryDirectory } from './files.ts'
import type { Deps } from './http/deps.ts'
import type { Download } from './http/handler.ts'
import { type SheetSpec, writeWorkbook } from './xlsx-writer.ts'

const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Writes a workbook under a name of ours (mode 0600) for a download that is removed once it has been sent. */
export async function makeWorkbook(deps: Deps, fileName: string, sheets: SheetSpec[]): Promise<Download> {
  const path = join(temporaryDirectory(deps.files), deps.random.uuid())
  const { rows } = await writeWorkbook(sheets, createWriteStream(path, { mode: 0o600 }))
  return { path, fileName, contentType: xlsxType, rows }
}
