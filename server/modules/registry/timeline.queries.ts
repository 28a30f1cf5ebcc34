import { sql } from 'kysely'
import * as z from 'zod'
import type { Ctx } from '#kernel/context.ts'
import { rows } from '#kernel/rows.ts'
import { firmsOf } from './merged.queries.ts'

const Line = z.object({
  seq: z.string(),
  at: z.date().transform((d) => d.toISOString()),
  flow: z.string(),
  action: z.string(),
  subjectId: z.string(),
  by: z.string().nullable(),
})

/** What has happened to a firm, under this number and those merged into it, newest first, as far as the actor's scope lets them see it. */
export async function listTimeline(ctx: Ctx, entityId: string) {
  return rows(
    ctx.trx,
    sql`select l.seq, l.occurred_at as at, l.flow, l.action, l.subject_id, coalesce(o.name, p.name) as by
      from action_log l left join org o on o.id = l.org_id left join account a on a.id = l.account_id left join person p on p.id = a.person_id
      where l.entity_id = any (array(${firmsOf(entityId)})) order by l.seq desc limit 100`,
    Line,
  )
}
