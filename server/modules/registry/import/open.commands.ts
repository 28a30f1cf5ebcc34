import type { ImportKind } from '#contract/registry/words.ts'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import type { Tx } from '#kernel/database.ts'
import { Problem } from '#kernel/problem.ts'
import { cancelBatch } from './import.commands.ts'
import { requireQuota } from './quota.ts'
import { earliestDataDay } from './values/limits.ts'

export interface NewBatch {
  fileName: string
  sha256: string
  /** Size of the file, where it counts against a quota. */
  bytes?: number
  kind: ImportKind | null
  asOf: string | null
  mode: 'incremental' | 'full'
  /** Name under which the file is kept, where it is. */
  upload?: string
  /** Take it although the same bytes are in: to be read another way. */
  again?: boolean
}

export interface Opened {
  batchId: string
  known: boolean
  /** Files of batches that gave way to this one: nobody waits for them any more. */
  left: string[]
}

/**
 * Opens a batch for an uploaded file, or answers the committed batch the same bytes already made in the same mode and, if
 * one is named, for the same day: the same file twice is one batch. What its sender left waiting to be mapped gives way: it is the same file.
 */
export async function openBatch(ctx: Ctx, input: NewBatch): Promise<Opened> {
  requirePlausible(ctx, input.asOf)
  // Under the caller's own eyes: that another department sent the same file is not told.
  const before = input.again ? undefined : await takenBefore(ctx, input)
  return asSystem(ctx, async (trx) => {
    if (before) {
      await record(ctx, {
        flow: 'import',
        subjectId: before.id,
        action: 'uploadAgain',
        details: { fileName: input.fileName },
      })
      return { batchId: before.id, known: true, left: [] }
    }
    const left = await giveWay(ctx, trx, input.sha256)
    await requireQuota(ctx, trx, input.bytes ?? 0)
    const batch = await trx
      .insertInto('importBatch')
      .values({
        kind: input.kind ?? 'registration',
        source: input.kind ?? '',
        fileName: input.fileName,
        fileSha256: input.sha256,
        fileBytes: String(input.bytes ?? 0),
        mappingHash: '',
        mode: input.mode,
        asOf: input.asOf ?? ctx.today,
        dayGiven: input.asOf,
        upload: input.upload ?? null,
        readingSince: ctx.now,
        state: 'reading',
        createdBy: ctx.actor.accountId,
        orgId: ctx.actor.internal ? null : ctx.actor.orgId,
        createdAt: ctx.now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await record(ctx, {
      flow: 'import',
      subjectId: batch.id,
      action: 'upload',
      to: 'reading',
      details: { fileName: input.fileName, mode: input.mode },
    })
    return { batchId: batch.id, known: false, left }
  })
}

/** Gives up the sender's batches of the same bytes that wait to be mapped; answers the files that were kept for them. */
async function giveWay(ctx: Ctx, trx: Tx, sha256: string): Promise<string[]> {
  const waiting = await trx
    .selectFrom('importBatch')
    .select(['id', 'upload'])
    .where('fileSha256', '=', sha256)
    .where('state', '=', 'unmapped')
    .where('createdBy', '=', ctx.actor.accountId)
    .execute()
  for (const { id } of waiting) await cancelBatch(ctx, id)
  return waiting.flatMap((b) => b.upload ?? [])
}

function takenBefore(ctx: Ctx, input: NewBatch) {
  return ctx.trx
    .selectFrom('importBatch')
    .select('id')
    .where('fileSha256', '=', input.sha256)
    .where('state', '=', 'committed')
    .where('mode', '=', input.mode)
    .$if(input.kind !== null, (q) => q.where('kind', '=', input.kind!))
    .$if(input.asOf !== null, (q) => q.where('asOf', '=', input.asOf!))
    .orderBy('id', 'desc')
    .executeTakeFirst()
}

/** A list speaks of a day that has been: one dated ahead would count as the newest for years. */
function requirePlausible(ctx: Ctx, asOf: string | null): void {
  if (asOf === null || (asOf >= earliestDataDay && asOf <= ctx.today)) return
  const bound = asOf > ctx.today ? `晚于今天（${ctx.today}）` : `早于 ${earliestDataDay}`
  const message = `数据日期不能${bound}，请填写名单所反映的日期`
  throw new Problem('bad_request', { message, details: { fields: [{ field: 'query.asOf', message }] } })
}
