import { sql } from 'kysely'
import * as z from 'zod'
import { targetStages } from '#contract/assignment/target.flow.ts'
import { roles } from '#contract/organisations/roles.ts'
import { RoleName } from '#contract/organisations/words.ts'
import { can } from '#kernel/actor.ts'
import { asSystem, asTeam, type Ctx } from '#kernel/context.ts'
import type { Paging } from '#kernel/paging.ts'
import { withinDivision } from '#kernel/place.ts'
import { notFound } from '#kernel/problem.ts'
import { rows } from '#kernel/rows.ts'
import { coversOf } from './cover.queries.ts'
import { candidates, inForce, posts, targetsOfDuty } from './team.sql.ts'

const instant = z.date().transform((d) => d.toISOString())

const Row = z.object({
  id: z.string(),
  name: z.string(),
  division: z.string(),
  place: z.string(),
  orgs: z.array(z.string()),
  members: z.int(),
  duties: z.array(z.string()),
  open: z.int(),
  visited: z.int(),
  ended: z.boolean(),
  version: z.int(),
})

/** Teams by their ids, with what is open in their duties. A page of teams: some ranges of target_place each. */
async function teamRows(ctx: Ctx, ids: readonly string[]) {
  return asSystem(ctx, (trx) =>
    rows(
      trx,
      sql`select t.id, t.name, t.division, place_name(t.division) as place, t.ended_at is not null as ended, t.version,
          array(select distinct o.name from team_member m join org o on o.id = m.org_id join role_grant g on g.id = m.grant_id and g.state = 'active'
            where m.team_id = t.id and ${inForce(ctx, 'm')} order by 1) as orgs,
          (select count(*)::int from team_member m join role_grant g on g.id = m.grant_id and g.state = 'active' where m.team_id = t.id and ${inForce(ctx, 'm')}) as members,
          array(select coalesce(b.name, split_part(place_name(d.division), ' ', -1)) from duty d left join building b on b.id = d.building_id
            where d.team_id = t.id and ${inForce(ctx, 'd')} order by d.id) as duties,
          w.open, w.visited
        from team t, lateral (
          select count(*) filter (where y.status = any (${targetStages.toVisit.statuses}::text[]))::int as open, count(*) filter (where y.visits > 0)::int as visited
          from (select distinct x.id, x.status, x.visits from duty d ${targetsOfDuty} where d.team_id = t.id and ${inForce(ctx, 'd')}) y) w
        where t.id = any (${ids}::bigint[]) order by t.name, t.id`,
      Row,
    ),
  )
}

/** Teams of the actor's place and of their own people, by name. */
export async function listTeams(ctx: Ctx, filter: { search?: string; division?: string }, paging: Paging) {
  const [nameAfter, idAfter] = paging.after ?? [null, null]
  const found = await rows(
    ctx.trx,
    sql`select t.id from team t where t.ended_at is null and ${withinDivision('t.division', filter.division)}
        and ${filter.search === undefined ? sql`true` : sql`strpos(t.name, ${filter.search}) > 0`}
        and ${idAfter === null ? sql`true` : sql`(t.name, t.id) > (${nameAfter}::text, ${idAfter}::bigint)`}
      order by t.name, t.id limit ${paging.limit + 1}`,
    z.object({ id: z.string() }),
  )
  return teamRows(
    ctx,
    found.map((t) => t.id),
  )
}

const Member = z
  .object({
    id: z.string(),
    grantId: z.string(),
    name: z.string(),
    role: RoleName,
    org: z.string(),
    leader: z.boolean(),
    from: instant,
    to: instant.nullable(),
    coversFor: z.string().nullable(),
  })
  .transform((m) => ({ ...m, role: roles[m.role] }))

