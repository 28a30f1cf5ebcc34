import { type Role, sideOfRole } from '#contract/organisations/roles.ts'
import type { Ctx } from '#kernel/context.ts'
import { Problem } from '#kernel/problem.ts'

interface GrantRow {
  id: string
  accountId: string
  personId: string
  role: string
  orgId: string
  requestedBy: string
}

/** Who asked does not approve, nor is a post asked for oneself. */
export async function requireOtherPeople(ctx: Ctx, grant: GrantRow): Promise<void> {
  const requester = await ctx.trx
    .selectFrom('account')
    .select('personId')
    .where('id', '=', grant.requestedBy)
    .executeTakeFirstOrThrow()
  if (!ctx.actor.internal && requester.personId === ctx.actor.personId) throw new Problem('maker_is_checker')
  if (requester.personId === grant.personId)
    throw new Problem('maker_is_checker', { message: '不能为自己申请岗位' })
  await ctx.trx.selectFrom('person').select('id').where('id', '=', grant.personId).forUpdate().execute()
  const held = await requireOneSide(ctx, grant)
  if (held.some((g) => g.orgId !== grant.orgId))
    throw new Problem('unprocessable', { message: '同一人不能同时在两个机构任职，请先结束原岗位' })
}

/** Somebody must be able to approve what is asked for: a security administrator who neither asks nor gains. */
export async function requireApprover(ctx: Ctx, personId: string): Promise<void> {
  const approver = await ctx.trx
    .selectFrom('roleGrant as g')
    .innerJoin('account as a', 'a.id', 'g.accountId')
    .select('g.id')
    .where('g.role', '=', 'security_admin')
    .where('g.state', '=', 'active')
    .where('a.status', '=', 'active')
    .where('g.personId', 'not in', [personId, ctx.actor.personId])
    .executeTakeFirst()
  if (!approver)
    throw new Problem('unprocessable', {
      message: '没有能批准这项申请的安全管理员（申请人与本人不能批准），请先为另一人开通安全管理岗位',
    })
}

/**
 * One person stands on one side, and in one of the three offices; answers what they hold. A move within a side may be
 * asked for before the old post ends.
 */
export async function requireOneSide(
  ctx: Ctx,
  grant: { personId: string; role: string; orgId: string },
): Promise<{ role: string; orgId: string }[]> {
  const held = await ctx.trx
    .selectFrom('roleGrant')
    .select(['role', 'orgId'])
    .where('personId', '=', grant.personId)
    .where('state', '=', 'active')
    .execute()
  const sides = new Set([...held.map((g) => sideOfRole[g.role as Role]), sideOfRole[grant.role as Role]])
  if (sides.size > 1)
    throw new Problem('unprocessable', {
      message: '同一人不能同时在政府、银行、部门、管理等不同系统任职，请先结束原岗位',
    })
  if (sides.has('office') && held.length > 0)
    throw new Problem('unprocessable', { message: '三员分立：同一人只能担任一个管理岗位' })
  return held
}
