import { createHash } from 'node:crypto'
import { readClock } from '#kernel/clock.ts'
import type { Deps } from '#kernel/http/deps.ts'

/** How long a bootstrap secret is good for. */
export const bootstrapMinutes = 30

/**
 * Makes the one-time secret of a platform that has no administrator yet; answers null where there is one. Only its digest
 * is kept (control A2).
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
    secretHash: createHash('sha256').update(secret).digest('hex'),
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
