import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Tx } from './database.ts'
import { Problem } from './problem.ts'
import type { Vault } from './vault.ts'

/** A request that may be sent again: its key is scoped by client and route, kept with the answer (control J1). */
export interface KeyedRequest {
  client: string
  route: string
  key: string
  payloadHash: string
}

export interface StoredAnswer {
  status: number
  body: string
}

export const keyPattern = /^[A-Za-z0-9_-]{16,100}$/

export function hashPayload(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

/** The place an answer is sealed for: it opens under its own key and nowhere else. */
const placeOf = (request: KeyedRequest) => `${request.client} ${request.route}:${request.key}`

/**
 * Answers the stored answer of an earlier identical request, or undefined when this one is to run now.
 * The lock ends with the transaction: a rolled-back attempt leaves no key.
 */
export async function claimKey(
  trx: Tx,
  vault: Vault,
  request: KeyedRequest,
): Promise<StoredAnswer | undefined> {
  const lock = await sql<{ got: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`${request.client} ${request.route} ${request.key}`}, 0)) as got`.execute(
    trx,
  )
  if (!lock.rows[0]!.got) throw new Problem('in_flight', { headers: { 'retry-after': '1' } })
  const row = await trx
    .selectFrom('idempotency')
    .select(['payloadHash', 'status', 'body'])
    .where('client', '=', request.client)
    .where('route', '=', request.route)
    .where('key', '=', request.key)
    .executeTakeFirst()
  if (!row) return undefined
  if (row.payloadHash !== request.payloadHash) throw new Problem('idempotency_mismatch')
  return { status: row.status, body: vault.open(row.body, placeOf(request)) }
}

/** Keeps an answer under its key, sealed: it may hold a contact's phone or a receipt. */
export async function keepAnswer(
  trx: Tx,
  vault: Vault,
  request: KeyedRequest,
  answer: StoredAnswer,
  now: Date,
): Promise<void> {
  await trx
    .insertInto('idempotency')
    .values({
      ...request,
      status: answer.status,
      body: vault.seal(answer.body, placeOf(request)),
      createdAt: now,
    })
    .execute()
}
