import { isApartFromLogin, loginInside } from '#contract/organisations/words.ts'
import { record } from '#kernel/actions.ts'
import type { Actor } from '#kernel/actor.ts'
import { readClock } from '#kernel/clock.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import type { Deps } from '#kernel/http/deps.ts'
import { checkPassword, hashPassword } from '#kernel/password.ts'
import { Problem } from '#kernel/problem.ts'
import { closeSessionsOf, countLogin } from './session.commands.ts'

/** A change that may be written: the hash that was in force when the old password was checked, and the new one. */
interface PasswordChange {
  was: string
  hash: string
}

/**
 * Checks the old password and stretches the new one before the transaction is opened. Whoever sits at a session that was
 * left open guesses no faster here than at the door: failures count together and lock together. Null: the
 * new one is in force already, so the answer of an earlier try was lost on its way.
 */
export async function preparePasswordChange(
  deps: Deps,
  actor: Actor,
  { old, password }: { old: string; password: string },
): Promise<PasswordChange | null> {
  if (!isApartFromLogin({ login: actor.login, password }))
    throw new Problem('unprocessable', { message: loginInside.error })
  if (old === password)
    throw new Problem('unprocessable', { message: '新口令与原口令相同，请换一个不同的口令' })
  const now = await readClock(deps.clock, deps.system)
  const account = await deps.system
    .selectFrom('account')
    .select(['passwordHash', 'lockedUntil'])
    .where('id', '=', actor.accountId)
    .executeTakeFirstOrThrow()
  if (account.lockedUntil && account.lockedUntil > now)
    throw new Problem('too_many', { message: '口令连续输错的次数过多，请过一刻钟再试' })
  const was = account.passwordHash ?? ''
  if (!(await checkPassword(old, was))) {
    if (!actor.passwordDue && (await checkPassword(password, was))) return null
    await countLogin(deps, actor.accountId, false, now)
    throw new Problem('unprocessable', {
      message: '原口令不正确，请核对后重新输入；忘记了请联系系统管理员重置',
    })
  }
  await countLogin(deps, actor.accountId, true, now)
  return { was, hash: await hashPassword(password) }
}

/** Puts a person's own new password in force; their sessions elsewhere end with the same commit. */
export async function changePassword(ctx: Ctx, change: PasswordChange | null): Promise<void> {
  if (!change) return
  const { accountId, sessionId } = ctx.actor
  await asSystem(ctx, async (trx) => {
    const done = await trx
      .updateTable('account')
      .set({ passwordHash: change.hash, passwordDue: false })
      .where('id', '=', accountId)
      .where('passwordHash', '=', change.was)
      .executeTakeFirst()
    if (done.numUpdatedRows === 0n)
      throw new Problem('wrong_status', { message: '口令刚被改过，请用新的口令重新登录' })
    await record(ctx, { flow: 'account', subjectId: accountId, action: 'changePassword' })
    await closeSessionsOf(ctx, accountId, { but: sessionId ?? undefined })
  })
  ctx.object = `account:${accountId}`
}
