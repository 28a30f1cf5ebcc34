import { type RawBuilder, sql } from 'kysely'
import type { Ctx } from '#kernel/context.ts'
import { publishedList } from './assignment.queries.ts'

/** In force at the instant of the transaction: rows dated from_at, to_at. */
export const inForce = (ctx: Ctx, alias: string): RawBuilder<unknown> =>
  sql`(${sql.ref(`${alias}.from_at`)} <= ${ctx.now}::timestamptz and (${sql.ref(`${alias}.to_at`)} is null or ${sql.ref(`${alias}.to_at`)} > ${ctx.now}::timestamptz))`

/** Of the duties (alias d), the targets (alias x) of the list everyone works on. Reads one range of target_place a duty. */
export const targetsOfDuty = sql`join target x on x.list_id = ${publishedList} and x.division between d.lo and d.hi
  and (d.building_id is null or exists (select 1 from building_entity b where b.entity_id = x.entity_id and b.building_id = d.building_id))`

/** Posts that walk the streets, or come along. */
const fieldRoles = [
  'county_visitor',
  'town_officer',
  'grid_worker',
  'bank_branch',
  'bank_manager',
  'department_clerk',
]

/**
 * Posts (alias g, with p, o) an office may put on a team or have stand in: those of its place and the county office above
 * it, the bank branches of its county, departments.
 */
export function candidates(ctx: Ctx): RawBuilder<unknown> {
  const s = ctx.actor.scope
  if (s.kind === 'system') return sql`g.state = 'active' and g.role = any (${fieldRoles})`
  if (s.kind !== 'place') return sql`false`
  return sql`g.state = 'active' and g.role = any (${fieldRoles}) and (${s.whole}
    or o.division between ${String(s.lo)}::bigint and ${String(s.hi)}::bigint or o.division = ${String(s.lo)}::bigint / 1000000 * 1000000
    or (o.kind = 'bank_branch' and (o.division is null or o.division / 1000000 = ${String(s.lo)}::bigint / 1000000)) or o.kind = 'department')`
}

/** Whether a place lies in the actor's own county, for the office of a city in the city: departments and banks work for several counties. */
export function ofCounty(ctx: Ctx, division: string): RawBuilder<unknown> {
  const s = ctx.actor.scope
  if (s.kind === 'system') return sql`true`
  if (s.kind !== 'place') return sql`false`
  return sql`(${s.whole} or ${sql.ref(division)} / 1000000 = ${String(s.lo)}::bigint / 1000000)`
}

export const posts = sql`role_grant g join person p on p.id = g.person_id join org o on o.id = g.org_id`
