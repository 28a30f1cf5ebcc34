import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { ImportKind } from '#contract/registry/words.ts'
import { importKindKeys, importKinds } from '#contract/registry/words.ts'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { allowLong, allowMemory, type Tx } from '#kernel/database.ts'
import { Problem } from '#kernel/problem.ts'
import { lockRegistry, movedSince, registryVersion } from '../registry.lock.ts'
import { apply, match } from './apply.ts'
import { clearLook, clearStage, type LockedBatch, lockBatch } from './batch.lock.ts'
import { checkReading, requireNotOlder } from './checks.sql.ts'
import { differsFromShown, keepShown, portalCameBetween } from './match.sql.ts'
import { type PreviewCounts, previewOf } from './preview.sql.ts'

/**
 * Counts, samples, issues and checks of what is staged; sets the batch to `previewed` with the preview's hash. One in which
 * no header was recognised becomes `unmapped`: somebody has to say how it is read.
 */
export async function previewBatch(ctx: Ctx, batchId: string): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const batch = await lockBatch(ctx, batchId)
    if (batch.state !== 'reading') return
    // Read before the rows are matched: what comes in while they are makes them be matched again.
    const previewVersion = await registryVersion(trx)
    if (batch.mappingHash === '') return await leaveUnmapped(ctx, batchId)
    await allowMemory(trx, batch.rowsIn)
    await match(trx, batch.kind as ImportKind, batchId)
    await checkReading(ctx, batch)
    const preview = await previewOf(trx, batch.kind as ImportKind, batchId, batch.mode === 'full')
    await trx
      .updateTable('importBatch')
      .set({
        state: 'previewed',
        preview: JSON.stringify(preview),
        previewHash: hashOf(preview, batch),
        previewVersion,
        suspicious: preview.suspicious,
        unmatched: preview.unmatched,
      })
      .where('id', '=', batchId)
      .execute()
    await record(ctx, {
      flow: 'import',
      subjectId: batchId,
      action: 'preview',
      from: 'reading',
      to: 'previewed',
    })
  })
}

async function leaveUnmapped(ctx: Ctx, batchId: string): Promise<void> {
  await ctx.trx
    .updateTable('importBatch')
    .set({ state: 'unmapped', preview: null, previewHash: null })
    .where('id', '=', batchId)
    .execute()
  await record(ctx, {
    flow: 'import',
    subjectId: batchId,
    action: 'leaveUnmapped',
    from: 'reading',
    to: 'unmapped',
  })
}

/** Puts a previewed batch back to be matched anew: other lists came in since, so it would do something else now. */
export async function reopenPreview(ctx: Ctx, batchId: string): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const batch = await lockBatch(ctx, batchId)
    if (batch.state !== 'previewed') throw new Problem('wrong_status')
    await trx.updateTable('importBatch').set({ state: 'reading' }).where('id', '=', batchId).execute()
    await record(ctx, {
      flow: 'import',
      subjectId: batchId,
      action: 'previewAgain',
      from: 'previewed',
      to: 'reading',
    })
  })
}

/** Names a preview, so that a confirmation is of the one that was looked at: what it would do, how the file was read, what speaks against it. */
function hashOf(p: PreviewCounts, { mappingHash, asOf }: LockedBatch): string {
  const counts = [p.fresh, p.changed, p.unchanged, p.vanished, p.rejected, p.unmatched]
  return createHash('sha256')
    .update(JSON.stringify([counts, mappingHash, asOf, p.checks]))
    .digest('hex')
}

/**
 * Puts a previewed batch into the registry: all rows or none, and only what the preview showed. When
 * other lists came in between and the result would differ, the caller is asked to look again.
 */
export async function commitBatch(
  ctx: Ctx,
  batchId: string,
  previewHash: string,
  acceptOlder = false,
): Promise<void> {
  await asSystem(ctx, async (trx) => {
    await lockRegistry(trx)
    const batch = await lockBatch(ctx, batchId)
    if (batch.state !== 'previewed') throw new Problem('wrong_status')
    if (batch.previewHash !== previewHash)
      throw new Problem('stale_version', { message: '预览已更新，请重新查看预览后再确认入库' })
    await requireNew(trx, batch)
    if (!acceptOlder) await requireNotOlder(trx, batch)
    const kind = batch.kind as ImportKind
    await allowLong(trx, 15 * 60_000)
    await allowMemory(trx, batch.rowsIn)
    const version = (await registryVersion(trx)) + 1
    await requireSameAsShown(trx, batch)
    const preview = batch.preview as unknown as PreviewCounts
    await trx
      .insertInto('registryVersion')
      .values({ no: version, cause: 'import', batchId, accountId: ctx.actor.accountId, madeAt: ctx.now })
      .execute()
    const { fresh, changed } = preview
    await apply(ctx, { kind, batchId, version, full: batch.mode === 'full', fresh, changed })
    await closeBatch(ctx, batchId, version, preview)
    await clearStage(trx, kind, batchId)
    await clearLook(trx, batchId)
    await record(ctx, {
      flow: 'import',
      subjectId: batchId,
      action: 'commit',
      from: 'previewed',
      to: 'committed',
      details: {
        kind: importKinds[kind],
        fresh: preview.fresh,
        changed: preview.changed,
        unchanged: preview.unchanged,
      },
    })
  })
}

