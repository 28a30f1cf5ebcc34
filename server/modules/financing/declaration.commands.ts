import { sql } from 'kysely'
import { type DeclarationAction, declarationFlow } from '#contract/financing/declaration.flow.ts'
import type { DeclarationActionInput } from '#contract/financing/declaration.routes.ts'
import { refusal } from '#contract/kernel/flow.ts'
import { moneyText } from '#contract/kernel/money.ts'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { refusalProblem } from '#kernel/flow.ts'
import { Problem } from '#kernel/problem.ts'
import { recallCases } from './bank-case.effects.ts'
import { giveConsents, requireBank, requireOwnChannel } from './consent.commands.ts'
import { factsOf, type LockedDeclaration, lockDeclaration } from './declaration.lock.ts'
import { type Move, moveDeclaration } from './declaration.move.ts'
import {
  findLive,
  findOrigin,
  findPrevious,
  type NewDeclarationInput,
  takeTurn,
} from './declaration.origin.ts'
import { mergeUnverified, takeTurnOf, verifyDeclaration } from './declaration.verify.ts'
import { requireSupplementLeft } from './supplement.ts'

/** Fills in a declaration for a firm the actor can see; one live declaration a firm and need (INV-11). */
export async function createDeclaration(ctx: Ctx, input: NewDeclarationInput): Promise<string> {
  if (input.consent) requireOwnChannel(ctx, input.consent.channel)
  const origin = await findOrigin(ctx, input)
  const id = await insertDeclaration(ctx, input, origin)
  const d = await lockDeclaration(ctx, id)
  if (d.verifiedAt !== null) await mergeUnverified(ctx, d)
  if (input.consent)
    await giveConsents(
      ctx,
      d,
      { channel: input.consent.channel, signer: input.consent.signer },
      input.consent.provideTo,
      true,
    )
  if (input.submit) await step(ctx, d, 'submit', { set: { submittedAt: ctx.now } })
  return id
}

