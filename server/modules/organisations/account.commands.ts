import { sql } from 'kysely'
import { type Role, roles } from '#contract/organisations/roles.ts'
import { type OrgKind, orgKindsOfRole } from '#contract/organisations/words.ts'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import { requireFitting } from './bootstrap.commands.ts'
import { seedCalendar } from './calendar.commands.ts'
import { requireApprover, requireOneSide, requireOtherPeople } from './grant.rules.ts'
import { liveRolesOf, requireAnotherHolder } from './last-holder.ts'
import { closeSessionsOf } from './session.commands.ts'

export interface NewAccount {
  personName: string
  login: string
  passwordHash: string
  role: Role
  orgId: string
  /** The password is known to who made the account: it opens nothing until its owner has changed it. */
  passwordDue?: true
}

/** Makes person, account and a requested grant; nothing may be done with it until another person approves. */
export async function createAccount(
  ctx: Ctx,
  input: NewAccount,
): Promise<{ accountId: string; grantId: string }> {
  return asSystem(ctx, async (trx) => {
    await requireFit(ctx, input.role, input.orgId)
    const taken = await trx
      .selectFrom('account')
      .select('id')
      .where(sql`lower(login)`, '=', input.login.toLowerCase())
      .executeTakeFirst()
    if (taken) throw new Problem('duplicate', { message: `账号名「${input.login}」已被使用，请换一个` })
    const person = await trx
      .insertInto('person')
      .values({ name: input.personName, createdAt: ctx.now })
      .returning('id')
      .executeTakeFirstOrThrow()
    const account = await trx
      .insertInto('account')
      .values({
        personId: person.id,
        login: input.login,
        passwordHash: input.passwordHash,
        passwordDue: input.passwordDue === true,
        createdAt: ctx.now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await record(ctx, {
      flow: 'account',
      subjectId: account.id,
      action: 'create',
      details: { login: input.login },
    })
    const grantId = await insertGrant(ctx, account.id, person.id, input.role, input.orgId)
    return { accountId: account.id, grantId }
  })
}

/** Asks for a further post for an account; another person must approve it. */
export async function requestGrant(ctx: Ctx, accountId: string, role: Role, orgId: string): Promise<string> {
  return asSystem(ctx, async (trx) => {
    const account = await trx
      .selectFrom('account')
      .select(['id', 'personId', 'passwordHash'])
      .where('id', '=', accountId)
      .executeTakeFirst()
    if (!account || account.passwordHash === null) throw notFound()
    await requireFit(ctx, role, orgId)
    const wanted = { personId: account.personId, role, orgId }
    if (!ctx.actor.internal && account.personId === ctx.actor.personId)
      throw new Problem('maker_is_checker', { message: '不能为自己申请岗位' })
    await requireOneSide(ctx, wanted)
    await requireApprover(ctx, account.personId)
    return insertGrant(ctx, account.id, account.personId, role, orgId)
  })
}

async function insertGrant(
  ctx: Ctx,
  accountId: string,
  personId: string,
  role: Role,
  orgId: string,
): Promise<string> {
  const grant = await ctx.trx
    .insertInto('roleGrant')
    .values({ accountId, personId, role, orgId, state: 'requested', requestedBy: ctx.actor.accountId })
    .returning('id')
    .executeTakeFirstOrThrow()
  await record(ctx, {
    flow: 'account',
    subjectId: accountId,
    action: 'requestGrant',
    details: { grantId: grant.id, role, orgId },
  })
  return grant.id
}

async function requireFit(ctx: Ctx, role: Role, orgId: string): Promise<void> {
  const org = await ctx.trx
    .selectFrom('org')
    .select(['kind', 'name'])
    .where('id', '=', orgId)
    .executeTakeFirst()
  if (!org) throw new Problem('unprocessable', { message: '没有找到这个机构' })
  if (!orgKindsOfRole[role].includes(org.kind as OrgKind)) {
    throw new Problem('unprocessable', { message: `「${roles[role]}」不能设在「${org.name}」` })
  }
}

/**
 * Approves, refuses or ends a grant. Neither the requester nor the person who gains may approve;
 * one person holds at most one live post in one branch of the tree (INV-18), and one of the three offices.
 */
export async function decideGrant(
  ctx: Ctx,
  grantId: string,
  decision: 'approve' | 'refuse' | 'end',
  reason: string | null,
): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const grant = await trx
      .selectFrom('roleGrant')
      .selectAll()
      .where('id', '=', grantId)
      .forUpdate()
      .executeTakeFirst()
    if (!grant) throw notFound()
    const expected = decision === 'end' ? 'active' : 'requested'
    if (grant.state !== expected) throw new Problem('wrong_status')
    if (!ctx.actor.internal && grant.personId === ctx.actor.personId)
      throw new Problem('maker_is_checker', { message: '不能决定自己的岗位，请由另一位安全管理员办理' })
    if (decision === 'approve') await requireOtherPeople(ctx, grant)
    if (decision === 'end') await requireAnotherHolder(ctx, grant.accountId, [grant.role])
    await trx
      .updateTable('roleGrant')
      .set({
        state: decision === 'approve' ? 'active' : decision === 'refuse' ? 'refused' : 'ended',
        decidedBy: decision === 'end' ? grant.decidedBy : ctx.actor.accountId,
        reason,
        ...(decision === 'approve' ? { fromAt: ctx.now } : {}),
        ...(decision === 'end' ? { toAt: ctx.now } : {}),
      })
      .where('id', '=', grantId)
      .execute()
    await record(ctx, {
      flow: 'account',
      subjectId: grant.accountId,
      action: `${decision}Grant`,
      from: grant.state,
      details: { grantId, reason },
    })
    if (decision === 'end') await closeSessionsOf(ctx, grant.accountId, { grantId })
  })
}

