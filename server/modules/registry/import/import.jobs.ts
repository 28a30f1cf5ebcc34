import { pipeline } from 'node:stream/promises'
import { from as copyFrom } from 'pg-copy-streams'
import { businessDay } from '#contract/kernel/deadline.ts'
import { maskNumbers } from '#contract/registry/codes.ts'
import type { ImportKind } from '#contract/registry/words.ts'
import { importKindKeys } from '#contract/registry/words.ts'
import { inContext } from '#kernel/context.ts'
import type { Deps } from '#kernel/http/deps.ts'
import { actingFor, type JobHandlers } from '#kernel/jobs.ts'
import { Problem } from '#kernel/problem.ts'
import { listGazetteer } from '../../organisations/organisations.public.ts'
import { clearStage } from './batch.lock.ts'
import { failBatch, previewBatch } from './import.commands.ts'
import { isTable } from './look.ts'
import { type Mapping, mappingHash } from './mapping.ts'
import { Notes } from './notes.ts'
import { profilesFor } from './profile.queries.ts'
import type { ReadMessage } from './read.child.ts'
import { readInChild } from './read.ts'
import { copyStatement } from './stage.ts'
import { dropUpload, releaseUpload } from './uploads.ts'
import { watchReading } from './watch.ts'

/**
 * Reads an uploaded file into staging. Safe to run twice: what was staged before is dropped first. `asOf` is the day its
 * sender named; where none was named, the one the sheet notes counts. A file without a header that is known stays
 * without rows: `previewBatch` puts it to be mapped. One that was given up meanwhile leaves nothing.
 */
export async function readBatch(
  deps: Deps,
  batchId: string,
  path: string,
  asOf: string | null,
  byOperator = false,
): Promise<void> {
  const batch = await deps.system
    .selectFrom('importBatch')
    .selectAll()
    .where('id', '=', batchId)
    .executeTakeFirst()
  if (batch?.state !== 'reading') return
  await clearReading(deps, batchId)
  const mapping = batch.mapping as unknown as Mapping | null
  const reading = readInChild({
    path,
    fileName: batch.fileName,
    batchId,
    kind: batch.source === '' ? null : (batch.kind as ImportKind),
    asOf,
    byOperator,
    today: businessDay(batch.createdAt),
    places: await listGazetteer(deps.system),
    mapping,
    profiles: mapping ? [] : await profilesFor(deps.system, batch.orgId),
  })
  const watch = watchReading(deps, batchId, reading)
  try {
    const read = await takeMessages(deps, batchId, reading, watch)
    await watch.end()
    await reading.ended.catch((error: unknown) => {
      throw read.refused ? new Problem('bad_file', { message: read.refused }) : error
    })
    if (read.copied !== read.rowsIn - read.rejected)
      throw new Error(`import ${batchId}: ${read.rowsIn} rows read, ${read.copied} staged`)
    if (read.kind === null && !read.isTable)
      throw new Problem('bad_file', { message: unreadableText(read.titles) })
    await keepReading(deps, batch, read)
  } catch (error) {
    reading.cancel()
    await watch.end()
    if (!watch.stopped()) throw error
    await clearReading(deps, batchId)
  }
}

async function keepReading(deps: Deps, batch: { id: string; asOf: string }, read: Taken): Promise<void> {
  const kept = await deps.system
    .updateTable('importBatch')
    .set({
      ...(read.kind === null ? {} : { kind: read.kind, source: read.kind }),
      asOf: read.asOf ?? batch.asOf,
      rowsIn: read.rowsIn,
      skipped: read.skipped,
      rejected: read.rejected,
      profileId: read.profileId,
      mappingHash: read.kind === null ? '' : mappingHash(read.kind, read.text, read.mapping),
    })
    .where('id', '=', batch.id)
    .where('state', '=', 'reading')
    .returning('id')
    .executeTakeFirst()
  // Given up while its last rows came in: nothing of it stays.
  if (!kept) await clearReading(deps, batch.id)
}

/** Drops what a reading of the batch that was cut off has left behind, so that this one begins at the beginning. */
async function clearReading(deps: Deps, batchId: string): Promise<void> {
  await deps.system.transaction().execute(async (trx) => {
    for (const kind of importKindKeys) await clearStage(trx, kind, batchId)
    for (const table of ['importIssue', 'importReject', 'importSheet', 'importLook'] as const)
      await trx.deleteFrom(table).where('batchId', '=', batchId).execute()
  })
}