/** The same file, read the same way: handed in twice before either was taken, or once more to be read another way and then was not. */
async function requireNew(trx: Tx, batch: LockedBatch): Promise<void> {
  const { rows } = await sql<{ id: string }>`select id from import_batch
    where state = 'committed' and (file_sha256, mapping_hash, as_of, mode)
      = (${batch.fileSha256}, ${batch.mappingHash}, ${batch.asOf}, ${batch.mode})`.execute(trx)
  if (rows[0])
    throw new Problem('duplicate', {
      message: `这份文件按同样的读法、日期、方式已在批次 ${rows[0].id} 入库，再入也不会改变什么；要换一种读法，请在“列对应”里改了重新读取，否则请放弃本批`,
    })
}

async function closeBatch(ctx: Ctx, batchId: string, version: number, preview: PreviewCounts): Promise<void> {
  await ctx.trx
    .updateTable('importBatch')
    .set({
      state: 'committed',
      upload: null,
      accepted: preview.fresh + preview.changed + preview.spare,
      unchanged: preview.unchanged,
      version,
      committedAt: ctx.now,
      committedBy: ctx.actor.accountId,
    })
    .where('id', '=', batchId)
    .execute()
}

/** What waits to be confirmed lies in tables that a crash of the database empties: nothing may be taken from an empty one. */
async function requireStillStaged(trx: Tx, batch: LockedBatch): Promise<void> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from import_match where batch_id = ${batch.id}`.execute(trx)
  if (rows[0]!.n !== batch.rowsIn - batch.rejected)
    throw new Problem('wrong_status', {
      message: '数据库重启过，这一批预览的行已不在，没有入库；请放弃本批，重新上报这份文件',
    })
}

/** Where what rows are matched against has moved on since the preview, they are matched anew; each must do what was shown. */
async function requireSameAsShown(trx: Tx, batch: LockedBatch): Promise<void> {
  const kind = batch.kind as ImportKind
  await requireStillStaged(trx, batch)
  const moved =
    (await movedSince(trx, kind, batch.previewVersion ?? 0)) ||
    (kind === 'registration' && (await portalCameBetween(trx, batch.id)))
  if (!moved) return
  await keepShown(trx, batch.id)
  await match(trx, kind, batch.id)
  if (await differsFromShown(trx, kind, batch.id))
    throw new Problem('stale_version', {
      message: '其他名单在此期间入了库，结果会与预览不同；请点“重新预览”后再确认',
    })
}

/** Gives a batch up: nothing of it stays but the record that it was tried. */
export async function cancelBatch(ctx: Ctx, batchId: string): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const batch = await lockBatch(ctx, batchId)
    if (!['previewed', 'reading', 'unmapped', 'failed'].includes(batch.state))
      throw new Problem('wrong_status')
    await clearStage(trx, batch.kind as ImportKind, batchId)
    await clearLook(trx, batchId)
    await trx
      .updateTable('importBatch')
      .set({ state: 'cancelled', upload: null })
      .where('id', '=', batchId)
      .execute()
    await record(ctx, {
      flow: 'import',
      subjectId: batchId,
      action: 'cancel',
      from: batch.state,
      to: 'cancelled',
    })
  })
}

/** Marks a batch as failed with the reason for the clerk; what was staged is dropped. */
export async function failBatch(ctx: Ctx, batchId: string, reason: string): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const batch = await lockBatch(ctx, batchId)
    if (batch.state !== 'reading' && batch.state !== 'unmapped') return
    for (const kind of importKindKeys) await clearStage(trx, kind, batchId)
    await clearLook(trx, batchId)
    await trx
      .updateTable('importBatch')
      .set({ state: 'failed', failure: reason, upload: null })
      .where('id', '=', batchId)
      .execute()
    await record(ctx, {
      flow: 'import',
      subjectId: batchId,
      action: 'fail',
      from: batch.state,
      to: 'failed',
      details: { reason },
    })
  })
}
