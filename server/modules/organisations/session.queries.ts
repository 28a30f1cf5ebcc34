import { type Role, roles, verbsOfRole } from '#contract/organisations/roles.ts'
import type { SessionView } from '#contract/organisations/views.ts'
import type { Actor } from '#kernel/actor.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'

/** What a signed-in person sees of their own session: post, other posts, verbs, place. */
export async function getSessionView(ctx: Ctx, actor: Actor): Promise<SessionView> {
  return asSystem(ctx, async (trx) => {
    const grants = await trx
      .selectFrom('roleGrant as g')
      .innerJoin('org as o', 'o.id', 'g.orgId')
      .select(['g.id', 'g.role', 'g.orgId', 'g.state', 'o.name as orgName'])
      .where('g.accountId', '=', actor.accountId)
      .where('g.state', '=', 'active')
      .orderBy('g.id')
      .execute()
    const views = grants.map((g) => ({
      ...g,
      role: g.role as Role,
      roleLabel: roles[g.role as Role],
      state: 'active' as const,
    }))
    const place = await trx
      .selectFrom('org as o')
      .leftJoin('division as d', 'd.code', 'o.division')
      .leftJoin('org as b', 'b.id', 'o.bankId')
      .select(['o.division', 'd.name as divisionName', 'b.name as bankName', 'o.kind', 'o.name'])
      .where('o.id', '=', actor.orgId)
      .executeTakeFirst()
    const session = await trx
      .selectFrom('session')
      .select('expiresAt')
      .where('id', '=', actor.sessionId)
      .executeTakeFirstOrThrow()
    return {
      accountId: actor.accountId,
      login: actor.login,
      personName: actor.personName,
      grant: views.find((g) => g.id === actor.grantId)!,
      grants: views,
      verbs: [...verbsOfRole[actor.role]],
      division: place?.division ?? null,
      divisionName: place?.divisionName ?? null,
      bankName: place?.bankName ?? (place?.kind === 'bank' ? place.name : null),
      today: ctx.today,
      expiresAt: session.expiresAt.toISOString(),
      passwordDue: actor.passwordDue,
    }
  })
}
