import { createHash, timingSafeEqual } from 'node:crypto'
import { readClock } from '#kernel/clock.ts'
import type { Deps } from '#kernel/http/deps.ts'
import { Problem } from '#kernel/problem.ts'

/** How long a bootstrap secret is good for. */
export const bootstrapMinutes = 30

/**
 * Makes the one-time secret of a platform that has no administrator yet; answers null where there is one. Only its digest
 * is kept.
 */
export async function makeBootstrapSecret(deps: Deps): Promise<string | null> {
  const account = await deps.system
    .selectFrom('account')
    .select('id')
    .where('passwordHash', 'is not', null)
    .executeTakeFirst()
  if (account) return null
  const secret = deps.random.token(192)
  const now = await readClock(deps.clock, deps.system)
  const values = {
    secretHash: digest(secret).toString('hex'),
    madeAt: now,
    expiresAt: new Date(now.getTime() + bootstrapMinutes * 60_000),
    usedAt: null,
  }
  await deps.system
    .insertInto('bootstrapSecret')
    .values(values)
    .onConflict((c) => c.column('id').doUpdateSet(values))
    .execute()
  return secret
}

const digest = (secret: string) => createHash('sha256').update(secret).digest()

/** Refuses a secret that is not the one made last, or came too late, or a second time. */
export function requireFitting(
  row: { secretHash: string; usedAt: Date | null; expiresAt: Date } | undefined,
  secret: string,
  now: Date,
): void {
  if (!row || row.usedAt !== null || row.expiresAt <= now)
    throw new Problem('gone', {
      message: '一次性口令已使用或已过期；请在服务器上重新生成：npm run diguan -- bootstrap-secret',
    })
  if (!timingSafeEqual(digest(secret), Buffer.from(row.secretHash, 'hex')))
    throw new Problem('bad_credentials', { message: '一次性口令不正确' })
}

/** The same, asked before the request's transaction is opened; the transaction asks again under a lock. */
export async function requireBootstrapSecret(deps: Deps, secret: string): Promise<void> {
  const row = await deps.system
    .selectFrom('bootstrapSecret')
    .selectAll()
    .where('id', '=', 1)
    .executeTakeFirst()
  requireFitting(row, secret, await readClock(deps.clock, deps.system))
}
