import { sql } from 'kysely'
import type { DeskActionInput } from '#contract/financing/case.routes.ts'
import { addMonths, businessDay } from '#contract/kernel/deadline.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import type { Tx } from '#kernel/database.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import { moveCase } from './bank-case.effects.ts'
import { disbursedFen, type FullCase, findDecision } from './bank-case.lock.ts'
import { requireFirstLoan } from './first-loan.ts'

type Disburse = Extract<DeskActionInput, { action: 'disburse' }>
type Reverse = Extract<DeskActionInput, { action: 'reverse' }>

/** No loan to a small firm runs longer; a day beyond it is a slip of the pen. */
const longestLoanMonths = 480

/**
 * Books one loan under the credit. The case row is already locked, so that parallel bookings see each other and the
 * sum can never pass the credit (INV-17). A revolving line may be drawn again.
 */
export async function disburse(ctx: Ctx, c: FullCase, input: Disburse): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const decision = await findDecision(ctx, c.id)
    if (decision?.result !== 'grant') throw new Problem('wrong_status')
    checkDays(ctx, input, businessDay(decision.decidedAt))
    const amount = BigInt(input.amountFen)
    const credit = BigInt(decision.creditFen!)
    const booked = decision.revolving ? 0n : await disbursedFen(ctx, decision.id)
    if (booked + amount > credit) {
      throw new Problem('unprocessable', {
        message: `放款合计将超过授信金额：授信 ${credit / 100n} 元，已放 ${booked / 100n} 元，本次 ${amount / 100n} 元`,
      })
    }
    if (input.firstLoan) await requireFirstLoan(ctx, c)
    const { stands, nth } = await findNote(trx, c.bankId, input.noteNo)
    if (stands) throw new Problem('duplicate', { message: `借据号 ${input.noteNo} 已登记过` })
    await trx
      .insertInto('disbursement')
      .values({
        decisionId: decision.id,
        bankCaseId: c.id,
        entityId: c.entityId,
        division: c.division,
        bankId: c.bankId,
        branchId: c.branchId,
        noteNo: input.noteNo,
        nth,
        amountFen: input.amountFen,
        disbursedOn: input.disbursedOn,
        maturesOn: input.maturesOn,
        rateBp: input.rateBp,
        guarantee: input.guarantee,
        firstLoan: input.firstLoan,
        renewal: input.renewal,
        accountId: ctx.actor.accountId,
        recordedAt: ctx.now,
      })
      .execute()
    await moveCase(
      ctx,
      c,
      'disburse',
      {},
      { noteNo: input.noteNo, amountFen: input.amountFen, disbursedOn: input.disbursedOn },
    )
  })
}

/** Whether a note's loan stands, and how many times it will have been booked with this one. */
async function findNote(trx: Tx, bankId: string, noteNo: string): Promise<{ stands: boolean; nth: number }> {
  const { rows } = await sql<{ stands: boolean; nth: number }>`
    select coalesce(bool_or(not exists (select 1 from disbursement r where r.reverses = x.id)), false) as stands, coalesce(max(x.nth), 0) + 1 as nth
    from disbursement x where x.bank_id = ${bankId} and x.note_no = ${noteNo}`.execute(trx)
  return rows[0]!
}

function checkDays(ctx: Ctx, input: Disburse, decidedOn: string): void {
  if (input.disbursedOn > ctx.today) throw new Problem('unprocessable', { message: '放款日不能晚于今天' })
  if (input.disbursedOn < decidedOn)
    throw new Problem('unprocessable', { message: `放款日不能早于授信日 ${decidedOn}` })
  if (input.maturesOn <= input.disbursedOn)
    throw new Problem('unprocessable', { message: '到期日须晚于放款日' })
  if (input.maturesOn > addMonths(input.disbursedOn, longestLoanMonths))
    throw new Problem('unprocessable', { message: '到期日距放款日超过 40 年，请核对年份' })
}

/** Takes a wrong booking back by a negative row; the first row stays as it was. */
export async function reverse(ctx: Ctx, c: FullCase, input: Reverse): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const row = await trx
      .selectFrom('disbursement')
      .selectAll()
      .where('id', '=', input.disbursementId)
      .where('bankCaseId', '=', c.id)
      .executeTakeFirst()
    if (!row) throw notFound()
    const before = await trx
      .selectFrom('disbursement')
      .select('id')
      .where('reverses', '=', row.id)
      .executeTakeFirst()
    if (before || row.reverses !== null) throw new Problem('duplicate', { message: '这笔放款已经冲正' })
    const noteNo = `${row.noteNo}-CZ`
    const { nth } = await findNote(trx, row.bankId, noteNo)
    await trx
      .insertInto('disbursement')
      .values({
        decisionId: row.decisionId,
        bankCaseId: row.bankCaseId,
        entityId: row.entityId,
        division: row.division,
        bankId: row.bankId,
        branchId: row.branchId,
        noteNo,
        nth,
        amountFen: `-${row.amountFen}`,
        disbursedOn: row.disbursedOn,
        maturesOn: row.maturesOn,
        rateBp: row.rateBp,
        guarantee: row.guarantee,
        firstLoan: row.firstLoan,
        renewal: row.renewal,
        reverses: row.id,
        accountId: ctx.actor.accountId,
        recordedAt: ctx.now,
      })
      .execute()
    await moveCase(ctx, c, 'reverse', {}, { disbursementId: row.id, reason: input.reason })
  })
}
