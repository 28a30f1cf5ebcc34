import { type TargetFact, type TargetStatus, targetFlow } from '#contract/assignment/target.flow.ts'
import { addMonths } from '#contract/kernel/deadline.ts'
import { type Facts, refusal } from '#contract/kernel/flow.ts'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { refusalProblem } from '#kernel/flow.ts'
import { notFound, Problem } from '#kernel/problem.ts'

export interface TargetActionInput {
  targetId: string
  action: 'exclude' | 'restore' | 'scheduleRevisit'
  version: number
  reason: string | null
  on: string | null
}

/** Excludes, restores or schedules one target; the row is locked under the actor's own eyes first. */
export async function actOnTarget(ctx: Ctx, input: TargetActionInput): Promise<void> {
  const target = await lockTarget(ctx, input.targetId)
  if (target.version !== input.version)
    throw new Problem('stale_version', { details: { version: target.version } })
  const status = target.status as TargetStatus
  const no = refusal(targetFlow, input.action, { status, role: ctx.actor.role, facts: targetFacts(target) })
  if (no) throw refusalProblem(no)
  if (targetFlow.actions[input.action].reason && !input.reason)
    throw new Problem('bad_request', {
      message: '请写明理由',
      details: { fields: [{ field: 'body.reason', message: '请写明理由' }] },
    })
  if (input.action === 'scheduleRevisit') requireDayAhead(ctx, input.on)
  await moveTarget(ctx, target, input.action, { reason: input.reason, revisitOn: input.on })
}

/** A second visit further off is a slip of the pen: the lists are made anew every year. */
const revisitMonths = 24

/** A second visit lies ahead: one that was due before it was arranged would stand as overdue at once. */
function requireDayAhead(ctx: Ctx, on: string | null): void {
  const last = addMonths(ctx.today, revisitMonths)
  if (on === null || (on >= ctx.today && on <= last)) return
  const message =
    on < ctx.today
      ? `二次走访的日期不能早于今天（${ctx.today}），请改为今天或以后`
      : `二次走访最远排到两年以内（${last}），请核对年份`
  throw new Problem('bad_request', { message, details: { fields: [{ field: 'body.on', message }] } })
}

export interface LockedTarget {
  id: string
  entityId: string
  division: string
  status: string
  version: number
  published: boolean
  round: string
  mainBranchId: string | null
  backupBranchId: string | null
}

/** Locks a target the actor can see, or 404. */
export async function lockTarget(ctx: Ctx, targetId: string): Promise<LockedTarget> {
  const row = await ctx.trx
    .selectFrom('target as t')
    .select([
      't.id',
      't.entityId',
      't.division',
      't.status',
      't.version',
      't.listId',
      't.mainBranchId',
      't.backupBranchId',
    ])
    .where('t.id', '=', targetId)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw notFound()
  const list = await ctx.trx
    .selectFrom('targetList')
    .select(['state', 'round'])
    .where('id', '=', row.listId)
    .executeTakeFirstOrThrow()
  return { ...row, published: list.state === 'published', round: list.round }
}

export function targetFacts(target: {
  published: boolean
  mainBranchId: string | null
  backupBranchId: string | null
}): Facts<TargetFact> {
  return {
    listPublished: target.published,
    bothBanksNamed: target.mainBranchId !== null && target.backupBranchId !== null,
  }
}

/** Writes a checked transition: status, log, outbox. `visitedOn` counts the visit. */
export async function moveTarget(
  ctx: Ctx,
  target: LockedTarget,
  action: keyof typeof targetFlow.actions,
  extra: {
    reason?: string | null
    revisitOn?: string | null
    visitedOn?: string
    occurredAt?: Date
    details?: Record<string, unknown>
  } = {},
): Promise<void> {
  const to = targetFlow.actions[action].to ?? target.status
  await asSystem(ctx, async (trx) => {
    await trx
      .updateTable('target')
      .set((e) => ({
        status: to,
        version: e('version', '+', 1),
        ...(extra.visitedOn ? { visitedOn: extra.visitedOn, visits: e('visits', '+', 1) } : {}),
        ...(extra.revisitOn !== undefined ? { revisitOn: extra.revisitOn } : {}),
      }))
      .where('id', '=', target.id)
      .execute()
    await record(ctx, {
      flow: 'target',
      subjectId: target.id,
      action,
      from: target.status,
      to,
      entityId: target.entityId,
      division: target.division,
      occurredAt: extra.occurredAt,
      details: { ...(extra.reason ? { reason: extra.reason } : {}), ...extra.details },
    })
  })
}
