import { sql } from 'kysely'
import type { RosterKindKey } from '#contract/rosters/words.ts'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { allowLong, type Tx } from '#kernel/database.ts'
import { parameterValue } from '#kernel/parameters.ts'
import { refreshStatistics } from '#kernel/rows.ts'
import { insertByRule, insertCopies, insertFromRows, matchRows } from './fill.sql.ts'

/** Finds the members of a draft; safe to run twice: one that has been filled is left alone. */
export async function fillVersion(ctx: Ctx, versionId: string): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const draft = await trx
      .selectFrom('rosterVersion as v')
      .innerJoin('roster as r', 'r.id', 'v.rosterId')
      .select(['v.state', 'v.filling', 'v.origin', 'v.asOf', 'v.registryVersion', 'v.rosterId', 'r.kind'])
      .where('v.id', '=', versionId)
      .forUpdate('v')
      .executeTakeFirst()
    if (draft?.state !== 'draft' || draft.filling !== 'running') return
    await allowLong(trx, 10 * 60_000)
    await trx.deleteFrom('rosterMember').where('versionId', '=', versionId).execute()
    const members = await insertMembers(ctx, trx, versionId, draft)
    await refreshStatistics(trx, 'roster')
    const { rows } = await sql<{ rowsIn: number; unmatched: number; repeated: number }>`
      select count(*)::int as rows_in, count(*) filter (where outcome in ('unmatched', 'several'))::int as unmatched, count(*) filter (where outcome = 'repeated')::int as repeated
      from roster_row where version_id = ${versionId}`.execute(trx)
    await trx
      .updateTable('rosterVersion')
      .set({ filling: 'done', members, ...rows[0]! })
      .where('id', '=', versionId)
      .execute()
    await record(ctx, { flow: 'roster', subjectId: versionId, action: 'fill', details: { members } })
  })
}

async function insertMembers(
  ctx: Ctx,
  trx: Tx,
  versionId: string,
  draft: { origin: string; asOf: string; registryVersion: number | null; rosterId: string; kind: string },
): Promise<number> {
  if (draft.origin === 'rule')
    return insertByRule(trx, versionId, draft.kind as RosterKindKey, {
      registryVersion: draft.registryVersion ?? 0,
      asOf: draft.asOf,
      leadDays: await parameterValue(ctx, 'renewalContactLeadDays'),
    })
  if (draft.origin === 'file') {
    await trx.deleteFrom('rosterRow').where('versionId', '=', versionId).execute()
    await matchRows(trx, versionId)
    await trx.deleteFrom('rosterStage').where('versionId', '=', versionId).execute()
    return insertFromRows(trx, versionId)
  }
  const before = await trx
    .selectFrom('rosterVersion')
    .select('id')
    .where('rosterId', '=', draft.rosterId)
    .where('state', '=', 'published')
    .executeTakeFirst()
  return draft.origin === 'copy' && before ? insertCopies(trx, versionId, before.id) : 0
}

/** Says why the members of a draft could not be found; the draft can be put away and made anew. */
export async function failFilling(ctx: Ctx, versionId: string, failure: string): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('rosterVersion')
      .set({ filling: 'failed', failure })
      .where('id', '=', versionId)
      .where('filling', '=', 'running')
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return
    await record(ctx, { flow: 'roster', subjectId: versionId, action: 'fail', details: { failure } })
  })
}
