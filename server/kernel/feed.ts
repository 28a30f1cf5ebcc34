import { sql } from 'kysely'
import type { Tx } from './database.ts'

export interface FeedItem {
  id: string
  actionSeq: string
  flow: string
  action: string
  subjectId: string
  entityId: string | null
  division: string | null
  bankId: string | null
  orgId: string | null
  details: Record<string, unknown>
}

/**
 * Takes the next messages of a destination in the caller's transaction and moves its position past them. The position is
 * a snapshot watermark: a row of a transaction that is still open is never skipped, as “id greater than last” would.
 * Two readers at once wait for each other on the position row.
 */
export async function takeFeed(trx: Tx, dest: string, limit: number, now: Date): Promise<FeedItem[]> {
  const position = await sql<{
    txid: string
    id: string
  }>`select txid::text, id from feed_position where dest = ${dest} for update`.execute(trx)
  const at = position.rows[0]
  if (!at) return []
  const found = await sql<FeedItem & { txid: string }>`
    select o.id, o.txid::text as txid, l.seq as action_seq, l.flow, l.action, l.subject_id, l.entity_id, l.division, l.bank_id, l.org_id, l.details
    from outbox o join action_log l on l.seq = o.action_seq
    where o.dest = ${dest} and o.txid < pg_snapshot_xmin(pg_current_snapshot()) and (o.txid, o.id) > (${at.txid}::xid8, ${at.id}::bigint)
    order by o.txid, o.id limit ${limit}`.execute(trx)
  const last = found.rows.at(-1)
  if (last)
    await sql`update feed_position set txid = ${last.txid}::xid8, id = ${last.id}, moved_at = ${now} where dest = ${dest}`.execute(
      trx,
    )
  return found.rows
}