/** Disables an account; every session of it ends with the same commit. */
export async function disableAccount(
  ctx: Ctx,
  accountId: string,
  version: number,
  reason: string,
): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const account = await trx
      .selectFrom('account')
      .select(['id', 'status', 'version', 'passwordHash'])
      .where('id', '=', accountId)
      .forUpdate()
      .executeTakeFirst()
    if (!account || account.passwordHash === null) throw notFound()
    if (account.status === 'disabled')
      throw new Problem('wrong_status', { message: '这个账号已经停用，不必再停用' })
    if (account.version !== version)
      throw new Problem('stale_version', { details: { version: account.version } })
    if (account.id === ctx.actor.accountId)
      throw new Problem('unprocessable', { message: '不能停用自己的账号' })
    await requireAnotherHolder(ctx, accountId, await liveRolesOf(ctx, accountId))
    await trx
      .updateTable('account')
      .set({ status: 'disabled', version: version + 1 })
      .where('id', '=', accountId)
      .execute()
    await record(ctx, {
      flow: 'account',
      subjectId: accountId,
      action: 'disable',
      from: account.status,
      to: 'disabled',
      details: { reason },
    })
    await closeSessionsOf(ctx, accountId)
  })
}

export interface Administrator {
  role: 'system_admin' | 'security_admin' | 'audit_admin'
  personName: string
  login: string
  passwordHash: string
}

/**
 * First start: makes the three administrators against the one-time secret. Works once, within 30 minutes of the
 * secret being made; afterwards 410.
 */
export async function bootstrap(
  ctx: Ctx,
  secret: string,
  administrators: readonly Administrator[],
): Promise<number> {
  const distinct = (pick: (a: Administrator) => string) => new Set(administrators.map(pick)).size === 3
  if (!distinct((a) => a.role) || !distinct((a) => a.login) || !distinct((a) => a.personName)) {
    throw new Problem('unprocessable', { message: '三员须是三个不同的人、三个不同的账号，岗位各一' })
  }
  return asSystem(ctx, async (trx) => {
    const row = await trx
      .selectFrom('bootstrapSecret')
      .selectAll()
      .where('id', '=', 1)
      .forUpdate()
      .executeTakeFirst()
    requireFitting(row, secret, ctx.now)
    await trx.updateTable('bootstrapSecret').set({ usedAt: ctx.now }).where('id', '=', 1).execute()
    await seedCalendar(ctx)
    const platform = await ensurePlatform(ctx)
    for (const a of administrators) {
      const { accountId, grantId } = await createAccount(ctx, { ...a, orgId: platform })
      await activateFirst(ctx, accountId, grantId)
    }
    return administrators.length
  })
}

/** The organisation the three administrators stand in. */
export async function ensurePlatform(ctx: Ctx): Promise<string> {
  const found = await ctx.trx.selectFrom('org').select('id').where('kind', '=', 'platform').executeTakeFirst()
  if (found) return found.id
  const made = await ctx.trx
    .insertInto('org')
    .values({ kind: 'platform', name: '平台管理', createdAt: ctx.now })
    .returning('id')
    .executeTakeFirstOrThrow()
  return made.id
}

/** The very first posts have nobody to approve them: requested by the operator, approved by the system account. */
async function activateFirst(ctx: Ctx, accountId: string, grantId: string): Promise<void> {
  await ctx.trx
    .updateTable('roleGrant')
    .set({ state: 'active', fromAt: ctx.now, requestedBy: '2', decidedBy: '1' })
    .where('id', '=', grantId)
    .execute()
  await record(ctx, {
    flow: 'account',
    subjectId: accountId,
    action: 'approveGrant',
    from: 'requested',
    details: { grantId, first: true },
  })
}
