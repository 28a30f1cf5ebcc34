import { sql } from 'kysely'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { Problem } from '#kernel/problem.ts'

/** 首贷 is certified by the bank, once in a firm's life, and never against what the lists already say (INV-40). The firm's row
 * is locked, so that two banks booking at once see each other. */
export async function requireFirstLoan(ctx: Ctx, c: { entityId: string }): Promise<void> {
  await asSystem(ctx, async (trx) => {
    await trx.selectFrom('entity').select('id').where('id', '=', c.entityId).forUpdate().execute()
    const { rows } = await sql<{ n: number }>`
      select (exists (select 1 from fact_loan f where f.entity_id = ${c.entityId} and f.until is null)
        or exists (select 1 from disbursement x where x.entity_id = ${c.entityId} and x.first_loan and x.amount_fen > 0 and not exists (select 1 from disbursement r where r.reverses = x.id)))::int as n`.execute(
      trx,
    )
    if (rows[0]!.n > 0)
      throw new Problem('unprocessable', {
        message: '首贷标记与已有记录不符：该企业已有贷款记录，请核对征信后取消首贷标记',
      })
  })
}
