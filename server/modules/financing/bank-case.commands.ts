import { bankCaseFlow } from '#contract/financing/bank-case.flow.ts'
import type { DeskActionInput } from '#contract/financing/case.routes.ts'
import { declineReasons, refusalReasonLabels } from '#contract/financing/words.ts'
import { visibleLength } from '#contract/kernel/ids.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { parameterValue } from '#kernel/parameters.ts'
import { Problem } from '#kernel/problem.ts'
import { clockFor, moveCase, passOn, pushCase, recallCases } from './bank-case.effects.ts'
import { type FullCase, lockCaseToAct, requireCaseAction } from './bank-case.lock.ts'
import { resumeClock } from './deadline.ts'
import { findConsent, lockDeclaration } from './declaration.lock.ts'
import { moveDeclaration } from './declaration.move.ts'
import { disburse, reverse } from './disbursement.commands.ts'
import { requireFirstLoan } from './first-loan.ts'
import { requireSupplementLeft } from './supplement.ts'

type Input<A extends DeskActionInput['action']> = Extract<DeskActionInput, { action: A }>

/** One step of the bank's work on a case it holds; version, flow and lock are asked before anything is written. */
export async function actOnDeskCase(ctx: Ctx, caseId: string, input: DeskActionInput): Promise<void> {
  const c = await lockCaseToAct(ctx, caseId, input.version)
  ctx.object = `case:${caseId}`
  await requireCaseAction(ctx, c, input.action)
  switch (input.action) {
    case 'accept':
      return moveCase(ctx, c, 'accept', { acceptedAt: ctx.now, ...(await clockFor(ctx, c, 'accepted')) })
    case 'contact':
      return moveCase(
        ctx,
        c,
        'contact',
        { contactedAt: ctx.now, contactHow: input.how },
        { how: input.how, note: input.note ?? null },
      )
    case 'completeDocs':
      return moveCase(ctx, c, 'completeDocs', {
        docsAt: ctx.now,
        ...(await clockFor(ctx, c, 'docsComplete')),
      })
    case 'startApproval':
      return moveCase(ctx, c, 'startApproval')
    case 'requestSupplement':
      await requireSupplementLeft(ctx, 'bank_case', c.id)
      return moveCase(ctx, c, 'requestSupplement', { pausedOn: ctx.today }, { reason: input.reason })
    case 'supplement':
      return resume(ctx, c)
    case 'grant':
      return grant(ctx, c, input)
    case 'refuse':
      return refuse(ctx, c, input)
    case 'enterpriseDecline':
      return enterpriseDecline(ctx, c, input.declineReason, input.note ?? null)
    case 'disburse':
      return disburse(ctx, c, input)
    case 'reverse':
      return reverse(ctx, c, input)
    case 'close':
      return moveCase(ctx, c, 'close', {}, { reason: input.reason })
  }
}

async function resume(ctx: Ctx, c: FullCase): Promise<void> {
  const clock =
    c.clockKind !== null && c.pausedOn !== null
      ? await resumeClock(
          ctx,
          {
            clockKind: c.clockKind,
            clockFrom: c.clockFrom!,
            clockUnit: c.clockUnit!,
            clockDays: c.clockDays!,
          },
          c.pausedOn,
        )
      : {}
  await moveCase(ctx, c, 'supplement', { pausedOn: null, ...clock })
}

/** The bank lends: the credit is kept, the declaration ends credited, other banks' undecided cases are taken back. */
async function grant(ctx: Ctx, c: FullCase, input: Input<'grant'>): Promise<void> {
  const late = isLate(ctx, c)
  if (input.firstLoan) await requireFirstLoan(ctx, c)
  await asSystem(ctx, async (trx) => {
    await trx
      .insertInto('creditDecision')
      .values({
        ...decisionColumns(ctx, c, late),
        result: 'grant',
        creditFen: input.creditFen,
        revolving: input.revolving,
        rateBp: input.rateBp,
        termMonths: input.termMonths,
        guarantee: input.guarantee,
        product: input.product ?? null,
        firstLoan: input.firstLoan,
      })
      .execute()
    await moveCase(ctx, c, 'grant', { decidedAt: ctx.now, late }, { creditFen: input.creditFen, late })
    const d = await lockDeclaration(ctx, c.declarationId)
    if (d.status === 'recommended' || d.status === 'awaitingConsultation') {
      await moveDeclaration(ctx, d, 'credit', {
        set: { closeReason: '银行已授信' },
        details: { caseId: c.id },
      })
    }
    await recallCases(ctx, d, '其他银行已授信', undefined, c.id)
  })
}

