import { sql } from 'kysely'
import * as z from 'zod'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { rows } from '#kernel/rows.ts'

const Row = z.object({
  id: z.string(),
  kind: z.enum(['merge', 'rename', 'split', 'recode']),
  state: z.enum(['proposed', 'planned', 'done', 'cancelled']),
  fromCode: z.string(),
  fromPlace: z.string(),
  toCode: z.string().nullable(),
  toPlace: z.string(),
  parts: z.array(z.object({ toCode: z.string(), toName: z.string(), communities: z.array(z.string()) })),
  heirOffice: z.string().nullable(),
  startsOn: z.string(),
  noticeNo: z.string(),
  notice: z.string(),
  madeBy: z.string(),
  madeAt: z.date().transform((d) => d.toISOString()),
  decidedBy: z.string().nullable(),
  endedReason: z.string().nullable(),
  firms: z.int().nullable(),
  targets: z.int().nullable(),
  own: z.boolean(),
  version: z.int(),
})

/** The county a place goes to, where it is not the one it was in. */
const otherCounty = sql`(select t.name from division t where t.code = c.to_code / 1000000 * 1000000 and t.code <> c.from_code / 1000000 * 1000000)`

/** Changes of places, what is still to come first; some dozens in the life of a city. One alone by its id. */
export async function listChanges(ctx: Ctx, id?: string) {
  return asSystem(ctx, (trx) =>
    rows(
      trx,
      sql`select c.id, c.kind, c.state, c.from_code::text, concat_ws(' ', case when d.level = 'community' then k.name end, nullif(p.name, r.name), c.from_name) as from_place, c.to_code::text,
          concat_ws(' ', ${otherCounty}, coalesce(c.to_name, (select name from division where code = c.to_code), (select string_agg(x ->> 'toName', '、' order by n) from jsonb_array_elements(c.parts) with ordinality y (x, n)), '')) as to_place,
          coalesce((select jsonb_agg(jsonb_set(x, '{communities}', (select jsonb_agg(d.name order by d.code) from division d where x -> 'communities' ? d.code::text)) order by n)
            from jsonb_array_elements(c.parts) with ordinality y (x, n)), '[]') as parts,
          case when c.kind = 'merge' then coalesce((select o.name from org o where o.division = c.to_code and o.kind in ('town_office', 'community')),
            (select name from division where code = c.to_code)) end as heir_office,
          c.starts_on::text, c.notice_no, c.notice, m.name as made_by, c.made_at, q.name as decided_by, c.ended_reason, c.firms, c.targets,
          m.id = ${ctx.actor.personId}::bigint as own, c.version
        from division_change c join division d on d.code = c.from_code left join division p on p.code = d.parent left join division k on k.code = c.from_code / 1000000 * 1000000
        left join division r on r.code = d.parent and r.level in ('province', 'city')
        join account a on a.id = c.made_by join person m on m.id = a.person_id left join account b on b.id = c.decided_by left join person q on q.id = b.person_id
        where ${id === undefined ? sql`true` : sql`c.id = ${id}::bigint`} order by array_position(array['proposed', 'planned', 'done', 'cancelled'], c.state), c.starts_on desc, c.id desc`,
      Row,
    ),
  )
}
