import { sql } from 'kysely'
import * as z from 'zod'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { rows } from '#kernel/rows.ts'
import { inForce } from './team.sql.ts'

const Former = z.object({
  entityId: z.string(),
  division: z.string(),
  round: z.string(),
  handedOver: z.boolean(),
})

/**
 * Whether the firm was the actor's through a team, a cover or a post they have handed over, and is no more: what they
 * write of it now is late work. Undefined where it never was, or still is.
 */
export async function findFormerDuty(ctx: Ctx, targetId: string) {
  const me = ctx.actor.grantId ?? '0'
  const [former] = await asSystem(ctx, (trx) =>
    rows(
      trx,
      sql`with x as (select t.*, l.round from target t join target_list l on l.id = t.list_id where t.id = ${targetId}),
        held as (
          select m.from_at, least(m.to_at, d.to_at) as to_at, m.handed_by is not null as handed, d.building_id from team_member m join duty d on d.team_id = m.team_id join x on x.division between d.lo and d.hi where m.grant_id = ${me}
          union all select c.from_at, least(c.to_at, d.to_at), false, d.building_id from cover c join duty d on d.cover_id = c.id join x on x.division between d.lo and d.hi where c.cover_grant_id = ${me}
          union all select g.from_at, c.from_at, true, null from cover c join role_grant g on g.id = c.grant_id join duty d on d.cover_id = c.id join x on x.division between d.lo and d.hi
            where c.grant_id = ${me} and c.kind = 'handover' and c.to_at is null),
        here as (select h.* from held h, x where h.building_id is null or exists (select 1 from building_entity b where b.entity_id = x.entity_id and b.building_id = h.building_id))
        select x.entity_id, x.division, x.round, (select bool_or(handed and to_at <= ${ctx.now}::timestamptz) from here) as handed_over from x
        where exists (select 1 from here where to_at <= ${ctx.now}::timestamptz) and not exists (select 1 from here h where ${inForce(ctx, 'h')})`,
      Former,
    ),
  )
  return former
}
