import { sql } from 'kysely'
import * as z from 'zod'
import { record, recordEach } from '#kernel/actions.ts'
import { asSystem, asTeam, type Ctx } from '#kernel/context.ts'
import { parameterValue } from '#kernel/parameters.ts'
import { notFound } from '#kernel/problem.ts'
import { rows } from '#kernel/rows.ts'

const Lease = z.object({
  targetId: z.string(),
  by: z.string(),
  until: z.date().transform((d) => d.toISOString()),
  mine: z.boolean(),
})

/**
 * Takes targets out until the hours of the place are over. A lease is no lock: whoever finds it run out, or is of the same
 * team, takes it over; what another person still holds is answered with their name and hour. Targets the actor does not see
 * are no targets.
 */
export async function takeTargets(ctx: Ctx, targetIds: readonly string[], teamId: string | null) {
  const ids = [...new Set(targetIds)].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))
  await requireSeen(ctx, ids)
  if (teamId !== null) await requireTeam(ctx, teamId)
  const hours = await parameterValue(ctx, 'leaseHours')
  const until = new Date(ctx.now.getTime() + hours * 3_600_000)
  return asSystem(ctx, async (trx) => {
    const taken = await rows(
      trx,
      sql`insert into lease (target_id, account_id, team_id, taken_at, until_at)
        select id, ${ctx.actor.accountId}::bigint, ${teamId}::bigint, ${ctx.now}::timestamptz, ${until}::timestamptz from unnest(${ids}::bigint[]) with ordinality as i (id, n) order by n
        on conflict (target_id) do update set account_id = excluded.account_id, team_id = excluded.team_id, taken_at = excluded.taken_at, until_at = excluded.until_at
          where lease.until_at <= excluded.taken_at or lease.account_id = excluded.account_id or lease.team_id = excluded.team_id
        returning target_id`,
      z.object({ targetId: z.string() }),
    )
    const mine = taken.map((t) => t.targetId)
    await record(ctx, {
      flow: 'lease',
      subjectId: ctx.actor.accountId,
      action: 'take',
      details: { targets: mine.length, of: ids.length, teamId, until: until.toISOString() },
    })
    await recordEach(
      ctx,
      { flow: 'lease', action: 'takeOne' },
      sql`select id, entity_id, division, status from target where id = any (${mine}::bigint[])`,
    )
    const all = await rows(
      trx,
      sql`select l.target_id, p.name as by, l.until_at as until, l.account_id = ${ctx.actor.accountId}::bigint as mine
        from lease l join account a on a.id = l.account_id join person p on p.id = a.person_id where l.target_id = any (${ids}::bigint[]) order by l.target_id`,
      Lease,
    )
    return { taken: all.filter((l) => l.mine), held: all.filter((l) => !l.mine) }
  })
}

/** Every one of them is on a published list and before the actor's own eyes, or their team's. */
async function requireSeen(ctx: Ctx, ids: readonly string[]): Promise<void> {
  const seen = () =>
    rows(
      ctx.trx,
      sql`select t.id from target t join target_list l on l.id = t.list_id and l.state = 'published' where t.id = any (${ids}::bigint[]) and t.status <> 'excluded'`,
      z.object({ id: z.string() }),
    )
  const own = await seen()
  const all = new Set(own.map((t) => t.id))
  if (all.size < ids.length) for (const t of await asTeam(ctx, seen)) all.add(t.id)
  if (all.size < ids.length) throw notFound()
}

async function requireTeam(ctx: Ctx, teamId: string): Promise<void> {
  const mine = await asTeam(ctx, () =>
    ctx.trx.selectFrom('team').select('id').where('id', '=', teamId).executeTakeFirst(),
  )
  if (!mine) throw notFound()
}

/** Puts back what the actor holds; answers how many. */
export async function releaseTargets(ctx: Ctx, targetIds: readonly string[]): Promise<number> {
  return asSystem(ctx, async (trx) => {
    const { numDeletedRows } = await trx
      .deleteFrom('lease')
      .where('targetId', 'in', [...targetIds])
      .where('accountId', '=', ctx.actor.accountId)
      .executeTakeFirst()
    const released = Number(numDeletedRows)
    await record(ctx, {
      flow: 'lease',
      subjectId: ctx.actor.accountId,
      action: 'release',
      details: { released },
    })
    return released
  })
}

/** A visit ends the lease of its firm, whoever held it. */
export async function endLease(ctx: Ctx, targetId: string): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const { numDeletedRows } = await trx
      .deleteFrom('lease')
      .where('targetId', '=', targetId)
      .executeTakeFirst()
    if (numDeletedRows > 0n) await record(ctx, { flow: 'lease', subjectId: targetId, action: 'done' })
  })
}
