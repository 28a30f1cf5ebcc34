import { exclusiveOffices, type Role } from '#contract/organisations/roles.ts'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import { closeSessionsOf } from './session.commands.ts'

/** What an administrator looked at when he decided; absent at the command line, where nobody looks at a page. */
export interface Seen {
  version?: number
  reason: string
}

async function lockAccount(ctx: Ctx, accountId: string, seen: Seen) {
  const account = await ctx.trx
    .selectFrom('account')
    .select(['id', 'personId', 'login', 'status', 'version', 'passwordHash'])
    .where('id', '=', accountId)
    .forUpdate()
    .executeTakeFirst()
  if (!account || account.passwordHash === null) throw notFound()
  if (seen.version !== undefined && account.version !== seen.version)
    throw new Problem('stale_version', { details: { version: account.version } })
  return account
}

/**
 * Puts a one-time password in force, which opens nothing but the page where it is changed; every session ends. Nobody
 * resets their own: that would spare them the old one. The three offices are left to the operator at the server, or one
 * office could sign in as another.
 */
export async function resetPassword(
  ctx: Ctx,
  accountId: string,
  passwordHash: string,
  seen: Seen,
): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const account = await lockAccount(ctx, accountId, seen)
    if (account.status === 'disabled')
      throw new Problem('wrong_status', { message: '这个账号已停用；请先由安全管理员启用，再重置口令' })
    if (!ctx.actor.internal) {
      if (account.personId === ctx.actor.personId)
        throw new Problem('unprocessable', { message: '不能重置自己的口令，请用右上角“修改口令”' })
      await requireNoOffice(ctx, account)
    }
    await trx
      .updateTable('account')
      .set({
        passwordHash,
        passwordDue: true,
        failures: 0,
        lockedUntil: null,
        version: account.version + 1,
      })
      .where('id', '=', accountId)
      .execute()
    await record(ctx, {
      flow: 'account',
      subjectId: accountId,
      action: 'resetPassword',
      details: { reason: seen.reason },
    })
    await closeSessionsOf(ctx, accountId)
  })
}

async function requireNoOffice(ctx: Ctx, account: { personId: string; login: string }): Promise<void> {
  const held = await ctx.trx
    .selectFrom('roleGrant')
    .select('role')
    .where('personId', '=', account.personId)
    .where('state', 'in', ['active', 'requested'])
    .execute()
  if (held.some((g) => (exclusiveOffices as readonly Role[]).includes(g.role as Role)))
    throw new Problem('forbidden', {
      message: `三员的口令不在页面上重置，以免一人进入两个管理岗位；请运维人员在服务器上运行 npm run diguan -- user reset ${account.login}`,
    })
}

/** Opens a disabled account again, with the posts and the password it had. */
export async function enableAccount(ctx: Ctx, accountId: string, seen: Seen): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const account = await lockAccount(ctx, accountId, seen)
    if (account.status === 'active')
      throw new Problem('wrong_status', { message: '这个账号没有停用，不必启用' })
    if (!ctx.actor.internal && account.personId === ctx.actor.personId)
      throw new Problem('maker_is_checker', { message: '不能启用自己的账号，请由另一位安全管理员办理' })
    await trx
      .updateTable('account')
      .set({ status: 'active', failures: 0, lockedUntil: null, version: account.version + 1 })
      .where('id', '=', accountId)
      .execute()
    await record(ctx, {
      flow: 'account',
      subjectId: accountId,
      action: 'enable',
      from: 'disabled',
      to: 'active',
      details: { reason: seen.reason },
    })
  })
}
