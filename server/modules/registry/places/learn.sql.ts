import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '#kernel/database.ts'
import { refreshStatistics, run } from '#kernel/rows.ts'

/**
 * What the roads, buildings and villages of placed firms teach, and the firms it places. One pass each over what
 * changed: nothing here is done row by row. Learned places never teach others, and give way to whatever knows better.
 */

/** Codes of the city, the county and the town of a division d: the ground a road is looked up within. */
const city = sql`d / 100000000 * 100000000`
const county = sql`d / 1000000 * 1000000`
const town = sql`d / 1000 * 1000`

/** Largest code of a division, to put a count of firms and the place they lie in into one number. */
const aboveCodes = sql`1000000000000`

/** How often each fragment was seen in each community. A table of its own, as the database makes those on all its cores. */
const communities = sql`
  create temporary table communities on commit drop as
  select x.fragment, e.division as d, count(*) as n
  from entity e join fact_registration a on a.fact_id = e.registration_fact cross join unnest(a.fragments) x (fragment)
  where e.status = 'live' and e.placed_by in ('address', 'census', 'manual') and e.division % 1000000 <> 0
  group by x.fragment, e.division`

/**
 * Of each fragment on each ground and level: how many placed firms were seen, and the place of most of them as one number,
 * of which the highest wins and among equals the lower code. Firms are counted once, in their communities; towns and
 * counties are sums of those.
 */
const votes = sql`
  with towns as materialized (select fragment, ${town} as d, sum(n)::bigint as n from communities group by 1, 2),
    counties as (select fragment, ${county} as d, sum(n)::bigint as n from towns group by 1, 2),
    places as (
      select w.within, c.fragment, 'community' as level, c.d, c.n from communities c cross join lateral (values (${city}), (${county}), (${town})) w (within) where c.d % 1000 <> 0
      union all select w.within, t.fragment, 'town', t.d, t.n from towns t cross join lateral (values (${city}), (${county})) w (within)
      union all select ${city}, fragment, 'county', d, n from counties)
  select within, fragment, level, max(n * ${aboveCodes} + ${aboveCodes} - 1 - d) as best, sum(n)::int as seen
  from places group by within, fragment, level`

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
  await run(trx, communities)
  const learned = await run(
    trx,
    sql`insert into learned_road (within, fragment, level, division, firms, seen, confidence_bp)
      select within, fragment, level, division, firms, seen, ${confidence(sql`firms`, sql`seen`)} from (
        select within, fragment, level, ${aboveCodes} - 1 - best % ${aboveCodes} as division, (best / ${aboveCodes})::int as firms, seen from (${votes}) v) best
      where ${confidence(sql`firms`, sql`seen`)} >= ${worthKeeping}`,
  )
  await run(trx, sql`drop table communities`)
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
          where l.within = c.d and l.fragment = x.fragment and l.division > c.d and l.confidence_bp >= ${least}
        union all
        select d.division, d.fragment, 'decided', 10000, d.firms, d.firms, d.id from place_decision d
          where d.within = c.d and d.fragment = x.fragment and d.undone_at is null) r on true
    order by c.id, r.level = 'decided' desc, r.level = 'community' desc, r.level = 'town' desc, r.confidence_bp desc, r.seen desc, r.fragment`
}