interface Taken {
  kind: ImportKind | null
  asOf: string | null
  rowsIn: number
  skipped: number
  rejected: number
  /** Rows the database says it took. */
  copied: number
  mapping: Extract<ReadMessage, { type: 'sheet' }>[]
  profileId: string | null
  /** How a text file was taken. */
  text: { encoding: string; delimiter: string } | null
  /** Some sheet has rows and columns, known or not. */
  isTable: boolean
  refused: string | null
  titles: string[]
}

/** Follows the child's messages; the first recognised sheet tells which staging table its rows go to. */
async function takeMessages(
  deps: Deps,
  batchId: string,
  reading: ReturnType<typeof readInChild>,
  watch: ReturnType<typeof watchReading>,
): Promise<Taken> {
  const taken: Taken = {
    kind: null,
    asOf: null,
    rowsIn: 0,
    skipped: 0,
    rejected: 0,
    copied: 0,
    mapping: [],
    profileId: null,
    text: null,
    isTable: false,
    refused: null,
    titles: [],
  }
  const notes = new Notes(deps, batchId)
  let copying: Promise<number> | null = null
  let copyFailed: unknown
  for await (const message of reading.messages) {
    if (message.type === 'sheet' && !copying) {
      taken.kind = message.kind
      taken.asOf = message.asOf
      copying = copyRows(deps, message.kind, reading).catch((error: unknown) => {
        copyFailed = error
        reading.cancel()
        return 0
      })
    }
    if (message.type === 'progress') watch.seen(taken.rowsIn + message.rows, message.share)
    else await takeMessage(message, taken, notes)
  }
  if (!copying) reading.rows.resume()
  if (copying) taken.copied = await copying
  if (copyFailed) throw copyFailed
  await notes.flush()
  return taken
}

async function takeMessage(
  message: Exclude<ReadMessage, { type: 'progress' }>,
  taken: Taken,
  notes: Notes,
): Promise<void> {
  switch (message.type) {
    case 'sheet':
      taken.mapping.push(message)
      taken.profileId ??= message.profileId
      return notes.sheet(message)
    case 'look':
      taken.text ??= message.text ?? null
      taken.isTable ||= isTable(message.rows)
      return notes.look(message)
    case 'sheetDone':
      taken.rowsIn += message.rowsIn
      taken.skipped += message.skipped
      return notes.sheetDone(message)
    case 'unreadable':
      if (taken.titles.length === 0) taken.titles = message.titles
      return notes.unreadable(message)
    case 'issue':
      return notes.issue(message)
    case 'reject':
      taken.rejected += 1
      return notes.reject(message)
    case 'refused':
      taken.refused = message.message
      return
    case 'done':
      return
  }
}

async function copyRows(
  deps: Deps,
  kind: ImportKind,
  reading: ReturnType<typeof readInChild>,
): Promise<number> {
  const client = await deps.systemPool.connect()
  try {
    await client.query("set statement_timeout = '15min'")
    const copy = client.query(copyFrom(copyStatement(kind)))
    await pipeline(reading.rows, copy)
    return copy.rowCount
  } finally {
    await client.query('reset statement_timeout').catch(() => undefined)
    client.release()
  }
}

function unreadableText(titles: string[]): string {
  // A list without a header begins with a person's row.
  const seen = maskNumbers(titles.filter((t) => t !== '').join('、')).slice(0, 100)
  return `没有找到能识别的表头。第一行读到的是：${seen === '' ? '（空）' : seen}。请给表加上“名称、统一社会信用代码”等列名再上报`
}

export const importJobs: JobHandlers = {
  // The upload is let go only when its fate is sealed: a job that was cut off finds it again at the next try, and what
  // waits to be looked at can be read another way.
  'import.read': async (deps, data) => {
    const { batchId, path, asOf } = data as unknown as { batchId: string; path: string; asOf: string | null }
    const actor = actingFor(data.requester)
    try {
      await readBatch(deps, batchId, path, asOf)
      await inContext(deps, actor, (ctx) => previewBatch(ctx, batchId))
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      await inContext(deps, actor, (ctx) => failBatch(ctx, batchId, error.message))
    }
    await releaseUpload(deps, batchId, path)
  },

  'import.preview': (deps, data) =>
    inContext(deps, actingFor(data.requester), (ctx) => previewBatch(ctx, String(data.batchId))),

  'import.release': (deps, data) => dropUpload(deps, String(data.upload)),
}
