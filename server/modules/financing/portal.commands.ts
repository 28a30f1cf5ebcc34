import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { declarationFlow } from '#contract/financing/declaration.flow.ts'
import type { portalRoutes } from '#contract/financing/portal.routes.ts'
import { canonicalCode, isUscc, kindOfUscc } from '#contract/registry/codes.ts'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import { findEntityByName, findOrAddPortalEntity } from '../registry/registry.public.ts'
import { recallCases } from './bank-case.effects.ts'
import { giveConsents, requireBank, withdrawConsent } from './consent.commands.ts'
import { needColumns, nextNo } from './declaration.commands.ts'
import { type LockedDeclaration, lockDeclaration } from './declaration.lock.ts'
import { moveDeclaration } from './declaration.move.ts'
import { findPrevious, takeTurn } from './declaration.origin.ts'

export type PortalInput = z.output<(typeof portalRoutes)['portalDeclare']['body']>

/** The same sentence for everyone: it tells nothing about the firm that was named. */
export const portalMessage =
  '已收到。工作人员会通过贵单位登记的联系方式核实后办理，请保存回执，凭回执查询进展。'

const hash = (receipt: string) => createHash('sha256').update(receipt).digest('base64url')

/**
 * Takes a firm's declaration from the QR page. Until control of the firm has been shown it reaches no list, no bank and
 * no board, and takes nobody's place: several wait side by side, each kept whole, and the same work is done
 * for each whatever is known of the firm.
 */
export async function declareAtPortal(
  ctx: Ctx,
  input: PortalInput,
  ip: string,
): Promise<{ receipt: string; message: string }> {
  const receipt = ctx.random.token(160)
  await asSystem(ctx, async () => {
    const entity = await resolveFirm(ctx, input)
    await takeTurn(ctx, entity.id)
    for (const bankId of [...input.wishBankIds, ...input.provideConsents]) await requireBank(ctx, bankId)
    const id = await insertPortalDeclaration(ctx, input, entity, hash(receipt))
    const d = await lockDeclaration(ctx, id)
    await giveConsents(ctx, d, { channel: 'portal', signer: input.signer, ip }, input.provideConsents, true)
    await moveDeclaration(ctx, d, 'submit', { set: { submittedAt: ctx.now } })
  })
  return { receipt, message: portalMessage }
}

/** Writes the row. */
async function insertPortalDeclaration(
  ctx: Ctx,
  input: PortalInput,
  entity: { id: string; division: string },
  receiptHash: string,
): Promise<string> {
  const target = await ctx.trx
    .selectFrom('target')
    .select(['id', 'mainBranchId', 'backupBranchId'])
    .where('entityId', '=', entity.id)
    .orderBy('id', 'desc')
    .executeTakeFirst()
  const { id } = await ctx.trx
    .insertInto('declaration')
    .values({
      ...needColumns(input),
      no: await nextNo(ctx),
      entityId: entity.id,
      targetId: target?.id ?? null,
      division: entity.division,
      status: declarationFlow.initial,
      parentId: await findPrevious(ctx, entity.id, input.needType),
      channel: 'portal',
      wishBankId: input.wishBankIds[0] ?? null,
      mainBranchId: target?.mainBranchId ?? null,
      backupBranchId: target?.backupBranchId ?? null,
      makerId: ctx.actor.accountId,
      receiptHash,
      openedAt: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await record(ctx, {
    flow: 'declaration',
    subjectId: id,
    action: 'open',
    to: declarationFlow.initial,
    entityId: entity.id,
    division: entity.division,
    details: { channel: 'portal' },
  })
  return id
}

/** By code, else by a name only one firm bears; a firm no list knows is added as it says it is, unverified. */
async function resolveFirm(ctx: Ctx, input: PortalInput): Promise<{ id: string; division: string }> {
  const place = await ctx.trx
    .selectFrom('division')
    .select('code')
    .where('code', '=', input.division)
    .executeTakeFirst()
  if (!place) throw new Problem('unprocessable', { message: '所在区县、镇街不在名单内，请重新选择' })
  const code = input.code === undefined ? null : canonicalCode(input.code)
  if (code !== null && code !== '' && !isUscc(code))
    throw new Problem('unprocessable', {
      message: '统一社会信用代码不正确，请对照营业执照核对（18 位，字母没有 I、O、S、V、Z）',
    })
  await takeTurn(ctx, code || input.firmName)
  const byName = code ? null : await findEntityByName(ctx, input.firmName)
  if (byName) return byName
  return findOrAddPortalEntity(ctx, {
    uscc: code || null,
    name: input.firmName,
    kind: code ? (kindOfUscc(code) ?? 'other') : 'farmer',
    division: input.division,
  })
}

/** The declaration of a receipt, or the same 404 for a wrong one. */
export async function findByReceipt(ctx: Ctx, receipt: string) {
  return asSystem(ctx, async (trx) => {
    const row = await trx
      .selectFrom('declaration')
      .select('id')
      .where('receiptHash', '=', hash(receipt))
      .executeTakeFirst()
    if (!row) throw notFound()
    return lockDeclaration(ctx, row.id)
  })
}

/** Whether a receipt's declaration has been withdrawn; a merged one is, in its holder's eyes, once they have said so. */
export function isWithdrawn(d: LockedDeclaration): boolean {
  return d.status === 'withdrawn' || (d.status === 'merged' && d.closeReason !== null)
}

/** A merged one answers as a live one would: the answer must not tell that the firm has another in hand. */
export function canWithdraw(d: LockedDeclaration): boolean {
  if (d.status === 'merged') return !isWithdrawn(d)
  return declarationFlow.actions.withdraw.from.includes(d.status as never)
}

/** Takes the declaration of a receipt back: it leaves every list, and its undecided cases are recalled. */
export async function withdrawAtPortal(ctx: Ctx, receipt: string, reason: string): Promise<void> {
  const d = await findByReceipt(ctx, receipt)
  if (!canWithdraw(d)) throw new Problem('wrong_status', { message: '申报已撤回或已办结，不用再撤回' })
  if (d.status === 'merged') return withdrawMerged(ctx, d, reason)
  await moveDeclaration(ctx, d, 'withdraw', { set: { closeReason: reason }, details: { reason } })
  await recallCases(ctx, d, '企业撤回申报')
}

/** Already closed: only the wish of the receipt's holder is kept. */
async function withdrawMerged(ctx: Ctx, d: LockedDeclaration, reason: string): Promise<void> {
  await asSystem(ctx, async (trx) => {
    await trx
      .updateTable('declaration')
      .set((e) => ({ closeReason: reason, version: e('version', '+', 1) }))
      .where('id', '=', d.id)
      .execute()
    await record(ctx, {
      flow: 'declaration',
      subjectId: d.id,
      action: 'withdraw',
      from: d.status,
      to: d.status,
      entityId: d.entityId,
      division: d.division,
      details: { reason },
    })
  })
}

export async function withdrawConsentAtPortal(ctx: Ctx, receipt: string, consentId: string): Promise<void> {
  const d = await findByReceipt(ctx, receipt)
  await asSystem(ctx, () => withdrawConsent(ctx, d.id, consentId, '企业凭回执在线撤回'))
}
