import { type RawBuilder, sql } from 'kysely'
import type { ComparisonPart } from '#contract/rosters/words.ts'
import { endOf, membersOf } from './rosters.sql.ts'

/** What is compared: two versions, and the visits from one day to the end of another. */
export interface Sides {
  left: string
  right: string
  on: string
  since: string | null
}

/**
 * Every firm that is on either list or was visited, once: where it is, on which lists, whether visited. A firm that has since
 * gone into another stands under that one. Volume: both lists and the visits, one hash aggregate; counts and the rows they
 * open read this same statement.
 */
function universe({ left, right, on, since }: Sides): RawBuilder<unknown> {
  const from =
    since === null
      ? sql`true`
      : sql`v.occurred_at >= (${since}::date)::timestamp at time zone 'Asia/Shanghai'`
  return sql`
    with recursive chain (id, now) as (
      select id, merged_into from entity where merged_into is not null
      union all select c.id, e.merged_into from chain c join entity e on e.id = c.now where e.merged_into is not null),
    gone as (select c.id, c.now from chain c join entity e on e.id = c.now where e.merged_into is null),
    marked as (
      select m.entity_id, 1 as l, 0 as r, 0 as v from (${membersOf(left)}) m
      union all select m.entity_id, 0, 1, 0 from (${membersOf(right)}) m
      union all select distinct v.entity_id, 0, 0, 1 from visit v where v.counted and v.occurred_at < ${endOf(on)} and ${from}
        and not exists (select 1 from visit n where n.supersedes = v.id)),
    firms as (
      select coalesce(g.now, k.entity_id) as entity_id, max(k.l) = 1 as in_left, max(k.r) = 1 as in_right, max(k.v) = 1 as visited,
        coalesce(bool_or(g.id is not null and k.v = 0), false) as merged
      from marked k left join gone g on g.id = k.entity_id group by 1)
    select f.*, e.division, case when e.division / 1000000 % 100 = 0 then null else e.division / 1000000 * 1000000 end as county,
      e.registration_status in ('cancelled', 'revoked', 'moved_out') as ended
    from firms f join entity e on e.id = f.entity_id`
}

/** Each part as a condition on a firm (alias u). */
const parts: Readonly<Record<ComparisonPart, RawBuilder<unknown>>> = {
  both: sql`u.in_left and u.in_right`,
  leftOnly: sql`u.in_left and not u.in_right`,
  rightOnly: sql`u.in_right and not u.in_left`,
  visited: sql`u.visited`,
  visitedBoth: sql`u.visited and u.in_left and u.in_right`,
  visitedLeftOnly: sql`u.visited and u.in_left and not u.in_right`,
  visitedRightOnly: sql`u.visited and u.in_right and not u.in_left`,
  visitedNeither: sql`u.visited and not u.in_left and not u.in_right`,
  unvisitedLeft: sql`u.in_left and not u.visited`,
  unvisitedRight: sql`u.in_right and not u.visited`,
  left: sql`u.in_left`,
  right: sql`u.in_right`,
  ended: sql`u.ended and (u.in_left or u.in_right)`,
  merged: sql`u.merged`,
}

/** One line a county with every part counted; the firms without a county are a line of their own. */
export function countParts(sides: Sides): RawBuilder<unknown> {
  const counts = Object.entries(parts).map(
    ([key, part]) => sql`${key}::text, count(*) filter (where ${part})`,
  )
  return sql`select u.county as division, coalesce((select d.name from division d where d.code = u.county), '未落区县') as place, jsonb_build_object(${sql.join(counts)}) as counts
    from (${universe(sides)}) u group by u.county order by u.county nulls last`
}

/** The firms of one part, for a page or a sheet. */
export function firmsOfPart(sides: Sides, part: ComparisonPart, unplaced: boolean): RawBuilder<unknown> {
  return sql`select u.entity_id, null::text as because, u.in_left, u.in_right, u.visited from (${universe(sides)}) u
    where ${parts[part]} and ${unplaced ? sql`u.county is null` : sql`true`}`
}
