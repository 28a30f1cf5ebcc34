import { sql } from 'kysely'
import * as z from 'zod'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import { rows } from '#kernel/rows.ts'
import { heirsOf, type Moving } from './division.heirs.ts'

const code = z.coerce.string()
const Heir = z.object({ code: code.nullable(), heir: code, name: z.string(), heirName: z.string() })
const Counts = z.object({
  firms: z.int(),
  left: z.int(),
  targets: z.int(),
  duties: z.int(),
  buildings: z.int(),
  posts: z.int(),
})

/**
 * What a change that has not taken effect would do today, by the same map of heirs that the day itself goes by. Volume: the
 * firms and targets of the places concerned, by their indexes.
 */
export async function previewChange(ctx: Ctx, changeId: string) {
  return asSystem(ctx, async (trx) => {
    const change = await trx
      .selectFrom('divisionChange')
      .select(['kind', 'state', 'fromCode', 'toCode', 'toName', 'parts'])
      .where('id', '=', changeId)
      .executeTakeFirst()
    if (!change) throw notFound()
    if (change.state !== 'proposed' && change.state !== 'planned') throw new Problem('wrong_status')
    const moving = change as unknown as Moving
    const heirs = sql`with h as materialized (${heirsOf(moving)})`
    const places = await rows(
      trx,
      sql`${heirs} select h.code, h.heir, coalesce(d.name, '') as name, concat_ws(' ', (select k.name from division k where k.code = h.heir / 1000000 * 1000000 and h.code / 1000000 <> h.heir / 1000000), coalesce(h.name, (select name from division where code = h.heir))) as heir_name
        from h left join division d on d.code = h.code order by h.heir`,
      Heir,
    )
    const [counts] = await rows(trx, sql`${heirs} ${counted(moving, ctx.now)}`, Counts)
    return { places: places.map((p) => ({ ...p, code: p.code ?? p.heir })), ...counts! }
  })
}

const counted = ({ kind, fromCode }: Moving, now: Date) => sql`
  select (select count(*)::int from entity e join h on h.code = e.division) as firms,
    (select count(*)::int from entity e where ${kind} = 'split' and e.division = ${fromCode}::bigint and e.status = 'live') as "left",
    (select count(distinct t.entity_id)::int from target t join target_list l on l.id = t.list_id and l.state in ('draft', 'published') join h on h.code = t.division) as targets,
    (select count(*)::int from duty u where (u.to_at is null or u.to_at > ${now}::timestamptz) and exists (select from h where h.code = u.division
      or (${kind} = 'split' and h.code is not null and u.division = ${fromCode}::bigint and u.team_id is not null and u.building_id is null))) as duties,
    (select count(*)::int from building b join h on h.code = b.division where b.closed_at is null) as buildings,
    (select count(*)::int from role_grant g join org o on o.id = g.org_id join h on h.code = o.division where g.state = 'active') as posts`
