import { type DeclarationAction, declarationFlow } from '#contract/financing/declaration.flow.ts'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import type { LockedDeclaration } from './declaration.lock.ts'

export interface Move {
  /** Columns set beside the status. */
  set?: Record<string, string | number | Date | null>
  details?: Record<string, unknown>
}

/** Writes a checked transition of a declaration: status, closing date, log and outbox in one go. */
export async function moveDeclaration(
  ctx: Ctx,
  d: LockedDeclaration,
  action: DeclarationAction,
  move: Move = {},
): Promise<void> {
  const to = declarationFlow.actions[action].to ?? d.status
  const closes = declarationFlow.closed.includes(to)
  await asSystem(ctx, async (trx) => {
    await trx
      .updateTable('declaration')
      .set((e) => ({
        status: to,
        version: e('version', '+', 1),
        ...(closes ? { closedAt: ctx.now } : {}),
        ...move.set,
      }))
      .where('id', '=', d.id)
      .execute()
    await record(ctx, {
      flow: 'declaration',
      subjectId: d.id,
      action,
      from: d.status,
      to,
      entityId: d.entityId,
      division: d.division,
      details: move.details,
    })
  })
  d.status = to
  d.version += 1
}
