import { type RawBuilder, sql } from 'kysely'
import * as z from 'zod'
import { targetStages } from '#contract/assignment/target.flow.ts'
import { levelOfCode, rangeOfDivision } from '#contract/organisations/words.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { withinDivision } from '#kernel/place.ts'
import { notFound } from '#kernel/problem.ts'
import { rows } from '#kernel/rows.ts'
import { publishedList } from './assignment.queries.ts'
import { requireList } from './target-list.queries.ts'
import { inForce } from './team.sql.ts'

/** Buildings below a place, with how many of the list lie in each. */
export async function listBuildings(ctx: Ctx, division: string) {
  return rows(
    ctx.trx,
    sql`select b.id, b.division, place_name(b.division) as place, b.name, b.words, b.version, (select count(*)::int from building_entity e join target t
        on t.entity_id = e.entity_id and t.list_id = ${publishedList} and t.status <> 'excluded' where e.building_id = b.id) as targets
      from building b where b.closed_at is null and ${withinDivision('b.division', division)} order by b.division, b.name limit 500`,
    z.object({
      id: z.string(),
      division: z.string(),
      place: z.string(),
      name: z.string(),
      words: z.array(z.string()),
      targets: z.int(),
      version: z.int(),
    }),
  )
}

const Unit = z.object({
  key: z.string(),
  name: z.string(),
  division: z.string().nullable(),
  buildingId: z.string().nullable(),
  unplaced: z.boolean(),
  targets: z.int(),
  open: z.int(),
  visited: z.int(),
  hasNeed: z.int(),
})

/** The unit of a target (alias t) one level below a place: its part of the code, or the building. */
function unitBelow(place: string): RawBuilder<unknown> {
  switch (levelOfCode(place)) {
    case 'province':
      return sql`t.division / 100000000 * 100000000`
    case 'city':
      return sql`t.division / 1000000 * 1000000`
    case 'county':
      return sql`t.division / 1000 * 1000`
    case 'town':
      return sql`t.division`
    case 'community':
      return sql`coalesce(be.building_id, 0)`
  }
}

/**
 * A list one level further down: each target is in exactly one unit, or in 待落位 where only the place itself is known of
 * it; so the units sum up to the list. One grouped read of the list's range (target_place): a city of 500,000 in one pass.
 */
export async function getSplit(ctx: Ctx, query: { listId?: string; division?: string }) {
  const s = ctx.actor.scope
  const division = query.division ?? (s.kind === 'place' ? s.division : undefined)
  if (division === undefined) throw notFound()
  const [place] = await rows(
    ctx.trx,
    sql`select place_name(code) as name from division where code = ${division}::bigint`,
    z.object({ name: z.string() }),
  )
  if (!place) throw notFound()
  await requireList(ctx, query.listId)
  const community = levelOfCode(division) === 'community'
  const units = await rows(
    ctx.trx,
    sql`select u.key::text as key, u.targets, u.open, u.visited, u.has_need, ${community ? sql`u.key = 0` : sql`u.key = ${division}::bigint`} as unplaced,
        ${community ? sql`coalesce(b.name, '待落位')` : sql`case when u.key = ${division}::bigint then '待落位' else coalesce(d.name, u.key::text) end`} as name,
        ${community ? sql`null::text` : sql`case when u.key <> ${division}::bigint then u.key::text end`} as division, ${community ? sql`b.id::text` : sql`null::text`} as building_id
      from (select ${unitBelow(division)} as key, count(*)::int as targets, count(*) filter (where t.status = any (${targetStages.toVisit.statuses}::text[]))::int as open,
          count(*) filter (where t.visits > 0)::int as visited, count(*) filter (where t.status = 'hasNeed')::int as has_need
        from target t ${community ? sql`left join building_entity be on be.entity_id = t.entity_id and be.division = t.division` : sql``}
        where t.list_id = ${query.listId === undefined ? publishedList : sql`${query.listId}::bigint`} and t.status <> 'excluded' and ${withinDivision('t.division', division)}
        group by 1) u
      ${community ? sql`left join building b on b.id = u.key` : sql`left join division d on d.code = u.key`} order by unplaced, u.key`,
    Unit,
  )
  const teams = await teamsOf(ctx, division)
  return {
    division,
    name: place.name,
    way: await wayTo(ctx, division),
    targets: units.reduce((n, u) => n + u.targets, 0),
    units: units.map((u) => ({ ...u, teams: teamsAt(u, division, teams) })),
  }
}

/** The places above, down to this one, as far as the actor's own. */
async function wayTo(ctx: Ctx, division: string) {
  const s = ctx.actor.scope
  const low = s.kind === 'place' ? String(s.lo) : '0'
  return rows(
    ctx.trx,
    sql`with recursive up as (select code, name, parent from division where code = ${division}::bigint
        union all select d.code, d.name, d.parent from division d join up on up.parent = d.code where up.code <> ${low}::bigint)
      select code as division, name from up order by code`,
    z.object({ division: z.string(), name: z.string() }),
  )
}

const TeamDuty = z.object({
  name: z.string(),
  lo: z.string(),
  hi: z.string(),
  buildingId: z.string().nullable(),
})

/** The teams whose duties touch a place; some hundred in a city. */
async function teamsOf(ctx: Ctx, division: string) {
  const { lo, hi } = rangeOfDivision(division)
  return asSystem(ctx, (trx) =>
    rows(
      trx,
      sql`select t.name, d.lo, d.hi, d.building_id from duty d join team t on t.id = d.team_id and t.ended_at is null
        where ${inForce(ctx, 'd')} and d.lo <= ${String(hi)}::bigint and d.hi >= ${String(lo)}::bigint order by t.name limit 500`,
      TeamDuty,
    ),
  )
}

function teamsAt(
  unit: z.output<typeof Unit>,
  parent: string,
  duties: readonly z.output<typeof TeamDuty>[],
): string[] {
  const { lo, hi } = rangeOfDivision(unit.division ?? parent)
  // Of what lies nowhere in particular only a duty for the whole place is sure to hold it.
  const near = duties
    .filter((d) => !unit.unplaced || (d.buildingId === null && BigInt(d.lo) <= lo && BigInt(d.hi) >= hi))
    .filter(
      (d) =>
        BigInt(d.lo) <= hi &&
        BigInt(d.hi) >= lo &&
        (unit.buildingId === null
          ? unit.division !== null || d.buildingId === null
          : d.buildingId === null || d.buildingId === unit.buildingId),
    )
  return [...new Set(near.map((d) => d.name))]
}
