import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { systemActor } from './actor.ts'
import { asSystem, inContext } from './context.ts'
import type { Tx } from './database.ts'
import type { Deps } from './http/deps.ts'
import { parameterValue } from './parameters.ts'
import { Problem } from './problem.ts'
import type { Vault } from './vault.ts'

/** A request that may be sent again: its key is scoped by client and route, kept with the answer. */
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
  const { rows } = await sql<KeptAnswer>`
    select i.payload_hash, i.status, i.body,
      i.key is null and exists (select from action_log where request_key = ${placeOf(request)}) as swept
    from (values (1)) one left join idempotency i
      on i.client = ${request.client} and i.route = ${request.route} and i.key = ${request.key}`.execute(trx)
  const row = rows[0]!
  if (row.swept)
    throw new Problem('gone', {
      message: '这次提交早已受理，当时的回答已过保存期；请刷新查看结果，不必重新提交',
    })
  if (row.payloadHash === null) return undefined
  if (row.payloadHash !== request.payloadHash) throw new Problem('idempotency_mismatch')
  return { status: row.status!, body: vault.open(row.body!, placeOf(request)) }
}

interface KeptAnswer {
  payloadHash: string | null
  status: number | null
  body: string | null
  /** The answer is gone; that it took effect still stands in the log. */
  swept: boolean
}

/** As many answers as go in one transaction, so that nobody who sends again waits behind the sweep. */
const sweepRows = 20_000

/**
 * Removes answers that are older than the place promises to repeat them: they may hold contacts and receipts. What they
 * answered stays done once: the log keeps the key, and whoever sends it again is told so. Answers how many went.
 */
export async function sweepAnswers(deps: Deps): Promise<number> {
  let gone = 0
  for (let more = true; more; ) {
    const { numAffectedRows = 0n } = await inContext(deps, systemActor, async (ctx) => {
      const kept = await parameterValue(ctx, 'answerDays')
      return asSystem(ctx, (trx) =>
        sql`delete from idempotency where ctid = any (array(select ctid from idempotency
          where created_at < ${ctx.now}::timestamptz - make_interval(days => ${kept}::int) limit ${sweepRows}))`.execute(
          trx,
        ),
      )
    })
    gone += Number(numAffectedRows)
    more = Number(numAffectedRows) === sweepRows
  }
  return gone
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
