import { type ImportKind, importKinds } from '#contract/registry/words.ts'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { allowLong, type Tx } from '#kernel/database.ts'
import { Problem } from '#kernel/problem.ts'
import { refreshStatistics } from '#kernel/rows.ts'
import { holdRegistry, lockRegistry, registryVersion } from '../registry.lock.ts'
import { type LockedBatch, lockBatch } from './batch.lock.ts'
import { type FactKind, isFactKind } from './facts.ts'
import { applyReversal, planReversal, type Reversal, type ReversalCounts } from './reversal.sql.ts'

/** What taking a batch back would do now, and the registry version that was looked at. Nothing is written. */
export async function previewReversal(
  ctx: Ctx,
  batchId: string,
): Promise<{ counts: ReversalCounts; version: number }> {
  return asSystem(ctx, async (trx) => {
    await holdRegistry(trx)
    const reversal = reversible(await lockBatch(ctx, batchId))
    await allowLong(trx, 15 * 60_000)
    return { counts: await planReversal(trx, reversal), version: await registryVersion(trx) }
  })
}

/**
 * Takes a committed batch back whole, as a version of its own: what it wrote holds no longer, what it replaced
 * holds again; what later lists changed or said again stays and is listed. Another person than who committed it.
 */
export async function reverseBatch(
  ctx: Ctx,
  batchId: string,
  { reason, version }: { reason: string; version: number },
): Promise<void> {
  await asSystem(ctx, async (trx) => {
    await lockRegistry(trx)
    const batch = await lockBatch(ctx, batchId)
    const reversal = reversible(batch)
    await requireAnother(ctx, batch)
    if ((await registryVersion(trx)) !== version)
      throw new Problem('stale_version', {
        message: '登记库在此期间又有变化，请重新查看会撤回什么，再确认撤销',
      })
    await allowLong(trx, 15 * 60_000)
    const counts = await planReversal(trx, reversal)
    const to = version + 1
    await trx
      .insertInto('registryVersion')
      .values({ no: to, cause: 'reversal', batchId, accountId: ctx.actor.accountId, madeAt: ctx.now })
      .execute()
    await applyReversal(trx, reversal, to)
    await close(ctx, trx, { batchId, reason, to, counts })
    await refreshStatistics(trx, reversal.kind)
    await record(ctx, {
      flow: 'import',
      subjectId: batchId,
      action: 'reverse',
      from: 'committed',
      to: 'reversed',
      details: { kind: importKinds[reversal.kind], reason, ...counts },
    })
  })
}

async function close(
  ctx: Ctx,
  trx: Tx,
  done: { batchId: string; reason: string; to: number; counts: ReversalCounts },
): Promise<void> {
  await trx
    .updateTable('importBatch')
    .set({
      state: 'reversed',
      reversedAt: ctx.now,
      reversedBy: ctx.actor.accountId,
      reverseReason: done.reason,
      reversal: JSON.stringify(done.counts),
      reversalVersion: done.to,
    })
    .where('id', '=', done.batchId)
    .execute()
}

/** The batch as something to take back; places and branches have no history to go back to. */
function reversible(batch: LockedBatch): Reversal {
  if (batch.state !== 'committed' || batch.version === null) throw new Problem('wrong_status')
  if (!isFactKind(batch.kind as ImportKind))
    throw new Problem('unprocessable', {
      message: '区划、网点名单直接改写机构资料，不能成批撤销；请上报一份更正后的名单',
    })
  return { kind: batch.kind as FactKind, batchId: batch.id, version: batch.version }
}

/** Who put a list into the registry does not take it back alone: persons are compared, not accounts. */
async function requireAnother(ctx: Ctx, batch: LockedBatch): Promise<void> {
  const by = await ctx.trx
    .selectFrom('account')
    .select('personId')
    .where('id', '=', batch.committedBy!)
    .executeTakeFirstOrThrow()
  if (by.personId === ctx.actor.personId)
    throw new Problem('maker_is_checker', { message: '撤销须由确认入库以外的另一人办理，请换人操作' })
}
