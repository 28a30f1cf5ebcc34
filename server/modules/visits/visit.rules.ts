import { sql } from 'kysely'
import type { NewVisit } from '#contract/visits/routes.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { parameterValue } from '#kernel/parameters.ts'
import { Problem } from '#kernel/problem.ts'

/** The same person at the same firm in the same way within minutes is one visit, written down twice. */
export async function requireFirst(
  ctx: Ctx,
  input: NewVisit,
  at: { entityId: string; occurredAt: Date },
): Promise<void> {
  const minutes = await parameterValue(ctx, 'visitRepeatMinutes')
  const who = `visits ${ctx.actor.accountId} ${at.entityId}`
  await sql`select pg_advisory_xact_lock(hashtextextended(${who}, 0))`.execute(ctx.trx)
  const { rows } = await sql<{ id: string; time: string }>`
    select id, to_char(occurred_at at time zone 'Asia/Shanghai', 'HH24:MI') as time from visit
    where account_id = ${ctx.actor.accountId} and entity_id = ${at.entityId} and mode = ${input.mode} and outcome = ${input.outcome}
      and occurred_at > ${at.occurredAt}::timestamptz - make_interval(mins => ${minutes}::int)
      and occurred_at < ${at.occurredAt}::timestamptz + make_interval(mins => ${minutes}::int) limit 1`.execute(
    ctx.trx,
  )
  if (rows[0])
    throw new Problem('duplicate', {
      message: `您 ${rows[0].time} 已登记过对这一户的同样走访（走访记录 ${rows[0].id}），不再重复登记`,
      details: { visitId: rows[0].id },
    })
}

/** The visit that was written down under this number before. */
export async function findSent(ctx: Ctx, instanceId: string) {
  return asSystem(ctx, async (trx) => {
    // Sent twice at once, the second waits and is told what the first was.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`visit ${instanceId}`}, 0))`.execute(trx)
    return trx
      .selectFrom('visit')
      .select(['id', 'contentHash', 'accountId', 'division', 'entityId'])
      .where('instanceId', '=', instanceId)
      .executeTakeFirst()
  })
}

/** How far back a visit may be written up; older ones need the county's own ledger. */
const oldestDays = 92

/** The time of a visit: not to come, and not longer ago than can be answered for. */
export function checkTime(ctx: Ctx, text: string): Date {
  const at = new Date(text)
  if (at.getTime() > ctx.now.getTime() + 10 * 60_000)
    throw new Problem('unprocessable', { message: '走访时间不能晚于现在，请检查手机时间' })
  if (at.getTime() < ctx.now.getTime() - oldestDays * 86_400_000)
    throw new Problem('unprocessable', { message: `走访时间早于 ${oldestDays} 天前，请核对日期` })
  return at
}