/** Writes the row, where none of the same need is live. */
async function insertDeclaration(
  ctx: Ctx,
  input: NewDeclarationInput,
  origin: Awaited<ReturnType<typeof findOrigin>>,
): Promise<string> {
  return asSystem(ctx, async (trx) => {
    await takeTurn(ctx, origin.entityId)
    await requireNoneLive(ctx, origin.entityId, input.needType)
    if (input.wishBankId !== undefined) await requireBank(ctx, input.wishBankId)
    const target =
      origin.targetId === null
        ? undefined
        : await trx
            .selectFrom('target')
            .select(['mainBranchId', 'backupBranchId'])
            .where('id', '=', origin.targetId)
            .executeTakeFirst()
    const row = await trx
      .insertInto('declaration')
      .values({
        ...needColumns(input),
        no: await nextNo(ctx),
        entityId: origin.entityId,
        targetId: origin.targetId,
        visitId: origin.visitId,
        division: origin.division,
        status: declarationFlow.initial,
        parentId: await findPrevious(ctx, origin.entityId, input.needType),
        channel: origin.channel,
        wishBankId: input.wishBankId ?? null,
        mainBranchId: target?.mainBranchId ?? null,
        backupBranchId: target?.backupBranchId ?? null,
        makerId: ctx.actor.accountId,
        verifiedAt: origin.verifiedHow === null ? null : ctx.now,
        verifiedHow: origin.verifiedHow,
        openedAt: ctx.now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await record(ctx, {
      flow: 'declaration',
      subjectId: row.id,
      action: 'open',
      to: declarationFlow.initial,
      entityId: origin.entityId,
      division: origin.division,
      details: { channel: origin.channel },
    })
    return row.id
  })
}

/** The columns of the need itself, the same from every door. */
export function needColumns(
  input: Pick<
    NewDeclarationInput,
    | 'needType'
    | 'amountFen'
    | 'termMonths'
    | 'purposeKind'
    | 'purpose'
    | 'guarantee'
    | 'rateCapBp'
    | 'firstLoanClaimed'
    | 'ordersNote'
    | 'contactName'
    | 'contactPhone'
    | 'acceptsOther'
  >,
) {
  return {
    needType: input.needType,
    amountFen: input.amountFen,
    termMonths: input.termMonths,
    purposeKind: input.purposeKind,
    purpose: input.purpose,
    guarantee: input.guarantee,
    rateCapBp: input.rateCapBp ?? null,
    firstLoanClaimed: input.firstLoanClaimed ?? null,
    ordersNote: input.ordersNote ?? null,
    contactName: input.contactName,
    contactPhone: input.contactPhone,
    acceptsOther: input.acceptsOther,
  }
}

/** SB20261122000017: day and running number. */
export async function nextNo(ctx: Ctx): Promise<string> {
  const { rows } = await sql<{ n: string }>`select nextval('declaration_no_seq') as n`.execute(ctx.trx)
  return `SB${ctx.today.replaceAll('-', '')}${rows[0]!.n.padStart(6, '0')}`
}

async function requireNoneLive(ctx: Ctx, entityId: string, needType: string): Promise<void> {
  const live = await findLive(ctx, entityId, needType)
  if (live)
    throw new Problem('duplicate', { message: `该企业已有一份同类需求在办（${live.no}），请在原申报上办理` })
}

/** Asks the flow, then moves; a refusal says which fact is missing. */
export async function step(
  ctx: Ctx,
  d: LockedDeclaration,
  action: DeclarationAction,
  move: Move = {},
  naming?: { main: string; backup: string },
): Promise<void> {
  const no = refusal(declarationFlow, action, {
    status: d.status,
    role: ctx.actor.internal ? 'system' : ctx.actor.role,
    facts: await factsOf(ctx, d, naming),
  })
  if (no?.code === 'missing_fact' && no.fact === 'checkerDiffers') throw new Problem('maker_is_checker')
  if (no) throw refusalProblem(no)
  await moveDeclaration(ctx, d, action, move)
}

/** One step of a declaration, with what that step brings along. */
export async function actOnDeclaration(
  ctx: Ctx,
  declarationId: string,
  input: DeclarationActionInput,
): Promise<void> {
  if (input.action === 'verify') await takeTurnOf(ctx, declarationId)
  const d = await lockDeclaration(ctx, declarationId, input.version)
  ctx.object = `declaration:${declarationId}`
  switch (input.action) {
    case 'submit':
      if (input.consent) {
        requireOwnChannel(ctx, input.consent.channel)
        await giveConsents(
          ctx,
          d,
          { channel: input.consent.channel, signer: input.consent.signer },
          input.consent.provideTo,
          true,
        )
      }
      return step(ctx, d, 'submit', { set: { submittedAt: ctx.now } })
    case 'verify':
      return verifyDeclaration(ctx, d, input.how, input.note ?? null)
    case 'propose':
      return propose(ctx, d, input)
    case 'proposeIneligible':
      return step(ctx, d, 'proposeIneligible', { set: maker(ctx), details: { reason: input.reason } })
    case 'confirmIneligible':
      return step(ctx, d, 'confirmIneligible', { set: { closeReason: '五项标准暂不符合' } })
    case 'withdraw':
      await step(ctx, d, 'withdraw', {
        set: { closeReason: input.reason },
        details: { reason: input.reason },
      })
      await recallCases(ctx, d, '企业撤回申报')
      return
    case 'supplement':
      return step(ctx, d, 'supplement', { details: { note: input.note } })
    case 'accept':
      return step(ctx, d, 'accept')
    case 'requestSupplement':
      await requireSupplementLeft(ctx, 'declaration', d.id)
      return step(ctx, d, 'requestSupplement', { details: { reason: input.reason } })
    case 'failPrecheck':
    case 'sendBack':
      return step(ctx, d, input.action, { details: { reason: input.reason } })
  }
}

/** 经办人: whoever proposes is the maker the checker must differ from. */
function maker(ctx: Ctx) {
  return { makerId: ctx.actor.accountId, makerPersonId: ctx.actor.personId }
}

async function propose(
  ctx: Ctx,
  d: LockedDeclaration,
  input: Extract<DeclarationActionInput, { action: 'propose' }>,
): Promise<void> {
  const naming = { main: input.mainBranchId, backup: input.backupBranchId }
  if (BigInt(input.recommendedFen) > BigInt(d.amountFen)) {
    const message = `推荐金额不能高于企业申报的 ${moneyText(d.amountFen)}；企业需要更多的，请由企业撤回后按新的金额申报`
    throw new Problem('bad_request', {
      message,
      details: { fields: [{ field: 'body.recommendedFen', message }] },
    })
  }
  await step(
    ctx,
    d,
    'propose',
    {
      set: {
        ...maker(ctx),
        mainBranchId: naming.main,
        backupBranchId: naming.backup,
        recommendedFen: input.recommendedFen,
        recommendReason: input.reason,
      },
      details: {
        mainBranchId: naming.main,
        backupBranchId: naming.backup,
        recommendedFen: input.recommendedFen,
      },
    },
    naming,
  )
}
