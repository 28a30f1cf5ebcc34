import { sql } from 'kysely'
import type { Actor } from './actor.ts'
import type { Tx } from './database.ts'

/** One audit row: who, on which post, from where, did what to what, with what result (control G1). */
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
export async function writeAudit(trx: Tx, entry: AuditEntry): Promise<void> {
  const a = entry.actor
  const outcome = entry.status < 400 ? 'done' : entry.status < 500 ? 'denied' : 'failed'
  await sql`
    /* keep later */ insert into audit (at, account_id, person_id, role, org_id, bank_id, session_id, ip, action, object, personal, status, outcome, details, trace_id)
    values (${entry.at}, ${a?.accountId ?? null}, ${a?.personId ?? null}, ${a && !a.internal ? a.role : null}, ${a && !a.internal ? a.orgId : null},
      ${a?.scope.kind === 'bank' ? a.scope.bankId : null}, ${a?.sessionId ?? null}, ${entry.ip || unknownAddress}, ${entry.action}, ${plain(entry.object)},
      ${entry.personal}, ${entry.status}, ${outcome}, ${JSON.stringify(entry.details ?? {})}, ${entry.traceId})`.execute(
    trx,
  )
}