/** One team the actor may know of, with its people now and to come, and its duties. */
export async function getTeam(ctx: Ctx, teamId: string) {
  const seen = await ctx.trx.selectFrom('team').select('id').where('id', '=', teamId).executeTakeFirst()
  const [team] = seen ? await teamRows(ctx, [teamId]) : []
  if (!team) throw notFound()
  return asSystem(ctx, async (trx) => ({
    ...team,
    people: await rows(
      trx,
      sql`select m.id, m.grant_id, p.name, g.role, o.name as org, m.leader, m.from_at as from, m.to_at as to,
          case when c.kind = 'leave' then (select cp.name from role_grant cg join person cp on cp.id = cg.person_id where cg.id = c.grant_id) end as covers_for
        from team_member m join role_grant g on g.id = m.grant_id and g.state = 'active' join person p on p.id = g.person_id join org o on o.id = m.org_id
        left join cover c on c.id = m.cover_id
        where m.team_id = ${teamId} and (m.to_at is null or m.to_at > greatest(m.from_at, ${ctx.now}::timestamptz)) order by m.leader desc, m.id`,
      Member,
    ),
    areas: await rows(
      trx,
      sql`select d.id, d.division, place_name(d.division) as place, b.name as building from duty d left join building b on b.id = d.building_id
        where d.team_id = ${teamId} and ${inForce(ctx, 'd')} order by d.id`,
      z.object({
        id: z.string(),
        division: z.string(),
        place: z.string(),
        building: z.string().nullable(),
      }),
    ),
    mayManage: can(ctx.actor, 'team.manage') && manages(ctx, team.division) && !team.ended,
  }))
}

/** Whether a place lies in the actor's own. */
export function manages(ctx: Ctx, division: string): boolean {
  const s = ctx.actor.scope
  return s.kind === 'system' || (s.kind === 'place' && BigInt(division) >= s.lo && BigInt(division) <= s.hi)
}

const Candidate = z
  .object({ grantId: z.string(), name: z.string(), role: RoleName, org: z.string() })
  .transform((c) => ({ ...c, role: roles[c.role] }))

export async function listCandidates(ctx: Ctx, search: string | undefined) {
  return asSystem(ctx, (trx) =>
    rows(
      trx,
      sql`select g.id as grant_id, p.name, g.role, o.name as org from ${posts}
        where ${candidates(ctx)} and ${search === undefined ? sql`true` : sql`(strpos(p.name, ${search}) > 0 or strpos(o.name, ${search}) > 0)`}
        order by o.name, p.name, g.id limit 50`,
      Candidate,
    ),
  )
}

/** What is on one's own plate: teams, covers, what was taken out for today. */
export async function getMyWork(ctx: Ctx) {
  const mine = await asTeam(ctx, () =>
    rows(ctx.trx, sql`select id from team order by id`, z.object({ id: z.string() })),
  )
  const ids = ctx.actor.grantId === null ? [] : mine.map((t) => t.id)
  const teams = await teamRows(ctx, ids)
  const people = await asSystem(ctx, (trx) =>
    rows(
      trx,
      sql`select m.team_id, p.name from team_member m join role_grant g on g.id = m.grant_id and g.state = 'active' join person p on p.id = g.person_id
        where m.team_id = any (${ids}::bigint[]) and ${inForce(ctx, 'm')} order by m.leader desc, m.id`,
      z.object({ teamId: z.string(), name: z.string() }),
    ),
  )
  const [taken] = await asSystem(ctx, (trx) =>
    rows(
      trx,
      sql`select count(*)::int as n, max(until_at) as until from lease where account_id = ${ctx.actor.accountId} and until_at > ${ctx.now}::timestamptz`,
      z.object({ n: z.int(), until: instant.nullable() }),
    ),
  )
  return {
    teams: teams.map((t) => ({
      id: t.id,
      name: t.name,
      duties: t.duties,
      open: t.open,
      people: people.filter((p) => p.teamId === t.id).map((p) => p.name),
    })),
    covers: await coversOf(ctx, 'mine'),
    taken: taken!.n,
    takenUntil: taken!.until,
  }
}
