import { type RawBuilder, sql } from 'kysely'
import type { Actor } from './actor.ts'
import type { Db, Tx } from './database.ts'

/** One audit row: who, on which post, from where, did what to what, with what result. */
export interface AuditEntry {
  actor: Actor | null
  /** Undefined or empty where the connection was gone before anybody could ask. */
  ip: string | undefined
  action: string
  object: string | null
  personal: boolean
  status: number
  details?: Record<string, unknown>
  traceId: string
  at: Date
}

/** An object is named by the caller's own address: what the database or a reader's terminal would choke on is taken out. */
function plain(object: string | null): string | null {
  return object?.replace(/\p{Cc}/gu, '\ufffd').slice(0, 200) ?? null
}

/** A browser that hangs up may take its address along: the call is written down all the same. */
const unknownAddress = '未知'

/** Must run as the system role. Where this row cannot be written, the operation does not happen. */
export const writeAudit = (trx: Tx, entry: AuditEntry): Promise<void> =>
  insert(trx, [entry], sql`/* keep later */`)

/** The rows of several calls in one statement; answers once they are written. Must run as the system role. */
export const writeAudits = (db: Db, entries: readonly AuditEntry[]): Promise<void> =>
  insert(db, entries, sql`/* keep */`)

async function insert(db: Db | Tx, entries: readonly AuditEntry[], mark: RawBuilder<unknown>): Promise<void> {
  await sql`${mark} insert into audit (at, account_id, person_id, role, org_id, bank_id, session_id, ip, action, object, personal, status, outcome, details, trace_id)
    select r.at, r."accountId", r."personId", r.role, r."orgId", r."bankId", r."sessionId", r.ip, r.action, r.object, r.personal, r.status, r.outcome, r.details, r."traceId"
    from jsonb_to_recordset(${JSON.stringify(entries.map(rowOf))}::jsonb) r (at timestamptz, "accountId" bigint, "personId" bigint, role text, "orgId" bigint, "bankId" bigint,
      "sessionId" bigint, ip text, action text, object text, personal boolean, status int, outcome text, details jsonb, "traceId" text)`.execute(
    db,
  )
}

function rowOf({ actor: a, ip, at, object, details, ...call }: AuditEntry) {
  return {
    ...call,
    at: at.toISOString(),
    accountId: a?.accountId ?? null,
    personId: a?.personId ?? null,
    role: a && !a.internal ? a.role : null,
    orgId: a && !a.internal ? a.orgId : null,
    bankId: a?.scope.kind === 'bank' ? a.scope.bankId : null,
    sessionId: a?.sessionId ?? null,
    ip: ip || unknownAddress,
    object: plain(object),
    outcome: call.status < 400 ? 'done' : call.status < 500 ? 'denied' : 'failed',
    details: details ?? {},
  }
}
