import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '#kernel/database.ts'
import { refreshStatistics, run } from '#kernel/rows.ts'

/**
 * What the roads, buildings and villages of placed firms teach, and the firms it places. One pass each over what
 * changed: nothing here is done row by row. Learned places never teach others, and give way to whatever knows better.
 */

/** The ground a road is looked up within, as codes of a division d: its city, county and town. */
const grounds = (d: RawBuilder<unknown>) =>
  sql`(values (${d} / 100000000 * 100000000), (${d} / 1000000 * 1000000), (${d} / 1000 * 1000))`

/** Votes: how many placed firms with a fragment lie in each county, town and community of each ground. */
export const votes = sql`
  select w.within, f.fragment, l.level, l.place, sum(f.n)::int as n
  from (select x.fragment, e.division as d, count(*) as n
      from entity e join fact_registration a on a.fact_id = e.registration_fact cross join unnest(a.fragments) x (fragment)
      where e.status = 'live' and e.placed_by in ('address', 'census', 'manual') and e.division % 1000000 <> 0
      group by x.fragment, e.division) f
    cross join lateral ${grounds(sql.ref('f.d'))} w (within)
    cross join lateral (values ('county', f.d / 1000000 * 1000000), ('town', f.d / 1000 * 1000), ('community', f.d)) l (level, place)
  where l.place > w.within and (l.level <> 'community' or f.d % 1000 <> 0)
  group by w.within, f.fragment, l.level, l.place`

/**
 * How sure a share is, in basis points: as if one more firm with this fragment lay elsewhere. One firm alone is worth half,
 * four of four are worth 80 %. How often that is right, and on what it was tried: docs/places.md.
 */
export const confidence = (firms: RawBuilder<unknown>, seen: RawBuilder<unknown>) =>
  sql`(${firms} * 10000 / (${seen} + 1))`

/** Below this nothing is worth proposing to a person either. */
const worthKeeping = 3000

/** Builds `learned_road` anew. Volume: one aggregate over the fragments of the registry. */
export async function learnRoads(trx: Tx): Promise<number> {
  await run(trx, sql`delete from learned_road`)
  const learned = await run(
    trx,
    sql`insert into learned_road (within, fragment, level, division, firms, seen, confidence_bp)
      select within, fragment, level, place, n, seen, ${confidence(sql`n`, sql`seen`)} from (
        select distinct on (within, fragment, level) within, fragment, level, place, n, sum(n) over (partition by within, fragment, level)::int as seen
        from (${votes}) v order by within, fragment, level, n desc, place) best
      where ${confidence(sql`n`, sql`seen`)} >= ${worthKeeping}`,
  )
  await refreshStatistics(trx, 'place')
  return learned
}

/** Where a firm stands but for what was learned. */
const base = sql`case when e.placed_by = 'learned' then p.base_division else e.division end`

/** Puts learned places back to what they were before, as a better source needs them; all, or those of a condition on e. */
export function unlearn(trx: Tx, which: RawBuilder<unknown>): Promise<number> {
  return run(
    trx,
    sql`update entity e set division = p.base_division, placed_by = p.base_placed_by from placement p
      where p.entity_id = e.id and e.placed_by = 'learned' and ${which}`,
  )
}

/**
 * Places firms that names alone left at a city, a county or a town: by what a person decided for the road, else by the
 * best of their fragments, where it is sure enough. What was learned before and no longer holds goes back.
 */
export async function placeLearned(trx: Tx, least: number): Promise<number> {
  await run(
    trx,
    sql`create temporary table if not exists learned_now (
    entity_id bigint primary key, division bigint, base_division bigint, base_placed_by text, decision_id bigint, fragment text, confidence_bp int, firms int, seen int) on commit drop`,
  )
  await run(trx, sql`delete from learned_now`)
  await run(trx, sql`insert into learned_now ${candidates(least)}`)
  await unlearn(trx, sql`not exists (select from learned_now n where n.entity_id = e.id)`)
  await run(
    trx,
    sql`delete from placement p using entity e where e.id = p.entity_id and e.placed_by not in ('learned', 'manual')
    and not exists (select from learned_now n where n.entity_id = p.entity_id)`,
  )
  await run(
    trx,
    sql`insert into placement (entity_id, base_division, base_placed_by, decision_id, fragment, confidence_bp, firms, seen)
      select entity_id, base_division, base_placed_by, decision_id, fragment, confidence_bp, firms, seen from learned_now
      on conflict (entity_id) do update set base_division = excluded.base_division, base_placed_by = excluded.base_placed_by, decision_id = excluded.decision_id,
        fragment = excluded.fragment, confidence_bp = excluded.confidence_bp, firms = excluded.firms, seen = excluded.seen
      where (placement.base_division, placement.base_placed_by, placement.decision_id, placement.fragment, placement.confidence_bp, placement.firms, placement.seen)
        is distinct from (excluded.base_division, excluded.base_placed_by, excluded.decision_id, excluded.fragment, excluded.confidence_bp, excluded.firms, excluded.seen)`,
  )
  return run(
    trx,
    sql`update entity e set division = n.division, placed_by = 'learned' from learned_now n
      where n.entity_id = e.id and (e.division, e.placed_by) is distinct from (n.division, 'learned')`,
  )
}

/** The best place for each firm that names left above its community: a person's word, then the finest level, then the surest. */
function candidates(least: number): RawBuilder<unknown> {
  return sql`
    select distinct on (c.id) c.id, r.division, c.d, c.placed_by, r.decision_id, r.fragment, r.confidence_bp, r.firms, r.seen
    from (select e.id, ${base} as d, case when e.placed_by = 'learned' then p.base_placed_by else e.placed_by end as placed_by, e.registration_fact from entity e left join placement p on p.entity_id = e.id and e.placed_by = 'learned'
        where e.status = 'live' and (e.placed_by = 'learned' or (e.placed_by in ('address', 'code', 'none') and e.division % 1000 = 0))) c
      join fact_registration a on a.fact_id = c.registration_fact cross join unnest(a.fragments) x (fragment)
      join lateral (
        select l.division, l.fragment, l.level, l.confidence_bp, l.firms, l.seen, null::bigint as decision_id from learned_road l
          where l.within = c.d and l.fragment = x.fragment and l.confidence_bp >= ${least}
        union all
        select d.division, d.fragment, 'decided', 10000, d.firms, d.firms, d.id from place_decision d
          where d.within = c.d and d.fragment = x.fragment and d.undone_at is null) r on r.division > c.d
    order by c.id, r.level = 'decided' desc, r.level = 'community' desc, r.level = 'town' desc, r.confidence_bp desc, r.seen desc, r.fragment`
}
