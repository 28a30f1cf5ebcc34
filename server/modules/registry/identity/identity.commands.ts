import { sql } from 'kysely'
import type { identityActions } from '#contract/registry/identity.routes.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import type { Tx } from '#kernel/database.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import type { FactKind } from '../import/facts.ts'
import { lockRegistry } from '../registry.lock.ts'
import { type Case, forget, lockCase, moved, recordDecision, remember } from './decision.ts'
import { closeFact, factState, nextVersion, rivalOf, writeAnew } from './facts.sql.ts'
import { survivor } from './loose.sql.ts'
import { confirmMerge, undoMerge } from './merge.ts'
import { standAlone } from './stand-alone.ts'

type Decision =
  | { action: 'link'; version: number; entityId: string }
  | { action: Exclude<keyof typeof identityActions, 'link'>; version: number }

/** Decides a case or takes a decision back: facts are closed and written anew, the row is remembered, the step recorded. */
export async function actOnCase(ctx: Ctx, caseId: string, decision: Decision): Promise<void> {
  const seen = await ctx.trx
    .selectFrom('identityCase')
    .select('id')
    .where('id', '=', caseId)
    .executeTakeFirst()
  if (!seen) throw notFound()
  await asSystem(ctx, async (trx) => {
    await lockRegistry(trx)
    const c = await lockCase(trx, caseId)
    if (c.version !== decision.version) throw new Problem('stale_version')
    await decide(ctx, c, decision)
  })
}

async function decide(ctx: Ctx, c: Case, decision: Decision): Promise<void> {
  const undecided = c.state === 'open' || c.state === 'later'
  switch (decision.action) {
    case 'link':
      if (!undecided) throw new Problem('wrong_status')
      return link(ctx, c, await candidateOf(ctx.trx, c.id, decision.entityId))
    case 'notSame':
      if (!undecided) throw new Problem('wrong_status')
      return deny(ctx, c)
    case 'later':
      if (c.state !== 'open') throw new Problem('wrong_status')
      return recordDecision(ctx, c, { state: 'later', action: 'later' })
    case 'merge':
      if (c.state !== 'proposed') throw new Problem('wrong_status')
      return confirmMerge(ctx, c)
    case 'undo':
      return undo(ctx, c)
  }
}

/** The firm that was chosen, or the one it has become part of; only what was shown can be chosen. */
async function candidateOf(trx: Tx, caseId: string, entityId: string): Promise<string> {
  const { rows } = await sql<{
    id: string | null
  }>`select ${survivor(sql`i.entity_id`)} as id from identity_candidate i
    where i.case_id = ${caseId} and i.entity_id = ${entityId}`.execute(trx)
  if (!rows[0]?.id) throw notFound()
  return rows[0].id
}

/** A waiting row becomes a fact of the firm; for a firm without a code a merger is proposed, which a second person confirms. */
async function link(ctx: Ctx, c: Case, entityId: string): Promise<void> {
  if (c.selfId !== null) return recordDecision(ctx, c, { state: 'proposed', action: 'propose', entityId })
  const { trx } = ctx
  const kind = c.kind as FactKind
  const fact = await factState(trx, kind, c.factId)
  if (fact.until !== null || fact.entityId !== null) throw moved()
  const version = await nextVersion(ctx)
  const rival = await rivalOf(trx, kind, c.factId, entityId)
  const older = rival !== undefined && BigInt(rival.batchId) > BigInt(fact.batchId)
  if (rival && !older) await closeFact(trx, kind, rival.factId, version)
  await closeFact(trx, kind, c.factId, version)
  const factId = await writeAnew(trx, kind, c.factId, { entityId, waiting: null, version, spare: older })
  await remember(trx, c, entityId, true)
  const displaced = rival && !older ? rival.factId : null
  await recordDecision(ctx, c, { state: 'linked', action: 'link', entityId, factId, displaced })
}

/** None of the candidates: the row goes on waiting, and these firms are not proposed for it again. */
async function deny(ctx: Ctx, c: Case): Promise<void> {
  await sql`insert into identity_memory (memory_key, entity_id, same, case_id)
    select ${c.memoryKey}, entity_id, false, case_id from identity_candidate where case_id = ${c.id} on conflict (memory_key, entity_id) do nothing`.execute(
    ctx.trx,
  )
  await recordDecision(ctx, c, { state: 'notSame', action: 'notSame' })
}

/** Takes the last decision back; both records are as they were before it. */
async function undo(ctx: Ctx, c: Case): Promise<void> {
  if (c.state === 'notSame' || c.state === 'proposed') {
    await forget(ctx.trx, c)
    return recordDecision(ctx, c, { state: 'open', action: 'undo' })
  }
  if (c.state !== 'linked') throw new Problem('wrong_status')
  if (c.selfId !== null) return undoMerge(ctx, c)
  if (c.kind === 'registration') return standAlone(ctx, c)
  const { trx } = ctx
  const kind = c.kind as FactKind
  const fact = await factState(trx, kind, c.factId)
  if (fact.until !== null && fact.until !== fact.since) throw moved()
  const version = await nextVersion(ctx)
  await closeFact(trx, kind, c.factId, version)
  const factId = await writeAnew(trx, kind, c.factId, {
    entityId: null,
    waiting: c.waiting,
    version,
    spare: false,
  })
  if (c.displaced !== null)
    await writeAnew(trx, kind, c.displaced, { entityId: c.entityId, waiting: null, version, spare: false })
  await forget(trx, c)
  if (c.how === 'score') await remember(trx, c, c.entityId!, false)
  await recordDecision(ctx, c, { state: 'open', action: 'undo', factId })
}
