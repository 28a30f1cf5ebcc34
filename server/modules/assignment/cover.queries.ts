import { sql } from 'kysely'
import * as z from 'zod'
import { coverKinds } from '#contract/assignment/words.ts'
import { keysOf } from '#contract/kernel/ids.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import type { Paging } from '#kernel/paging.ts'
import { notFound } from '#kernel/problem.ts'
import { rows } from '#kernel/rows.ts'
import { candidates, inForce, ofCounty } from './team.sql.ts'

const instant = z.date().transform((d) => d.toISOString())

const Row = z.object({
  id: z.string(),
  kind: z.enum(keysOf(coverKinds)),
  person: z.string(),
  coveredBy: z.string(),
  place: z.string().nullable(),
  teams: z.array(z.string()),
  from: instant,
  to: instant.nullable(),
  note: z.string(),
  madeBy: z.string(),
  live: z.boolean(),
  mine: z.enum(['away', 'covering']).nullable(),
})

/**
 * Covers and handovers, newest first: `mine` those the actor's post is a party of and that are not long over, `place` those
 * of posts the actor may arrange for.
 */
export async function coversOf(
  ctx: Ctx,
  which: 'mine' | 'place',
  paging: Paging = { limit: 20, after: null },
  coverId?: string,
) {
  const me = ctx.actor.grantId ?? '0'
  const [after] = paging.after ?? [null]
  const those =
    which === 'mine'
      ? sql`${me}::bigint in (c.grant_id, c.cover_grant_id) and coalesce(c.to_at, c.from_at) > ${ctx.now}::timestamptz - interval '30 days'`
      : sql`exists (select 1 from role_grant g join org o on o.id = g.org_id where g.id in (c.grant_id, c.cover_grant_id) and ${candidates(ctx)})
          and (c.made_by = ${ctx.actor.accountId} or ${ofCounty(ctx, 'c.division')} or exists (select from team_member m join team t on t.id = m.team_id where m.cover_id = c.id and ${ofCounty(ctx, 't.division')}))`
  return asSystem(ctx, (trx) =>
    rows(
      trx,
      sql`select c.id, c.kind, p.name as person, q.name as covered_by, case when c.division is not null then place_name(c.division) end as place,
          array(select distinct t.name from team_member m join team t on t.id = m.team_id where m.cover_id = c.id and ${which === 'mine' ? sql`true` : ofCounty(ctx, 't.division')} order by 1) as teams,
          c.from_at as from, c.to_at as to, c.note, mp.name as made_by, ${inForce(ctx, 'c')} as live,
          case ${me}::bigint when c.grant_id then 'away' when c.cover_grant_id then 'covering' end as mine
        from cover c join role_grant a on a.id = c.grant_id join person p on p.id = a.person_id join role_grant b on b.id = c.cover_grant_id join person q on q.id = b.person_id
        join account ma on ma.id = c.made_by join person mp on mp.id = ma.person_id
        where ${those} and ${coverId === undefined ? sql`true` : sql`c.id = ${coverId}::bigint`} and ${after === null ? sql`true` : sql`c.id < ${after}::bigint`}
        order by c.id desc limit ${paging.limit + 1}`,
      Row,
    ),
  )
}

export async function getCover(ctx: Ctx, coverId: string) {
  const [cover] = await coversOf(ctx, 'place', { limit: 1, after: null }, coverId)
  if (!cover) throw notFound()
  return cover
}
