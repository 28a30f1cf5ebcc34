import { sql } from 'kysely'
import { divisionChangeKinds } from '#contract/organisations/words.ts'
import type { Ctx } from '#kernel/context.ts'
import { run } from '#kernel/rows.ts'
import type { DueChange } from './division.apply.ts'
import { townsOf } from './division.heirs.ts'

/** Bodies at a place that is no more go on at its heir, and a town that is made by a split has an office from its first day. */
export async function moveOffices(ctx: Ctx, change: DueChange): Promise<void> {
  if (change.kind !== 'recode') await openOffices(ctx, change)
  await moveBodies(ctx, change)
  await movePosts(ctx, change)
}

async function openOffices({ trx, now }: Ctx, change: DueChange): Promise<void> {
  await run(
    trx,
    sql`insert into org (kind, name, parent_id, division, created_at)
      select 'town_office', t.name, (select p.id from org p where p.kind = 'county_office' and p.division = t.parent), t.code, ${now}::timestamptz
      from division t where t.code = any (${townsOf(change)}::bigint[]) and t.level = 'town' on conflict do nothing`,
  )
}

/** A body goes on under the new code with its people, except where the heir has one of its kind already. */
async function moveBodies({ trx }: Ctx, change: DueChange): Promise<void> {
  await run(
    trx,
    sql`update org o set division = d.heir from division d where o.division = d.code and d.heir is not null
      and not (o.kind in ('town_office', 'community') and exists (select from org x where x.kind = o.kind and x.division = d.heir))`,
  )
  await run(
    trx,
    sql`update org o set parent_id = p.id from division h join org p on p.division = h.parent and p.kind = case h.level when 'town' then 'county_office' else 'town_office' end
      where o.kind in ('town_office', 'community') and o.division = h.code and o.parent_id is distinct from p.id
        and exists (select from division d where d.heir = h.code and d.valid_to = ${change.startsOn}::date)`,
  )
  if (change.kind !== 'recode') return
  await run(
    trx,
    sql`update org set name = replace(name, ${change.fromName}, ${change.toName}) where division = ${change.toCode}::bigint and kind in ('town_office', 'community')`,
  )
}

/**
 * Where the heir has an office already, the people of the old one take up the same posts there, named by whoever wrote the
 * change down and whoever confirmed it; what they see is then the heir's place. Their sessions end, so that nobody works on
 * under the old scope.
 */
async function movePosts({ trx, now }: Ctx, change: DueChange): Promise<void> {
  const reason = `${change.fromName}${divisionChangeKinds[change.kind]}（${change.noticeNo}）`
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
