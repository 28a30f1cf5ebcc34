import { sql } from 'kysely'
import type { LedgerKind } from '#contract/boards/words.ts'
import { ledgers } from '#contract/boards/words.ts'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { strictestToday } from '#kernel/parameters.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import { countLedger, requireLedger } from './ledger.queries.ts'
import type { LedgerFilter } from './ledger.sql.ts'

/** For how long an agreed export may be taken. */
const hoursToTake = 24

/**
 * A ledger above the limit leaves only with a second person's consent, and so do its parts: what one person has taken
 * today counts, under whichever account. One person's exports wait for each other until the row that
 * counts them is written, so that several at once do not pass the limit together.
 */
export async function requireSmall(ctx: Ctx, kind: LedgerKind, filter: LedgerFilter): Promise<void> {
  await sql`select pg_advisory_xact_lock(731037, hashtext(${ctx.actor.personId}))`.execute(ctx.trx)
  const limit = await strictestToday(ctx, 'exportApprovalRows')
  const rows = await countLedger(ctx, kind, filter)
  const taken = await takenToday(ctx)
  if (rows + taken > limit)
    throw new Problem('approval_required', {
      message: `共 ${rows} 行${taken > 0 ? `，今日已导出 ${taken} 行` : ''}，超过一人一日 ${limit} 行：请填写用途提交申请，由另一人同意后导出；也可缩小日期或区划范围`,
      details: { rows, taken, limit },
    })
}

/** Rows the person has taken away today without anyone's consent, as the audit has it. */
async function takenToday(ctx: Ctx): Promise<number> {
  const { rows } = await asSystem(ctx, (trx) =>
    sql<{ n: number }>`
      select coalesce(sum((details ->> 'rows')::int), 0)::int as n from audit
      where person_id = ${ctx.actor.personId} and action in ('exportLedger', 'exportComparison') and outcome = 'done' and at >= (${ctx.today}::date)::timestamp at time zone 'Asia/Shanghai'`.execute(
      trx,
    ),
  )
  return rows[0]!.n
}

/** Keeps what is asked for and why; answers the request's id. */
export async function requestExport(
  ctx: Ctx,
  kind: LedgerKind,
  filter: LedgerFilter,
  reason: string,
): Promise<string> {
  requireLedger(ctx, kind)
  const rowCount = await countLedger(ctx, kind, filter)
  const { scope } = ctx.actor
  return asSystem(ctx, async (trx) => {
    const { id } = await trx
      .insertInto('exportRequest')
      .values({
        kind,
        filter: JSON.stringify(filter),
        rowCount,
        reason,
        state: 'requested',
        requestedBy: ctx.actor.accountId,
        personId: ctx.actor.personId,
        orgId: ctx.actor.orgId,
        division: scope.kind === 'place' ? scope.division : null,
        bankId: scope.kind === 'bank' ? scope.bankId : null,
        requestedAt: ctx.now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await record(ctx, {
      flow: 'export',
      subjectId: id,
      action: 'request',
      to: 'requested',
      details: { kind: ledgers[kind], rowCount, reason },
    })
    return id
  })
}

/** Agrees or refuses; never one's own request, under whichever account. */
export async function decideExport(
  ctx: Ctx,
  exportId: string,
  decision: { version: number; approve: boolean; reason?: string },
): Promise<void> {
  const row = await ctx.trx
    .selectFrom('exportRequest')
    .selectAll()
    .where('id', '=', exportId)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw notFound()
  if (row.version !== decision.version)
    throw new Problem('stale_version', { details: { version: row.version } })
  if (row.state !== 'requested') throw new Problem('wrong_status')
  if (row.personId === ctx.actor.personId) throw new Problem('maker_is_checker')
  if (!decision.approve && !decision.reason)
    throw new Problem('unprocessable', { message: '不同意请写明理由' })
  const state = decision.approve ? 'approved' : 'refused'
  await asSystem(ctx, async (trx) => {
    await trx
      .updateTable('exportRequest')
      .set({
        state,
        decidedBy: ctx.actor.accountId,
        decidedAt: ctx.now,
        decisionReason: decision.reason ?? null,
        version: row.version + 1,
      })
      .where('id', '=', exportId)
      .execute()
    await record(ctx, {
      flow: 'export',
      subjectId: exportId,
      action: decision.approve ? 'approve' : 'refuse',
      from: 'requested',
      to: state,
      details: { reason: decision.reason ?? null },
    })
  })
}

/** The request behind a download: one's own, agreed to, and within its hours. */
export async function openGranted(
  ctx: Ctx,
  exportId: string,
): Promise<{ kind: LedgerKind; filter: LedgerFilter }> {
  const row = await ctx.trx
    .selectFrom('exportRequest')
    .select(['kind', 'filter', 'state', 'decidedAt'])
    .where('id', '=', exportId)
    .where('requestedBy', '=', ctx.actor.accountId)
    .executeTakeFirst()
  if (!row) throw notFound()
  if (row.state !== 'approved') throw new Problem('wrong_status', { message: '这份申请还没有得到同意' })
  if (ctx.now.getTime() - row.decidedAt!.getTime() > hoursToTake * 3_600_000)
    throw new Problem('gone', { message: `同意已超过 ${hoursToTake} 小时，请重新申请` })
  ctx.object = `export:${exportId}`
  requireLedger(ctx, row.kind as LedgerKind)
  return { kind: row.kind as LedgerKind, filter: row.filter as LedgerFilter }
}
