import { type RawBuilder, sql } from 'kysely'
import * as z from 'zod'
import type { Ctx } from '#kernel/context.ts'
import { notFound } from '#kernel/problem.ts'
import { rows } from '#kernel/rows.ts'
import { survivor } from './identity/loose.sql.ts'

/**
 * The numbers under which a firm has been known, as a subquery: the one that lives, and all that were merged into it. What
 * was done under any of them was done with the same firm.
 */
export function firmsOf(entityId: string): RawBuilder<unknown> {
  const id = sql`${entityId}::bigint`
  return sql`(with recursive same as (select coalesce(${survivor(id)}, ${id}) as id
    union select m.id from entity m join same on m.merged_into = same.id) select id from same)`
}

const Lead = z.object({ id: z.string(), name: z.string(), merged: z.boolean(), into: z.string().nullable() })

/** The firm a number leads to, and by which merged firm it was asked for; the same 404 for absent and foreign. */
export async function leadTo(
  ctx: Ctx,
  entityId: string,
): Promise<{ id: string; mergedFrom: { id: string; name: string } | null }> {
  const [found] = await rows(
    ctx.trx,
    sql`select x.id, x.name, x.status = 'merged' as merged, ${survivor(sql`x.id`)} as into from entity x where x.id = ${entityId}`,
    Lead,
  )
  if (!found || (found.merged && found.into === null)) throw notFound()
  const { id, name, merged, into } = found
  return merged ? { id: into!, mergedFrom: { id, name } } : { id, mergedFrom: null }
}

/** The firms that were merged into this one, in the order in which they came into the registry. */
export async function listAbsorbed(ctx: Ctx, entityId: string) {
  return rows(
    ctx.trx,
    sql`select m.id, m.name from entity m where m.id in ${firmsOf(entityId)} and m.id <> ${entityId} order by m.id`,
    z.object({ id: z.string(), name: z.string() }),
  )
}
