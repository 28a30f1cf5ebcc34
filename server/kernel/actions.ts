import { type RawBuilder, sql } from 'kysely'
import { asSystem, type Ctx } from './context.ts'

/** One line of the append-only action log: timeline, board source, job trigger and evidence at once. */
export interface Action {
  flow:
    | 'target'
    | 'declaration'
    | 'bank_case'
    | 'import'
    | 'screening'
    | 'list'
    | 'assignment'
    | 'visit'
    | 'account'
    | 'parameter'
    | 'consent'
    | 'entity'
    | 'export'
    | 'quality'
    | 'place'
    | 'division'
    | 'roster'
    | 'team'
    | 'cover'
    | 'lease'
    | 'building'
    | 'capacity'
    | 'identity'
    | 'job'
    | 'calendar'
  subjectId: string
  action: string
  from?: string | null
  to?: string | null
  entityId?: string | null
  division?: string | null
  bankId?: string | null
  /** When it happened; defaults to now. Never in the future. */
  occurredAt?: Date
  details?: Record<string, unknown>
}

/**
 * Appends an action and, in the same transaction, one outbox row for each destination that subscribes to it.
 * The first action of a request carries its key, so that a key and its effect are one to one (INV-21).
 */
export async function record(ctx: Ctx, action: Action): Promise<string> {
  const { actor } = ctx
  const key = ctx.requestKey
  ctx.requestKey = null
  ctx.recorded += 1
  const type = `${action.flow}.${action.action}`
  return asSystem(ctx, async (trx) => {
    const { rows } = await sql<{ seq: string }>`
      with a as (
        insert into action_log (flow, subject_id, entity_id, division, bank_id, action, from_status, to_status,
          account_id, role, org_id, occurred_at, recorded_at, request_key, details)
        values (${action.flow}, ${action.subjectId}, ${action.entityId ?? null}, ${action.division ?? null}, ${action.bankId ?? null},
          ${action.action}, ${action.from ?? null}, ${action.to ?? null}, ${actor.accountId}, ${actor.internal ? null : actor.role},
          ${actor.internal ? null : actor.orgId}, ${action.occurredAt ?? ctx.now}, ${ctx.now}, ${key}, ${JSON.stringify(action.details ?? {})})
        returning seq
      ), o as (
        insert into outbox (action_seq, dest, created_at)
        select a.seq, s.dest, ${ctx.now} from a, subscription s where ${type} = any (s.types)
      )
      select seq from a`.execute(trx)
    return rows[0]!.seq
  })
}

/**
 * Appends one line for each row of a statement (id, entity_id, division, status): work done on a whole set at once, by which
 * no status changes its meaning, leaves its lines too. Nobody subscribes to such lines.
 */
export async function recordEach(
  ctx: Ctx,
  action: Pick<Action, 'flow' | 'action'>,
  rows: RawBuilder<unknown>,
): Promise<void> {
  const { actor } = ctx
  await asSystem(ctx, (trx) =>
    sql`insert into action_log (flow, subject_id, entity_id, division, action, from_status, to_status, account_id, role, org_id, occurred_at, recorded_at)
      select ${action.flow}, r.id, r.entity_id, r.division, ${action.action}, r.status, r.status, ${actor.accountId}::bigint,
        ${actor.internal ? null : actor.role}::text, ${actor.internal ? null : actor.orgId}::bigint, ${ctx.now}::timestamptz, ${ctx.now}::timestamptz from (${rows}) r`.execute(
      trx,
    ),
  )
}
