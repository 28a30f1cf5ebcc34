import { sql } from 'kysely'
import * as z from 'zod'
import type { Ctx } from '#kernel/context.ts'
import { rows } from '#kernel/rows.ts'

const instant = z.date().transform((d) => d.toISOString())
const Row = z.object({
  state: z.enum(['running', 'done', 'failed']),
  same: z.boolean().nullable(),
  differing: z.int().nullable(),
  failure: z.string().nullable(),
  by: z.string(),
  startedAt: instant,
  finishedAt: instant.nullable(),
})

/** The newest time a run was judged again, and whether it came out the same. */
export async function findReplay(ctx: Ctx, runId: string) {
  const [found] = await rows(
    ctx.trx,
    sql`select p.state, case when p.state = 'done' then p.result_hash = r.result_hash and p.differing = 0 end as same, p.differing, p.failure,
        n.name as by, p.started_at, p.finished_at
      from screening_replay p join screening_run r on r.id = p.run_id join account a on a.id = p.account_id join person n on n.id = a.person_id
      where p.run_id = ${runId} order by p.id desc limit 1`,
    Row,
  )
  return found ?? null
}
