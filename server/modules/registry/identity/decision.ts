import { sql } from 'kysely'
import { record } from '#kernel/actions.ts'
import type { Ctx } from '#kernel/context.ts'
import type { Tx } from '#kernel/database.ts'
import { Problem } from '#kernel/problem.ts'

export type Case = Awaited<ReturnType<typeof lockCase>>

/** The case under a lock: two clerks decide one after the other. */
export async function lockCase(trx: Tx, caseId: string) {
  return trx
    .selectFrom('identityCase')
    .selectAll()
    .where('id', '=', caseId)
    .forUpdate()
    .executeTakeFirstOrThrow()
}

/** Later lists have replaced the row: what it said then is history. */
export const moved = () =>
  new Problem('wrong_status', { message: '这一行之后已有新的名单入库，请到最近一次的认定里处理' })

export async function remember(trx: Tx, c: Case, entityId: string, same: boolean): Promise<void> {
  await sql`insert into identity_memory (memory_key, entity_id, same, case_id) values (${c.memoryKey}, ${entityId}, ${same}, ${c.id})
    on conflict (memory_key, entity_id) do update set same = excluded.same, case_id = excluded.case_id`.execute(
    trx,
  )
  if (same)
    await sql`delete from identity_memory where memory_key = ${c.memoryKey} and same and entity_id <> ${entityId}`.execute(
      trx,
    )
}

/** What was remembered by this case, or followed by it, is forgotten. */
export async function forget(trx: Tx, c: Case): Promise<void> {
  await sql`delete from identity_memory where case_id = ${c.id} or (memory_key = ${c.memoryKey} and same and entity_id = ${c.entityId}::bigint)`.execute(
    trx,
  )
}

interface Settled {
  state: 'open' | 'later' | 'proposed' | 'linked' | 'notSame'
  action: string
  entityId?: string
  factId?: string
  displaced?: string | null
}

/** The case's new state, with its line in the log. */
export async function recordDecision(ctx: Ctx, c: Case, to: Settled): Promise<void> {
  const decided = to.state !== 'open'
  await ctx.trx
    .updateTable('identityCase')
    .set({
      state: to.state,
      how: decided ? 'person' : null,
      entityId: decided ? (to.entityId ?? null) : null,
      factId: to.factId ?? c.factId,
      displaced: to.displaced ?? null,
      decidedBy: decided ? ctx.actor.accountId : null,
      decidedAt: decided ? ctx.now : null,
      version: c.version + 1,
    })
    .where('id', '=', c.id)
    .execute()
  await record(ctx, {
    flow: 'identity',
    subjectId: c.id,
    action: to.action,
    from: c.state,
    to: to.state,
    entityId: to.entityId ?? c.entityId,
    division: c.division,
    details: { kind: c.kind, rowNo: c.rowNo },
  })
}
