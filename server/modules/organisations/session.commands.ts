import { sql } from 'kysely'
import type { Actor } from '#kernel/actor.ts'
import { readClock } from '#kernel/clock.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import type { Deps } from '#kernel/http/deps.ts'
import type { Limiter } from '#kernel/limiter.ts'
import { checkPassword } from '#kernel/password.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import { absoluteHours, findActor, hashToken } from '#kernel/session.ts'

/** After five failures in a row each further one doubles the wait, up to a quarter of an hour. */
const freeFailures = 5

/**
 * Thirty failures in five minutes from one address, whatever the accounts. A whole government building may stand behind
 * one address in the morning: whoever signs in well gives the call back, and thirty mistypings are a bad day.
 */
const perAddress = { calls: 30, milliseconds: 5 * 60_000 }

function takeTurn(limiter: Limiter, ip: string, now: Date): void {
  if (limiter.take(ip, now.getTime())) return
  throw new Problem('too_many', {
    message: '本网络登录失败的次数过多，请 5 分钟后再试；忘记口令请联系系统管理员',
    headers: { 'retry-after': String(perAddress.milliseconds / 1000) },
  })
}

/**
 * Checks login and password before the request's transaction is opened; answers the account's id. Unknown, wrong,
 * locked and disabled are one answer in one time. An address
 * that failed too often is sent away before any password is stretched.
 */
export async function checkLogin(
  deps: Deps,
  { login, password }: { login: string; password: string },
  ip: string,
): Promise<string> {
  const { system } = deps
  const now = await readClock(deps.clock, system)
  const limiter = deps.limiter('login', perAddress)
  takeTurn(limiter, ip, now)
  const account = await system
    .selectFrom('account')
    .select(['id', 'passwordHash', 'status', 'lockedUntil'])
    .where(sql`lower(login)`, '=', login.trim().toLowerCase())
    .executeTakeFirst()
  const fits = await checkPassword(password, account?.passwordHash ?? undefined)
  const locked = account?.lockedUntil && account.lockedUntil > now
  const ok = fits && account !== undefined && account.status === 'active' && !locked
  if (account && !locked) await countLogin(deps, account.id, ok, now)
  // The audit names whose account was tried; the answer does not tell whether there is one.
  if (!ok) throw new Problem('bad_credentials', { object: account && `account:${account.id}` })
  limiter.giveBack(ip, now.getTime())
  return account.id
}

/** Counts a password that was tried: a good one forgets the failures, each bad one beyond the fifth waits longer. */
export async function countLogin(deps: Deps, accountId: string, ok: boolean, now: Date): Promise<void> {
  if (ok) {
    await sql`update account set failures = 0, locked_until = null where id = ${accountId} and failures > 0`.execute(
      deps.system,
    )
    return
  }
  await sql`
    update account set failures = failures + 1,
      locked_until = case when failures + 1 >= ${freeFailures}
        then ${now}::timestamptz + least(interval '15 minutes', interval '10 seconds' * power(2, least(failures + 1 - ${freeFailures}, 10))) end
    where id = ${accountId}`.execute(deps.system)
}

/** Opens a session on a grant of the account (the first active one unless named); answers token and actor. */
export async function openSession(
  ctx: Ctx,
  accountId: string,
  grantId?: string,
): Promise<{ token: string; actor: Actor }> {
  return asSystem(ctx, async (trx) => {
    const grant = await trx
      .selectFrom('roleGrant')
      .select('id')
      .where('accountId', '=', accountId)
      .where('state', '=', 'active')
      .$if(grantId !== undefined, (q) => q.where('id', '=', grantId!))
      .orderBy('id')
      .executeTakeFirst()
    if (!grant)
      throw grantId === undefined
        ? new Problem('forbidden', { message: '账号尚无生效的岗位，请联系安全管理员批准' })
        : notFound()
    const token = ctx.random.token(256)
    await trx
      .insertInto('session')
      .values({
        tokenHash: hashToken(token),
        accountId,
        grantId: grant.id,
        createdAt: ctx.now,
        seenAt: ctx.now,
        expiresAt: new Date(ctx.now.getTime() + absoluteHours * 3_600_000),
      })
      .execute()
    const found = await findActor(trx, token, sql<Date>`${ctx.now}::timestamptz`)
    if (!found) throw new Problem('unauthenticated')
    return { token, actor: found.actor }
  })
}

/** Ends one session on the server; clearing the cookie alone would not. False: it had ended already. */
export async function closeSession(ctx: Ctx, sessionId: string): Promise<boolean> {
  const ended = await asSystem(ctx, (trx) =>
    trx
      .updateTable('session')
      .set({ revokedAt: ctx.now })
      .where('id', '=', sessionId)
      .where('revokedAt', 'is', null)
      .executeTakeFirst(),
  )
  return ended.numUpdatedRows > 0n
}

/** Ends every session of an account, only those standing on one grant, or all but one. */
export async function closeSessionsOf(
  ctx: Ctx,
  accountId: string,
  which: { grantId?: string; but?: string } = {},
): Promise<void> {
  const { grantId, but } = which
  await asSystem(ctx, (trx) =>
    trx
      .updateTable('session')
      .set({ revokedAt: ctx.now })
      .where('accountId', '=', accountId)
      .where('revokedAt', 'is', null)
      .$if(grantId !== undefined, (q) => q.where('grantId', '=', grantId!))
      .$if(but !== undefined, (q) => q.where('id', '!=', but!))
      .execute(),
  )
}
