import { sql } from 'kysely'
import { daysBetween } from '#contract/kernel/deadline.ts'
import type { NewDivisionChange } from '#contract/organisations/division.routes.ts'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import type { Tx } from '#kernel/database.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import { requireChange, requireInForce } from './division.rules.ts'

/** A notice is carried out within months; a day farther off is a slip of the pen. */
const farthestDays = 731

/**
 * Writes down a change of places before its day, with the number of its notice. Nothing moves until another person has
 * confirmed it and the day has come (行政区划管理条例: a change stands on the notice that grants it).
 */
export async function planChange(ctx: Ctx, input: NewDivisionChange): Promise<string> {
  if (input.startsOn <= ctx.today)
    throw new Problem('unprocessable', { message: '生效日须在今天以后：已过去的日子不再改动' })
  if (daysBetween(ctx.today, input.startsOn) > farthestDays)
    throw new Problem('unprocessable', { message: '生效日在两年以后：请核对批复上的日期' })
  return asSystem(ctx, async (trx) => {
    await oneAtATime(trx)
    const from = await requireInForce(trx, input.fromCode)
    await requireChange(trx, from, input)
    const { id } = await trx
      .insertInto('divisionChange')
      .values({
        ...input,
        ...(input.kind === 'recode' ? { toName: input.toName ?? from.name } : {}),
        ...(input.kind === 'split' ? { parts: JSON.stringify(input.parts) } : {}),
        fromName: from.name,
        state: 'proposed',
        madeBy: ctx.actor.accountId,
        madeAt: ctx.now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await record(ctx, {
      flow: 'division',
      subjectId: id,
      action: 'plan',
      to: 'proposed',
      division: from.code,
      details: { ...input },
    })
    return id
  })
}

/** Two changes written down at once would not know of each other. */
async function oneAtATime(trx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(731039)`.execute(trx)
}

/** Confirms a change, by another person than wrote it down; or takes it back before its day. */
export async function actOnChange(
  ctx: Ctx,
  changeId: string,
  input: { action: 'confirm' | 'cancel'; version: number; reason?: string },
): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const now = await trx
      .selectFrom('divisionChange')
      .selectAll()
      .where('id', '=', changeId)
      .forUpdate()
      .executeTakeFirst()
    if (!now) throw notFound()
    if (now.version !== input.version)
      throw new Problem('stale_version', { details: { version: now.version } })
    const open = input.action === 'confirm' ? ['proposed'] : ['proposed', 'planned']
    if (!open.includes(now.state)) throw new Problem('wrong_status')
    if (input.action === 'confirm') await requireAnother(ctx, trx, now)
    const state = input.action === 'confirm' ? ('planned' as const) : ('cancelled' as const)
    await trx
      .updateTable('divisionChange')
      .set({
        state,
        version: now.version + 1,
        ...(input.action === 'confirm'
          ? { decidedBy: ctx.actor.accountId, decidedAt: ctx.now }
          : { endedReason: input.reason ?? null }),
      })
      .where('id', '=', changeId)
      .execute()
    await record(ctx, {
      flow: 'division',
      subjectId: changeId,
      action: input.action,
      from: now.state,
      to: state,
      division: now.fromCode,
      details: { reason: input.reason ?? null },
    })
  })
}

async function requireAnother(
  ctx: Ctx,
  trx: Tx,
  change: { madeBy: string; startsOn: unknown },
): Promise<void> {
  const maker = await trx
    .selectFrom('account')
    .select('personId')
    .where('id', '=', change.madeBy)
    .executeTakeFirstOrThrow()
  if (maker.personId === ctx.actor.personId)
    throw new Problem('maker_is_checker', { message: '登记人不能确认自己登记的变更，请由另一人对照批复确认' })
  if (String(change.startsOn) <= ctx.today)
    throw new Problem('unprocessable', { message: '生效日已到还没有确认：请撤销后按新的日子重新登记' })
}
