import { sql } from 'kysely'
import { exclusiveOffices, type Role, roles } from '#contract/organisations/roles.ts'
import type { Ctx } from '#kernel/context.ts'
import { Problem } from '#kernel/problem.ts'

/**
 * Refuses to take away the last person who can act in one of the three offices: nobody could approve, open or watch
 * anything afterwards. One of several who end each other's posts at once waits here for the other.
 */
export async function requireAnotherHolder(
  ctx: Ctx,
  accountId: string,
  leaving: readonly string[],
): Promise<void> {
  for (const role of exclusiveOffices.filter((office) => leaving.includes(office))) {
    await sql`select pg_advisory_xact_lock(731037, hashtext(${role}))`.execute(ctx.trx)
    if (!(await holdersOf(ctx, role)).some((holder) => holder !== accountId))
      throw new Problem('wrong_status', {
        message: `这是最后一位可用的${roles[role]}，不能停用或收回；请先建立并批准另一位${roles[role]}`,
      })
  }
}

/** Accounts that can sign in and stand on a live post of this office. */
async function holdersOf(ctx: Ctx, role: Role): Promise<string[]> {
  const rows = await ctx.trx
    .selectFrom('roleGrant as g')
    .innerJoin('account as a', 'a.id', 'g.accountId')
    .select('a.id')
    .where('g.role', '=', role)
    .where('g.state', '=', 'active')
    .where('a.status', '=', 'active')
    .where('a.passwordHash', 'is not', null)
    .execute()
  return rows.map((r) => r.id)
}

/** The roles an account stands on now. */
export async function liveRolesOf(ctx: Ctx, accountId: string): Promise<string[]> {
  const rows = await ctx.trx
    .selectFrom('roleGrant')
    .select('role')
    .where('accountId', '=', accountId)
    .where('state', '=', 'active')
    .execute()
  return rows.map((r) => r.role)
}
