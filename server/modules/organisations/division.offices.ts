import { sql } from 'kysely'
import type { Ctx } from '#kernel/context.ts'
import { run } from '#kernel/rows.ts'
import type { DueChange } from './division.apply.ts'

/**
 * Bodies at a place that is no more. A community's body goes on under its new code with its people. Where the heir has an
 * office already, the people of the old one take up the same posts there, named by whoever wrote the change down and whoever
 * confirmed it; what they see is then the heir's place. Their sessions end, so that nobody works on under the old scope.
 */
export async function moveOffices(ctx: Ctx, change: DueChange): Promise<void> {
  const { trx, now } = ctx
  await run(
    trx,
    sql`insert into org (kind, name, parent_id, division, created_at)
      select 'town_office', t.name, (select p.id from org p where p.kind = 'county_office' and p.division = t.parent), t.code, ${now}::timestamptz
      from division t where t.code = ${change.toCode}::bigint and t.level = 'town' on conflict do nothing`,
  )
  await run(
    trx,
    sql`update org o set division = h.code, parent_id = case when o.kind = 'community' then (select p.id from org p where p.kind = 'town_office' and p.division = h.parent) else o.parent_id end
      from division d join division h on h.code = d.heir
      where o.division = d.code and o.kind <> 'town_office' and not (o.kind = 'community' and exists (select from org x where x.kind = 'community' and x.division = h.code))`,
  )
  const reason = `${change.fromName}并入（${change.noticeNo}）`
  await run(
    trx,
    sql`update role_grant g set state = case g.state when 'active' then 'ended' else 'refused' end, to_at = ${now}::timestamptz,
        decided_by = coalesce(g.decided_by, ${change.decidedBy}::bigint), reason = ${reason}
      from org o join division d on d.code = o.division join org h on h.kind = o.kind and h.division = d.heir
      where g.org_id = o.id and g.state in ('requested', 'active')`,
  )
  await run(
    trx,
    sql`insert into role_grant (account_id, person_id, role, org_id, state, requested_by, decided_by, from_at, reason)
      select g.account_id, g.person_id, g.role, h.id, 'active', ${change.madeBy}::bigint, ${change.decidedBy}::bigint, ${now}::timestamptz, ${reason}
      from role_grant g join org o on o.id = g.org_id join division d on d.code = o.division join org h on h.kind = o.kind and h.division = d.heir
      where g.state = 'ended' and g.to_at = ${now}::timestamptz and g.reason = ${reason} on conflict do nothing`,
  )
  await run(
    trx,
    sql`update session s set revoked_at = ${now}::timestamptz from role_grant g where g.id = s.grant_id and g.state = 'ended' and g.to_at = ${now}::timestamptz and s.revoked_at is null`,
  )
}