/** Every refusal says why, in coded reasons and in facts (湛江: 拒绝授信原因较简单), and starts the next step by itself. */
async function refuse(ctx: Ctx, c: FullCase, input: Input<'refuse'>): Promise<void> {
  const least = await parameterValue(ctx, 'refusalFactsMin')
  if (visibleLength(input.facts) < least)
    throw new Problem('unprocessable', {
      message: `事实依据至少 ${least} 个字：写明查到了什么、差多少、依据什么`,
    })
  const labels = input.reasons.map((r) => refusalReasonLabels[r] ?? '')
  if (labels.some((l) => l !== '' && input.facts.trim() === l))
    throw new Problem('unprocessable', { message: '事实依据不能只重复原因名称' })
  if (input.explainedOn !== undefined && input.explainedOn > ctx.today)
    throw new Problem('bad_request', {
      message: '向企业说明的日期不能晚于今天；还没有说明的，先留空',
      details: { fields: [{ field: 'body.explainedOn', message: '不能晚于今天' }] },
    })
  const late = isLate(ctx, c)
  await asSystem(ctx, async (trx) => {
    await trx
      .insertInto('creditDecision')
      .values({
        ...decisionColumns(ctx, c, late),
        result: 'refuse',
        reasons: input.reasons,
        facts: input.facts,
        repairable: input.repairable,
        repairOwner: input.repairOwner ?? null,
        repairAdvice: input.repairAdvice ?? null,
        explainedOn: input.explainedOn ?? null,
        explainedHow: input.explainedHow ?? null,
      })
      .execute()
    await moveCase(ctx, c, 'refuse', { decidedAt: ctx.now, late }, { reasons: input.reasons, late })
    await passOn(ctx, await lockDeclaration(ctx, c.declarationId))
  })
}

function decisionColumns(ctx: Ctx, c: FullCase, late: boolean) {
  return {
    bankCaseId: c.id,
    declarationId: c.declarationId,
    entityId: c.entityId,
    division: c.division,
    bankId: c.bankId,
    branchId: c.branchId,
    late,
    decidedAt: ctx.now,
    recordedAt: ctx.now,
    accountId: ctx.actor.accountId,
  }
}

/** While the firm brings what is missing the clock stands where it stood. */
function isLate(ctx: Ctx, c: FullCase): boolean {
  return c.status === 'expired' || (c.dueOn !== null && c.dueOn < (c.pausedOn ?? ctx.today))
}

async function enterpriseDecline(
  ctx: Ctx,
  c: FullCase,
  reason: keyof typeof declineReasons,
  note: string | null,
): Promise<void> {
  await moveCase(
    ctx,
    c,
    'enterpriseDecline',
    { decidedAt: ctx.now },
    { reason: declineReasons[reason], note },
  )
  await asSystem(ctx, async () => passOn(ctx, await lockDeclaration(ctx, c.declarationId)))
}

export type OfficeCaseAction =
  | { action: 'push'; version: number }
  | { action: 'recall'; version: number; reason: string }
  | {
      action: 'enterpriseDecline'
      version: number
      declineReason: keyof typeof declineReasons
      note?: string
    }

/** The work group's own steps on a case: push it, take it back, note that the firm has declined. */
export async function actOnCase(ctx: Ctx, caseId: string, input: OfficeCaseAction): Promise<void> {
  const c = await lockCaseToAct(ctx, caseId, input.version)
  ctx.object = `case:${caseId}`
  await requireCaseAction(ctx, c, input.action)
  switch (input.action) {
    case 'push': {
      const consent = await asSystem(ctx, () => findConsent(ctx, c.declarationId, c.bankId))
      return pushCase(ctx, c, consent!)
    }
    case 'recall':
      await moveCase(ctx, c, 'recall', {}, { reason: input.reason })
      return asSystem(ctx, async () => passOn(ctx, await lockDeclaration(ctx, c.declarationId)))
    case 'enterpriseDecline':
      return enterpriseDecline(ctx, c, input.declineReason, input.note ?? null)
  }
}

/** Takes one overdue case past its clock: the bank may still decide, late; the firm goes on to the next bank. */
export async function expireCase(ctx: Ctx, caseId: string): Promise<boolean> {
  const c = await lockCaseToAct(ctx, caseId)
  const overdue = c.dueOn !== null && c.dueOn < ctx.today && c.pausedOn === null
  if (!overdue || !bankCaseFlow.actions.expire.from.includes(c.status as never)) return false
  await requireCaseAction(ctx, c, 'expire')
  await moveCase(ctx, c, 'expire', { overdueAt: ctx.now }, { dueOn: c.dueOn })
  await passOn(ctx, await lockDeclaration(ctx, c.declarationId))
  return true
}
