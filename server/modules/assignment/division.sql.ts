import { sql } from 'kysely'
import type { Ctx } from '#kernel/context.ts'
import type { Tx } from '#kernel/database.ts'
import { run } from '#kernel/rows.ts'

const living = sql`(select id from target_list where state in ('draft', 'published'))`

/**
 * Targets of lists in force at a place that is no more stand at its heir, whose officers see and visit them from now on. Where
 * they stood is kept, so that boards of the days before count them there. Answers how many moved; safe to repeat.
 */
export async function followTargets(trx: Tx): Promise<number> {
  await run(
    trx,
    sql`insert into target_move (target_id, starts_on, division)
      select t.id, d.valid_to, t.division from division d join target t on t.division = d.code and t.list_id in ${living} where d.heir is not null
      on conflict do nothing`,
  )
  // A firm on a draft and on the published list is one firm.
  const { rows } = await sql<{ n: number }>`with moved as (
      update target t set division = d.heir from division d where d.heir is not null and t.division = d.code and t.list_id in ${living} returning t.entity_id)
    select count(distinct entity_id)::int as n from moved`.execute(trx)
  return rows[0]!.n
}

/**
 * Duties go on over the communities that were theirs, each at its heir: not over the whole of the town they became a part of.
 */
export async function followDuties({ trx, now }: Ctx): Promise<void> {
  await run(
    trx,
    sql`with ended as (update duty u set to_at = greatest(${now}::timestamptz, u.from_at) from division d
        where d.code = u.division and d.heir is not null and (u.to_at is null or u.to_at > ${now}) returning u.*)
      insert into duty (team_id, cover_id, division, lo, hi, building_id, from_at)
      select distinct e.team_id, e.cover_id, c.heir, c.heir, c.heir, e.building_id, e.to_at from ended e
      join division d on d.code = e.division join division c on c.code between e.lo and e.hi and c.level = 'community' and c.heir is not null and c.valid_to = d.valid_to`,
  )
  await run(
    trx,
    sql`update team set division = d.heir from division d where d.code = team.division and d.heir is not null and team.ended_at is null`,
  )
}

/**
 * The teams of a town that is split go on over the communities that went to new towns. Who stood in for an officer of the old
 * town does not: that officer no longer sees them either. Once, on the day: what is taken from a team afterwards stays taken.
 */
export async function keepDuties({ trx, now }: Ctx, town: string, day: string): Promise<void> {
  await run(
    trx,
    sql`insert into duty (team_id, division, lo, hi, from_at)
      select distinct u.team_id, c.heir, c.heir, c.heir, ${now}::timestamptz from duty u join division c on c.parent = u.division and c.heir is not null and c.valid_to = ${day}::date
      where u.division = ${town}::bigint and u.team_id is not null and u.building_id is null and (u.to_at is null or u.to_at > ${now})`,
  )
}

/** Buildings stand where their community stands now; one of the same name there already keeps its own. */
export async function followBuildings(trx: Tx): Promise<void> {
  await run(
    trx,
    sql`update building b set division = d.heir, name = case when exists (select from building o where o.division = d.heir and o.name = b.name and o.closed_at is null)
        then b.name || '（原' || d.name || '）' else b.name end
      from division d where d.code = b.division and d.heir is not null and b.closed_at is null`,
  )
  await run(
    trx,
    sql`update building_entity x set division = d.heir from division d where d.code = x.division and d.heir is not null`,
  )
}
