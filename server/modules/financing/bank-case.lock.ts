import { type BankCaseFact, type BankCaseStatus, bankCaseFlow } from '#contract/financing/bank-case.flow.ts'
import { type Facts, refusal } from '#contract/kernel/flow.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { refusalProblem } from '#kernel/flow.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import type { LockedCase } from './bank-case.effects.ts'
import { findConsent, lockDeclaration } from './declaration.lock.ts'

const cases = (ctx: Ctx, caseId: string) =>
  ctx.trx.selectFrom('bankCase').selectAll().where('id', '=', caseId)

/** A bank case, as far as the actor can see it: a bank only while it is assigned. Waits for nobody. */
export async function readCase(ctx: Ctx, caseId: string) {
  const row = await cases(ctx, caseId).executeTakeFirst()
  if (!row) throw notFound()
  return { ...row, status: row.status as BankCaseStatus }
}

/** The same under a lock, to change it; a stale version is refused. */
export async function lockCase(ctx: Ctx, caseId: string, version?: number) {
  const row = await cases(ctx, caseId).forUpdate().executeTakeFirst()
  if (!row) throw notFound()
  if (version !== undefined && row.version !== version)
    throw new Problem('stale_version', { details: { version: row.version } })
  return { ...row, status: row.status as BankCaseStatus }
}

/**
 * The same for a step that changes it, its declaration locked first: whoever needs both takes them in this order, or the
 * firm's withdrawal and the bank's decision would each wait for the other.
 */
export async function lockCaseToAct(ctx: Ctx, caseId: string, version?: number): Promise<FullCase> {
  const seen = await ctx.trx
    .selectFrom('bankCase')
    .select('declarationId')
    .where('id', '=', caseId)
    .executeTakeFirst()
  if (!seen) throw notFound()
  await asSystem(ctx, () => lockDeclaration(ctx, seen.declarationId))
  return lockCase(ctx, caseId, version)
}

export type FullCase = Awaited<ReturnType<typeof lockCase>>

/** The named facts of the bank-case flow. */
export async function caseFacts(
  ctx: Ctx,
  c: LockedCase & { dueOn?: string | null; pausedOn?: string | null },
): Promise<Facts<BankCaseFact>> {
  return asSystem(ctx, async (trx) => {
    const d = await trx
      .selectFrom('declaration')
      .select('status')
      .where('id', '=', c.declarationId)
      .executeTakeFirstOrThrow()
    const left = await creditLeft(ctx, c.id)
    return {
      collectConsent: (await findConsent(ctx, c.declarationId, null)) !== null,
      bankConsent: (await findConsent(ctx, c.declarationId, c.bankId)) !== null,
      overdue: c.dueOn != null && c.dueOn < ctx.today && c.pausedOn == null,
      creditLeft: left === null || left > 0n,
      firmWants: ['recommended', 'awaitingConsultation', 'credited'].includes(d.status),
      closerDiffers: await isOther(ctx, c.id),
    }
  })
}

/** Control B13: whoever decided on the credit does not also close the case. */
async function isOther(ctx: Ctx, caseId: string): Promise<boolean> {
  const decision = await findDecision(ctx, caseId)
  if (!decision) return true
  const decider = await ctx.trx
    .selectFrom('account')
    .select('personId')
    .where('id', '=', decision.accountId)
    .executeTakeFirstOrThrow()
  return decider.personId !== ctx.actor.personId
}

/** What may still be lent under a one-off credit, in fen; null for a revolving one or where nothing was granted. */
export async function creditLeft(ctx: Ctx, caseId: string): Promise<bigint | null> {
  const decision = await findDecision(ctx, caseId)
  if (decision?.result !== 'grant' || decision.revolving) return null
  return BigInt(decision.creditFen!) - (await disbursedFen(ctx, decision.id))
}

export async function disbursedFen(ctx: Ctx, decisionId: string): Promise<bigint> {
  const row = await ctx.trx
    .selectFrom('disbursement')
    .select((e) => e.fn.sum<string | null>('amountFen').as('sum'))
    .where('decisionId', '=', decisionId)
    .executeTakeFirst()
  return BigInt(row?.sum ?? '0')
}

/** The decision in force: the one no other supersedes. */
export async function findDecision(ctx: Ctx, caseId: string) {
  return ctx.trx
    .selectFrom('creditDecision as d')
    .selectAll('d')
    .where('d.bankCaseId', '=', caseId)
    .where((e) =>
      e.not(
        e.exists(e.selectFrom('creditDecision as n').select('n.id').whereRef('n.supersedes', '=', 'd.id')),
      ),
    )
    .executeTakeFirst()
}

/** Asks the flow about one action on a locked case. */
export async function requireCaseAction(
  ctx: Ctx,
  c: FullCase,
  action: keyof typeof bankCaseFlow.actions,
): Promise<void> {
  const no = refusal(bankCaseFlow, action, {
    status: c.status,
    role: ctx.actor.internal ? 'system' : ctx.actor.role,
    facts: await caseFacts(ctx, c),
  })
  if (no?.code === 'missing_fact' && no.fact === 'closerDiffers')
    throw new Problem('maker_is_checker', { message: no.message })
  if (no) throw refusalProblem(no)
}
