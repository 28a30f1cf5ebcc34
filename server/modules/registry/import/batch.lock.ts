import { sql } from 'kysely'
import type { ImportKind } from '#contract/registry/words.ts'
import type { Ctx } from '#kernel/context.ts'
import type { Tx } from '#kernel/database.ts'
import { notFound } from '#kernel/problem.ts'
import { run } from '#kernel/rows.ts'

/** Empties a list's staging of one batch. */
export async function clearStage(trx: Tx, kind: ImportKind, batchId: string): Promise<void> {
  await run(trx, sql`select clear_stage(${kind}, ${batchId}::bigint)`)
  await run(trx, sql`delete from stage_identity where batch_id = ${batchId}`)
}

/** Drops the rows kept to be looked at: they are personal data, and nobody looks any more. */
export async function clearLook(trx: Tx, batchId: string): Promise<void> {
  await trx.deleteFrom('importLook').where('batchId', '=', batchId).execute()
}

export type LockedBatch = Awaited<ReturnType<typeof lockBatch>>

/** The batch row under a lock, if the actor may see it. */
export async function lockBatch(ctx: Ctx, batchId: string) {
  const batch = await ctx.trx
    .selectFrom('importBatch')
    .selectAll()
    .where('id', '=', batchId)
    .forUpdate()
    .executeTakeFirst()
  if (!batch) throw notFound()
  return batch
}

/** The batch, if the actor's own database role can see it: a department sees only what it sent. */
export async function requireBatch(ctx: Ctx, batchId: string): Promise<{ upload: string | null }> {
  const seen = await ctx.trx
    .selectFrom('importBatch')
    .select('upload')
    .where('id', '=', batchId)
    .executeTakeFirst()
  if (!seen) throw notFound()
  return seen
}
