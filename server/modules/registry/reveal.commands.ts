import { sql } from 'kysely'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { parameterValue } from '#kernel/parameters.ts'
import { Problem } from '#kernel/problem.ts'
import { getEntityDetail } from './entity.queries.ts'

export type RevealField = 'phone' | 'legalRep' | 'address'

/**
 * Shows one masked value of one firm the actor can see: with a reason, a trace and a daily quota.
 * Looking again on the same day costs nothing.
 */
export async function reveal(
  ctx: Ctx,
  entityId: string,
  field: RevealField,
  reason: string,
): Promise<{ value: string | null; leftToday: number }> {
  const entity = await getEntityDetail(ctx, entityId)
  const quota = await parameterValue(ctx, 'revealsPerDay')
  const used = await asSystem(ctx, async (trx) => {
    // The account row is the lock: two tabs must not both take the last look of the day.
    await trx.selectFrom('account').select('id').where('id', '=', ctx.actor.accountId).forUpdate().execute()
    const made = await sql`
      insert into reveal (account_id, entity_id, field, day, reason, revealed_at)
      values (${ctx.actor.accountId}, ${entityId}, ${field}, ${ctx.today}, ${reason}, ${ctx.now}) on conflict do nothing returning id`.execute(
      trx,
    )
    const count = await sql<{
      n: number
    }>`select count(*)::int as n from reveal where account_id = ${ctx.actor.accountId} and day = ${ctx.today}`.execute(
      trx,
    )
    if (made.rows.length > 0) {
      await record(ctx, {
        flow: 'entity',
        subjectId: entityId,
        action: 'reveal',
        entityId,
        division: entity.division,
        details: { field, reason },
      })
    }
    return count.rows[0]!.n
  })
  if (used > quota) throw new Problem('quota')
  ctx.object = `entity:${entityId} ${field}`
  return { value: entity[field], leftToday: quota - used }
}
