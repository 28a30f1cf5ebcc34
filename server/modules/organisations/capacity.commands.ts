import { sql } from 'kysely'
import * as z from 'zod'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import { rows } from '#kernel/rows.ts'

const Row = z.object({
  branchId: z.string(),
  branch: z.string(),
  bank: z.string(),
  place: z.string(),
  visitsPerYear: z.int(),
  trades: z.string(),
  creditPlanFen: z.string().nullable(),
  version: z.int(),
})

/** What each branch can do in a year; some thousand rows at most. */
export async function listCapacities(ctx: Ctx) {
  return rows(
    ctx.trx,
    sql`select o.id as branch_id, o.name as branch, b.name as bank, coalesce(d.name, '') as place, c.visits_per_year, c.trades, c.credit_plan_fen, c.version
      from branch_capacity c join org o on o.id = c.org_id join org b on b.id = o.bank_id left join division d on d.code = o.division order by b.name, o.id`,
    Row,
  )
}

/** Changes one branch's capacity by hand; the next assignment reads it, the old value stays in the log with the reason. */
export async function changeCapacity(
  ctx: Ctx,
  branchId: string,
  input: {
    version: number
    visitsPerYear: number
    trades: string
    creditPlanFen: string | null
    reason: string
  },
): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const now = await trx
      .selectFrom('branchCapacity')
      .select(['visitsPerYear', 'trades', 'creditPlanFen', 'version'])
      .where('orgId', '=', branchId)
      .forUpdate()
      .executeTakeFirst()
    if (!now) throw notFound()
    if (now.version !== input.version)
      throw new Problem('stale_version', { details: { version: now.version } })
    const { reason, version, ...to } = input
    await trx
      .updateTable('branchCapacity')
      .set({ ...to, trades: [...new Set(to.trades)].sort().join(''), version: version + 1 })
      .where('orgId', '=', branchId)
      .execute()
    await record(ctx, {
      flow: 'capacity',
      subjectId: branchId,
      action: 'change',
      details: { from: now, to, reason },
    })
  })
}
