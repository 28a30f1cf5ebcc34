import { type RawBuilder, sql } from 'kysely'
import * as z from 'zod'
import type { Ctx } from '#kernel/context.ts'
import type { Paging } from '#kernel/paging.ts'
import { withinDivision } from '#kernel/place.ts'
import { notFound } from '#kernel/problem.ts'
import { rows } from '#kernel/rows.ts'

export interface UnplacedFilter {
  division?: string
  search?: string
  kind?: 'road' | 'block' | 'building' | 'village'
}

/** Towns that were split: who is known there by the town's name alone may stand in what it was split into. */
const splitTowns = sql`(select s.from_code from division_change s where s.kind = 'split' and s.state = 'done')`

const knownAbove = sql`(e.division % 1000000 = 0 or e.division in ${splitTowns})`

/** Firms that work and are known no nearer than to a county, or to a town that was split; what the row policies let the actor see of them. */
const unplaced = sql`e.status = 'live' and e.registration_status in ('active', 'unknown')
  and e.placed_by in ('address', 'code', 'none') and ${knownAbove}`

/** What a fragment is, by its own form. */
const kindOf = sql`case when x.fragment like '% %' then 'block' when x.fragment ~ '村$' then 'village'
  when x.fragment ~ '(大道|路|街|巷|弄)[东西南北中]?$' then 'road' else 'building' end`

const Count = z.object({
  code: z.string(),
  name: z.string(),
  firms: z.int(),
  community: z.int(),
  town: z.int(),
  unplaced: z.int(),
})

/** Working firms by how near they are known, a line a county; those of no county under the city. Volume: one scan of `entity`. */
export async function countUnplaced(ctx: Ctx) {
  return rows(
    ctx.trx,
    sql`select c.code, coalesce(d.name, '未落位') as name, c.firms, c.community, c.town, c.unplaced from (
        select e.division / 1000000 * 1000000 as code, count(*)::int as firms, count(*) filter (where e.division % 1000 <> 0)::int as community,
          count(*) filter (where e.division % 1000 = 0 and not ${knownAbove})::int as town, count(*) filter (where ${knownAbove})::int as unplaced
        from entity e where e.status = 'live' and e.registration_status in ('active', 'unknown') group by 1) c
      left join division d on d.code = c.code order by c.code`,
    Count,
  )
}

const Group = z.object({
  within: z.string(),
  place: z.string(),
  fragment: z.string().nullable(),
  firms: z.int(),
  likely: z
    .object({
      code: z.coerce.string(),
      name: z.string(),
      confidenceBp: z.int(),
      firms: z.int(),
      seen: z.int(),
    })
    .nullable(),
})

/** The fragments of unplaced firms with how many bear each; firms whose address tells none are one group a county. */
function groups(filter: UnplacedFilter): RawBuilder<unknown> {
  const { search, kind } = filter
  const like = `%${(search ?? '').replace(/[\\%_]/g, (c) => `\\${c}`)}%`
  return sql`
    select e.division as within, x.fragment, count(*)::int as firms
    from entity e left join fact_registration f on f.fact_id = e.registration_fact left join lateral unnest(f.fragments) x (fragment) on true
    where ${unplaced} and ${withinDivision('e.division', filter.division)}
      and ${kind === undefined ? sql`(x.fragment is null or ${kindOf} <> 'block')` : sql`${kindOf} = ${kind}`}
      and ${search === undefined ? sql`true` : sql`x.fragment like ${like}`}
    group by e.division, x.fragment`
}

/** Groups, the largest first, each with what placed firms of the road say. */
export async function listPlaceGroups(ctx: Ctx, filter: UnplacedFilter, paging: Paging) {
  const [firms, within, fragment] = paging.after ?? [null, null, null]
  return rows(
    ctx.trx,
    sql`select g.within, place_name(g.within) as place, g.fragment, g.firms,
        (select jsonb_build_object('code', l.division::text, 'name', place_name(l.division), 'confidenceBp', l.confidence_bp, 'firms', l.firms, 'seen', l.seen)
          from learned_road l where l.within = g.within and l.fragment = g.fragment order by l.level = 'community' desc, l.level = 'town' desc, l.confidence_bp desc limit 1) as likely
      from (select * from (${groups(filter)}) g
        where ${firms === null ? sql`true` : sql`(-g.firms, g.within, coalesce(g.fragment, '')) > (${-Number(firms)}::int, ${within}::bigint, ${fragment}::text)`}
        order by g.firms desc, g.within, coalesce(g.fragment, '') limit ${paging.limit + 1}) g
      order by g.firms desc, g.within, coalesce(g.fragment, '')`,
    Group,
  )
}

/** The unplaced firms of one group, by name. Of the address its parts alone, never the door. */
export async function listPlaceFirms(ctx: Ctx, group: { within: string; fragment?: string }, paging: Paging) {
  const [name, id] = paging.after ?? [null, null]
  return rows(
    ctx.trx,
    sql`select e.id, e.name, coalesce(f.fragments, '{}') as parts, e.name_key
      from entity e left join fact_registration f on f.fact_id = e.registration_fact
      where ${unplaced} and e.division = ${group.within}::bigint
        and ${group.fragment === undefined ? sql`f.fragments is null` : sql`${group.fragment} = any (f.fragments)`}
        and ${id === null ? sql`true` : sql`(e.name_key, e.id) > (${name}::text, ${id}::bigint)`}
      order by e.name_key, e.id limit ${paging.limit + 1}`,
    z.object({ id: z.string(), name: z.string(), parts: z.array(z.string()), nameKey: z.string() }),
  )
}

const Decision = z.object({
  id: z.string(),
  within: z.string(),
  fragment: z.string().nullable(),
  division: z.string(),
  place: z.string(),
  firms: z.int(),
  by: z.string(),
  at: z.date().transform((d) => d.toISOString()),
  undone: z.boolean(),
})

/** What people decided, newest first; a county sees its own. */
export async function listPlaceDecisions(ctx: Ctx, paging: Paging, id?: string) {
  const [after] = paging.after ?? [null]
  return rows(
    ctx.trx,
    sql`select d.id, place_name(d.within) as within, d.fragment, d.division, place_name(d.division) as place, d.firms, p.name as by, d.decided_at as at, d.undone_at is not null as undone
      from place_decision d join account a on a.id = d.account_id join person p on p.id = a.person_id
      where ${after === null ? sql`true` : sql`d.id < ${after}::bigint`} and ${id === undefined ? sql`true` : sql`d.id = ${id}::bigint`}
      order by d.id desc limit ${paging.limit + 1}`,
    Decision,
  )
}

export async function getPlaceDecision(ctx: Ctx, id: string) {
  const [found] = await listPlaceDecisions(ctx, { limit: 1, after: null }, id)
  if (!found) throw notFound()
  return found
}
