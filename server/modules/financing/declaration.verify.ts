import { declarationFlow } from '#contract/financing/declaration.flow.ts'
import { refusal } from '#contract/kernel/flow.ts'
import { record } from '#kernel/actions.ts'
import { systemActor } from '#kernel/actor.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { refusalProblem } from '#kernel/flow.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import { type LockedDeclaration, lockDeclaration } from './declaration.lock.ts'
import { moveDeclaration } from './declaration.move.ts'
import { findLive, takeTurn } from './declaration.origin.ts'

/** The turn of the declaration's firm, taken before any row is locked: verifying one merges the others. */
export async function takeTurnOf(ctx: Ctx, declarationId: string): Promise<void> {
  const seen = await ctx.trx
    .selectFrom('declaration')
    .select('entityId')
    .where('id', '=', declarationId)
    .executeTakeFirst()
  if (!seen) throw notFound()
  await takeTurn(ctx, seen.entityId)
}

/**
 * Once it is known which declaration is the firm's own, what else was sent in for the same need under its name ends as
 * merged. Their receipts go on answering as before.
 */
export async function mergeUnverified(by: Ctx, d: LockedDeclaration): Promise<void> {
  const ctx: Ctx = { ...by, actor: systemActor }
  await asSystem(by, async (trx) => {
    const others = await trx
      .selectFrom('declaration')
      .select('id')
      .where('entityId', '=', d.entityId)
      .where('needType', '=', d.needType)
      .where('closedAt', 'is', null)
      .where('channel', '=', 'portal')
      .where('verifiedAt', 'is', null)
      .where('id', '<>', d.id)
      .orderBy('id')
      .execute()
    for (const { id } of others) {
      const other = await lockDeclaration(ctx, id)
      if (declarationFlow.actions.merge.from.includes(other.status as never))
        await moveDeclaration(ctx, other, 'merge', { details: { into: d.id } })
    }
  })
}

/**
 * Confirms that the firm itself declares: by a visit on record, by calling the phone of the registry (never the one
 * that was typed), or at the window. The status stays where it is.
 */
export async function verifyDeclaration(
  ctx: Ctx,
  d: LockedDeclaration,
  how: 'visit' | 'registryPhone' | 'window',
  note: string | null,
): Promise<void> {
  const no = refusal(declarationFlow, 'verify', { status: d.status, role: ctx.actor.role, facts: {} })
  if (no) throw refusalProblem(no)
  if (d.verifiedAt !== null) throw new Problem('wrong_status', { message: '这份申报已经核实' })
  const live = await asSystem(ctx, () => findLive(ctx, d.entityId, d.needType))
  if (live && live.id !== d.id)
    throw new Problem('duplicate', {
      message: `该企业已有一份同类需求在办（${live.no}），请在原申报上办理；这一份可初检退回`,
    })
  if (how === 'visit') {
    const visit = await ctx.trx
      .selectFrom('visit')
      .select('id')
      .where('entityId', '=', d.entityId)
      .where('outcome', '=', 'normal')
      .where('counted', '=', true)
      .executeTakeFirst()
    if (!visit)
      throw new Problem('missing_fact', {
        message: '没有这户的走访记录，请先登记走访，或改用登记电话、窗口核实',
      })
  }
  await asSystem(ctx, async (trx) => {
    await trx
      .updateTable('declaration')
      .set((e) => ({ verifiedAt: ctx.now, verifiedHow: how, version: e('version', '+', 1) }))
      .where('id', '=', d.id)
      .execute()
    await record(ctx, {
      flow: 'declaration',
      subjectId: d.id,
      action: 'verify',
      from: d.status,
      to: d.status,
      entityId: d.entityId,
      division: d.division,
      details: { how, note },
    })
  })
  await mergeUnverified(ctx, d)
}
