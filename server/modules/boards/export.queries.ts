import { type RawBuilder, sql } from 'kysely'
import * as z from 'zod'
import { exportStates, type LedgerKind, ledgerKeys, ledgers } from '#contract/boards/words.ts'
import { keysOf } from '#contract/kernel/ids.ts'
import type { Ctx } from '#kernel/context.ts'
import type { Paging } from '#kernel/paging.ts'
import { notFound } from '#kernel/problem.ts'
import { rows } from '#kernel/rows.ts'
import type { LedgerFilter } from './ledger.sql.ts'

const Row = z.object({
  id: z.string(),
  kind: z.enum(ledgerKeys),
  filter: z.custom<LedgerFilter>(),
  rowCount: z.int(),
  reason: z.string(),
  state: z.enum(keysOf(exportStates)),
  requestedBy: z.string(),
  requester: z.string(),
  personId: z.string(),
  orgName: z.string(),
  requestedAt: z.date(),
  decider: z.string().nullable(),
  decidedAt: z.date().nullable(),
  decisionReason: z.string().nullable(),
  version: z.int(),
})

function statement(where: RawBuilder<unknown>, limit: number): RawBuilder<unknown> {
  return sql`
    select x.id, x.kind, x.filter, x.row_count, x.reason, x.state, x.requested_by, rp.name as requester, x.person_id, o.name as org_name,
      x.requested_at, dp.name as decider, x.decided_at, x.decision_reason, x.version
    from export_request x join account ra on ra.id = x.requested_by join person rp on rp.id = ra.person_id join org o on o.id = x.org_id
    left join account da on da.id = x.decided_by left join person dp on dp.id = da.person_id
    where ${where} order by x.id desc limit ${limit}`
}

const view = (ctx: Ctx) => (r: z.output<typeof Row>) => ({
  id: r.id,
  kind: r.kind,
  title: ledgers[r.kind as LedgerKind],
  filter: r.filter,
  rowCount: r.rowCount,
  reason: r.reason,
  state: r.state,
  requestedBy: r.requester,
  orgName: r.orgName,
  requestedAt: r.requestedAt.toISOString(),
  decidedBy: r.decider,
  decidedAt: r.decidedAt?.toISOString() ?? null,
  decisionReason: r.decisionReason,
  mine: r.requestedBy === ctx.actor.accountId,
  mayDecide: r.state === 'requested' && r.personId !== ctx.actor.personId,
  mayTake: r.state === 'approved' && r.requestedBy === ctx.actor.accountId,
  version: r.version,
})

/** Requests of the actor and of those within reach, newest first. */
export async function listExportRequests(ctx: Ctx, paging: Paging) {
  const after = paging.after ? sql`x.id < ${paging.after[0]}::bigint` : sql`true`
  return (await rows(ctx.trx, statement(after, paging.limit + 1), Row)).map(view(ctx))
}

export async function getExportRequest(ctx: Ctx, exportId: string) {
  const [found] = await rows(ctx.trx, statement(sql`x.id = ${exportId}::bigint`, 1), Row)
  if (!found) throw notFound()
  return view(ctx)(found)
}
