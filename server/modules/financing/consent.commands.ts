import { noticeVersion } from '#contract/financing/words.ts'
import { addMonths } from '#contract/kernel/deadline.ts'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import { passOn, recallCases } from './bank-case.effects.ts'
import { findConsent, type LockedDeclaration, lockDeclaration } from './declaration.lock.ts'

/** A consent holds for a year; a new need is a new consent. */
const monthsValid = 12

export interface ConsentGiven {
  channel: 'portal' | 'onsite' | 'window' | 'phone'
  signer: string
  ip?: string
}

/** Keeps the firm's consent to collection and, one by one, to each bank named (PIPL 14, 23). Given twice it stands once. */
export async function giveConsents(
  ctx: Ctx,
  d: Pick<LockedDeclaration, 'id' | 'entityId' | 'division'>,
  given: ConsentGiven,
  bankIds: readonly string[],
  collect: boolean,
): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const wanted: (string | null)[] = [...(collect ? [null] : []), ...new Set(bankIds)]
    for (const bankId of wanted) {
      if (bankId !== null) await requireBank(ctx, bankId)
      if ((await findConsent(ctx, d.id, bankId)) !== null) continue
      const { id } = await trx
        .insertInto('consent')
        .values({
          declarationId: d.id,
          entityId: d.entityId,
          division: d.division,
          purpose: bankId === null ? 'collect' : 'provide',
          bankId,
          noticeVersion,
          channel: given.channel,
          signer: given.signer,
          ip: given.ip ?? null,
          givenAt: ctx.now,
          expiresOn: addMonths(ctx.today, monthsValid),
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      await record(ctx, {
        flow: 'consent',
        subjectId: id,
        action: 'give',
        entityId: d.entityId,
        division: d.division,
        details: { bankId, channel: given.channel },
      })
    }
  })
}

/** A firm ticks for itself online; an officer writes down what was signed or said. Neither may pass for the other. */
export function requireOwnChannel(ctx: Ctx, channel: ConsentGiven['channel']): void {
  const firm = ctx.actor.scope.kind === 'firm'
  if (firm !== (channel === 'portal'))
    throw new Problem('unprocessable', {
      message: firm ? '企业账号只能以“线上勾选”授权' : '“线上勾选”只能由企业用自己的账号办理',
    })
}

/** A bank by its own number; no other organisation may be named in its place. */
export async function requireBank(ctx: Ctx, bankId: string): Promise<void> {
  const bank = await ctx.trx
    .selectFrom('org')
    .select('id')
    .where('id', '=', bankId)
    .where('kind', '=', 'bank')
    .executeTakeFirst()
  if (!bank) throw new Problem('unprocessable', { message: '没有找到这家银行' })
}

/** Adds the consent for one bank, as the firm gave it to an officer. */
export async function addConsent(
  ctx: Ctx,
  declarationId: string,
  bankId: string,
  given: ConsentGiven,
): Promise<void> {
  requireOwnChannel(ctx, given.channel)
  const d = await lockDeclaration(ctx, declarationId)
  if (d.closedAt !== null) throw new Problem('unprocessable', { message: '申报已办结，不能再增加授权' })
  const already = await asSystem(ctx, () => findConsent(ctx, declarationId, bankId))
  if (already !== null) throw new Problem('unprocessable', { message: '企业对这家银行的授权已登记' })
  await giveConsents(ctx, d, given, [bankId], false)
}

/**
 * Takes a consent back. From this moment nothing more goes to that bank: its undecided case is recalled in the same
 * transaction, and the firm goes on to its other bank. Without the consent to collection itself nothing goes
 * to any bank.
 */
export async function withdrawConsent(
  ctx: Ctx,
  declarationId: string,
  consentId: string,
  how: string,
): Promise<void> {
  const d = await lockDeclaration(ctx, declarationId)
  await asSystem(ctx, async (trx) => {
    const consent = await trx
      .selectFrom('consent')
      .select(['id', 'bankId'])
      .where('id', '=', consentId)
      .where('declarationId', '=', declarationId)
      .executeTakeFirst()
    if (!consent) throw notFound()
    const before = await trx
      .selectFrom('consentWithdrawal')
      .select('consentId')
      .where('consentId', '=', consentId)
      .executeTakeFirst()
    if (before) throw new Problem('duplicate', { message: '这份授权已经撤回' })
    await trx
      .insertInto('consentWithdrawal')
      .values({ consentId, division: d.division, withdrawnAt: ctx.now, how })
      .execute()
    await record(ctx, {
      flow: 'consent',
      subjectId: consentId,
      action: 'withdraw',
      entityId: d.entityId,
      division: d.division,
      details: { bankId: consent.bankId, how },
    })
    const recalled =
      consent.bankId === null
        ? await recallCases(ctx, d, '企业撤回信息采集同意')
        : await recallCases(ctx, d, '企业撤回对该行的授权', consent.bankId)
    if (recalled > 0) await passOn(ctx, d)
  })
}
