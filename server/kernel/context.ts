import { sql } from 'kysely'
import { businessDay } from '#contract/kernel/deadline.ts'
import type { Actor, Scope } from './actor.ts'
import type { Clock } from './clock.ts'
import type { Db, Tx } from './database.ts'
import { Problem } from './problem.ts'
import type { Random } from './random.ts'

/** What a command or query is given: one transaction, the actor, the time. Nothing else is reached for. */
export interface Ctx {
  trx: Tx
  actor: Actor
  now: Date
  /** Business day of `now`, Asia/Shanghai. */
  today: string
  random: Random
  /** Client and key of the request, until the first action row has taken it. */
  requestKey: string | null
  /** How many action rows this transaction has written. */
  recorded: number
  /** The object a call was about, for the audit row. */
  object: string | null
  /** How deep the transaction stands in `asSystem`. */
  systemDepth: number
  /** Looks through the actor's teams and covers instead of their own tree; see `asTeam`. */
  inTeam: boolean
}

export interface Runtime {
  db: Db
  clock: Clock
  random: Random
}

const roleOfScope = {
  place: 'diguan_gov',
  bank: 'diguan_bank',
  firm: 'diguan_firm',
  department: 'diguan_department',
  office: 'diguan_office',
  auditor: 'diguan_auditor',
  system: 'diguan_system',
} as const satisfies Record<Scope['kind'], string>

type DatabaseRole = (typeof roleOfScope)[Scope['kind']] | 'diguan_wide' | 'diguan_team'

export function databaseRole(scope: Scope): DatabaseRole {
  return scope.kind === 'place' && scope.whole ? 'diguan_wide' : roleOfScope[scope.kind]
}

/** What a call brings to its transaction. */
interface Manner {
  /** Client and key of a write. */
  requestKey?: string | undefined
  /** The call only reads. */
  reads?: boolean
  /** The instant a reading call was let in, for which nothing need be asked again; a write takes its own, in its transaction. */
  at?: Date | null
}

/**
 * Opens a transaction in which the database itself knows the actor: role and settings are local to the
 * transaction, so a pooled connection carries nothing over to the next request. A call that
 * only reads can do nothing else here.
 */
export async function inContext<T>(
  runtime: Runtime,
  actor: Actor,
  work: (ctx: Ctx) => Promise<T>,
  how: Manner = {},
): Promise<T> {
  const opening = runtime.db.transaction()
  return (how.reads ? opening.setAccessMode('read only') : opening).execute(async (trx) => {
    const now = await enterScope(trx, actor, runtime.clock, how.at ?? null)
    const ctx: Ctx = {
      trx,
      actor,
      now,
      today: businessDay(now),
      random: runtime.random,
      requestKey: how.requestKey ?? null,
      recorded: 0,
      object: null,
      systemDepth: 0,
      inTeam: false,
    }
    return work(ctx)
  })
}

/** Role and scope for this transaction; answers the instant it begins at, in the same statement. */
async function enterScope(trx: Tx, actor: Actor, clock: Clock, at: Date | null): Promise<Date> {
  const s = actor.scope
  const { rows } = await sql<{
    now: Date
  }>`${at ? sql`/* keep later */` : sql`/* keep */`} with c as (select ${at ?? clock.instant()}::timestamptz as now)
    select now, set_config('app.now', now::text, true), set_config('app.grant', ${actor.grantId ?? '0'}, true),
    set_config('app.account', ${actor.accountId}, true), set_config('app.org', ${actor.orgId}, true),
    set_config('app.lo', ${String(s.kind === 'place' ? s.lo : 0)}, true), set_config('app.hi', ${String(s.kind === 'place' ? s.hi : 0)}, true),
    set_config('app.bank', ${s.kind === 'bank' ? s.bankId : '0'}, true),
    set_config('app.orgs', ${s.kind === 'bank' ? `{${s.orgIds.join(',')}}` : '{}'}, true),
    set_config('app.entity', ${s.kind === 'firm' ? s.entityId : '0'}, true),
    set_config('role', ${databaseRole(s)}, true) from c`.execute(trx)
  return at ?? rows[0]!.now
}

/** The last thing a transaction does, as the system role: nothing goes back to the actor's role after it. */
export async function lastAsSystem<T>(ctx: Ctx, work: (trx: Tx) => Promise<T>): Promise<T> {
  if (databaseRole(ctx.actor.scope) !== 'diguan_system') await becomeSystem(ctx.trx)
  ctx.systemDepth += 1
  return work(ctx.trx)
}

async function becomeSystem(trx: Tx): Promise<void> {
  await sql`/* keep later */ select set_config('role', 'diguan_system', true)`.execute(trx)
}

/**
 * Writes and cross-boundary effects: what a command has been allowed to do is done by the system role.
 * Actor roles cannot write a single row. Never hand rows read in here to the actor unfiltered.
 */
export async function asSystem<T>(ctx: Ctx, work: (trx: Tx) => Promise<T>): Promise<T> {
  const role = roleNow(ctx)
  if (role === 'diguan_system' || ctx.systemDepth > 0) return work(ctx.trx)
  await becomeSystem(ctx.trx)
  ctx.systemDepth += 1
  const leave = async () => {
    ctx.systemDepth -= 1
    await sql`/* keep later */ select set_config('role', ${role}, true)`.execute(ctx.trx)
  }
  try {
    const result = await work(ctx.trx)
    await leave()
    return result
  } catch (error) {
    // A caller that goes on after a refusal must not go on as the system; an aborted transaction goes nowhere anyway.
    await leave().catch(() => undefined)
    throw error
  }
}

const roleNow = (ctx: Ctx): DatabaseRole => (ctx.inTeam ? 'diguan_team' : databaseRole(ctx.actor.scope))

/**
 * Reads as a member of one's teams and in the place of those one covers for: the targets of their live duties, in
 * whichever tree they lie, and nothing else. The dates are kept by the database, by the clock of the transaction.
 */
export async function asTeam<T>(ctx: Ctx, work: () => Promise<T>): Promise<T> {
  if (ctx.inTeam || ctx.systemDepth > 0 || ctx.actor.grantId === null) return work()
  const enter = (role: DatabaseRole) => sql`select set_config('role', ${role}, true)`.execute(ctx.trx)
  await enter('diguan_team')
  ctx.inTeam = true
  try {
    return await work()
  } finally {
    ctx.inTeam = false
    await enter(databaseRole(ctx.actor.scope)).catch(() => undefined)
  }
}

/** In one's own tree; what is not found there, through one's teams. */
export async function ownOrTeam<T>(ctx: Ctx, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'not_found') throw error
    return asTeam(ctx, work)
  }
}
