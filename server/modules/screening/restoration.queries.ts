import { sql } from 'kysely'
import type * as z from 'zod'
import { Restoration } from '#contract/screening/restoration.routes.ts'
import type { Ctx } from '#kernel/context.ts'
import type { Paging } from '#kernel/paging.ts'
import { withinDivision } from '#kernel/place.ts'
import { rows } from '#kernel/rows.ts'

/** Whom to restore, of the actor's place; what the mark was is not said any more. */
export async function listRestorations(
  ctx: Ctx,
  filter: { division?: string },
  paging: Paging,
): Promise<z.output<typeof Restoration>[]> {
  const after = paging.after ? sql`o.entity_id > ${paging.after[0]}::bigint` : sql`true`
  return rows(
    ctx.trx,
    sql`select o.entity_id, e.name, e.uscc, place_name(e.division) as place, o.run_id, s.as_of, o.ended_on,
        '只因信用标记被剔除，标记其后已修复或公示期满' as reason
      from restoration o join entity e on e.id = o.entity_id and e.status = 'live' join screening_run s on s.id = o.run_id
      where o.run_id = (select max(id) from screening_run where state = 'done') and ${withinDivision('o.division', filter.division)} and ${after}
      order by o.entity_id limit ${paging.limit + 1}`,
    Restoration,
  )
}
