import type { Ctx } from '#kernel/context.ts'
import { Problem } from '#kernel/problem.ts'
import { type KeptSheet, keptSheets } from './kept-sheets.queries.ts'
import { keepLook, rowsOfLook } from './look.ts'
import { lookRows } from './mapping.ts'
import type { TextSaid } from './read/csv.ts'
import { FileRefused } from './read/sheet.ts'
import { lookAtText, requireDecodes } from './read/text-look.ts'

/** Where an upload lies. */
export type PathOf = (upload: string) => string

/** A sheet as it is looked at; `garbled` where its text has bytes that are no characters. */
export interface LookedSheet extends KeptSheet {
  garbled: boolean
}

/**
 * The sheets of a batch with their first rows: as they were read or, where somebody says how a text is to be taken, as
 * the file lies there when it is taken so.
 */
export async function lookedSheets(
  ctx: Ctx,
  batch: { id: string; upload: string | null },
  text: TextSaid | undefined,
  pathOf: PathOf,
): Promise<LookedSheet[]> {
  const kept = (await keptSheets(ctx, batch.id)).map((k) => ({ ...k, garbled: false }))
  const [only] = kept
  if (!text || !only || only.encoding === null) return kept
  if (batch.upload === null)
    throw new Problem('gone', { message: '原文件已不在（留存期已过）；请重新上报这份文件' })
  const look = await lookAtText(pathOf(batch.upload), text, lookRows).catch(sayRefusal)
  if (!look) return kept
  const { encoding, delimiter, garbled } = look
  const head = rowsOfLook(keepLook(look.rows))
  return [{ ...only, encoding, delimiter, garbled, head, headerRow: null, titleRows: null, columns: null }]
}

/** Refuses an encoding that is not the file's before anything is dropped for it. */
export async function requireText(upload: string | null, text: TextSaid | undefined, pathOf: PathOf) {
  if (upload === null || !text || text.encoding === null) return
  await requireDecodes(pathOf(upload), text.encoding).catch(sayRefusal)
}

function sayRefusal(error: unknown): never {
  if (!(error instanceof FileRefused)) throw error
  const where = error.at ? `（${error.at}）` : ''
  throw new Problem('unprocessable', {
    message:
      error.code === 'encoding'
        ? `按这种编码读不下去${where}：有不属于它的字节。请另选编码`
        : `${error.message}。请另选编码或分隔符`,
  })
}
