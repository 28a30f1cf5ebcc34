import type { Facts } from '#contract/kernel/flow.ts'
import type { rosterFlow } from '#contract/rosters/roster.flow.ts'
import type { Ctx } from '#kernel/context.ts'
import { notFound } from '#kernel/problem.ts'

export interface LockedVersion {
  id: string
  rosterId: string
  no: number
  state: string
  filling: string
  members: number
  version: number
  /** Persons who made the version or changed who is on it. */
  makers: string[]
}

/** Locks a version, or 404; must run as the system role. Versions of one list are moved one at a time. */
export async function lockVersion(ctx: Ctx, versionId: string): Promise<LockedVersion> {
  const found = await ctx.trx
    .selectFrom('rosterVersion')
    .select('rosterId')
    .where('id', '=', versionId)
    .executeTakeFirst()
  if (!found) throw notFound()
  await ctx.trx.selectFrom('roster').select('id').where('id', '=', found.rosterId).forUpdate().execute()
  const row = await ctx.trx
    .selectFrom('rosterVersion')
    .select(['id', 'rosterId', 'no', 'state', 'filling', 'members', 'version', 'madeBy'])
    .where('id', '=', versionId)
    .executeTakeFirstOrThrow()
  const edits = ctx.trx.selectFrom('rosterEdit').select('accountId').where('versionId', '=', versionId)
  const makers = await ctx.trx
    .selectFrom('account')
    .select('personId')
    .where((e) => e.or([e('id', '=', row.madeBy), e('id', 'in', edits)]))
    .execute()
  return { ...row, makers: makers.map((m) => m.personId) }
}

/** The facts of the flow about one version, for this actor. */
export function versionFacts(
  ctx: Ctx,
  v: { filling: string; members: number; makers: readonly string[] },
): Facts<keyof typeof rosterFlow.facts> {
  return {
    filled: v.filling === 'done',
    hasMembers: v.members > 0,
    anotherPerson: !v.makers.includes(ctx.actor.personId),
  }
}
