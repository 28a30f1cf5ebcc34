import { allRoutes } from '#contract/index.ts'
import type { accountRoutes } from '#contract/organisations/account.routes.ts'
import type { calendarRoutes } from '#contract/organisations/calendar.routes.ts'
import type { divisionRoutes } from '#contract/organisations/division.routes.ts'
import type { platformRoutes } from '#contract/organisations/platform.routes.ts'
import { roles } from '#contract/organisations/roles.ts'
import type { organisationRoutes } from '#contract/organisations/routes.ts'
import { asSystem } from '#kernel/context.ts'
import { setSessionCookie } from '#kernel/http/gate.ts'
import { type Handlers, withBefore } from '#kernel/http/handler.ts'
import { checkIntegrity } from '#kernel/integrity.ts'
import { readPaging, toPage } from '#kernel/paging.ts'
import { listParameters } from '#kernel/parameters.ts'
import { hashPassword, makeOneTimePassword } from '#kernel/password.ts'
import { Problem } from '#kernel/problem.ts'
import { bootstrap, createAccount, decideGrant, disableAccount, requestGrant } from './account.commands.ts'
import { requireBootstrapSecret } from './bootstrap.commands.ts'
import { replaceYear } from './calendar.commands.ts'
import { previewYear, readYear } from './calendar.preview.ts'
import { listYears } from './calendar.queries.ts'
import { changeCapacity, listCapacities } from './capacity.commands.ts'
import { countJobs, listDeadJobs, retryJob } from './dead-job.commands.ts'
import { actOnChange, planChange } from './division.commands.ts'
import { previewChange } from './division.preview.ts'
import { listChanges } from './division.queries.ts'
import { readNotices } from './notice.commands.ts'
import { listNotices } from './notice.queries.ts'
import {
  getAccount,
  getGrant,
  listAccounts,
  listAudit,
  listBanks,
  listDivisions,
  listOrgs,
} from './org.queries.ts'
import { changeParameter } from './parameter.commands.ts'
import { changePassword, preparePasswordChange } from './password.commands.ts'
import { findHealth } from './platform.queries.ts'
import { enableAccount, resetPassword } from './return.commands.ts'
import { checkLogin, closeSession, openSession } from './session.commands.ts'
import { getSessionView } from './session.queries.ts'

export const organisationHandlers: Handlers<
  typeof platformRoutes &
    typeof organisationRoutes &
    typeof accountRoutes &
    typeof divisionRoutes &
    typeof calendarRoutes
> = {
  health: (ctx) => findHealth(ctx),

  bootstrap: withBefore(
    async (deps, body) => {
      // Three passwords take seconds to stretch: not for a caller without the secret.
      await requireBootstrapSecret(deps, body.secret)
      return Promise.all(
        body.administrators.map(async (a) => ({ ...a, passwordHash: await hashPassword(a.password) })),
      )
    },
    async (ctx, { body }, administrators) => ({ created: await bootstrap(ctx, body.secret, administrators) }),
  ),

  login: withBefore(
    (deps, body, ip) => checkLogin(deps, body, ip),
    async (ctx, { http }, accountId) => {
      const { token, actor } = await openSession(ctx, accountId)
      // Whoever signs in over an open session leaves it: its token ends with it.
      if (ctx.actor.sessionId) await closeSession(ctx, ctx.actor.sessionId)
      setSessionCookie(http.deps, http.reply, token)
      ctx.object = `account:${accountId}`
      return getSessionView(ctx, actor)
    },
  ),

  listCapacities: async (ctx) => ({ rows: await listCapacities(ctx) }),
  changeCapacity: async (ctx, { params, body }) => {
    await changeCapacity(ctx, params.branchId, body)
    return { rows: (await listCapacities(ctx)).filter((c) => c.branchId === params.branchId) }
  },

  getSession: (ctx) => getSessionView(ctx, ctx.actor),

  logout: async (ctx, { http }) => {
    await closeSession(ctx, ctx.actor.sessionId!)
    setSessionCookie(http.deps, http.reply, null)
    return { signedOut: true }
  },

  switchGrant: async (ctx, { body, http }) => {
    // First of all, so that one session becomes one session however often the switch is sent at once.
    if (!(await closeSession(ctx, ctx.actor.sessionId!))) throw new Problem('unauthenticated')
    const { token, actor } = await openSession(ctx, ctx.actor.accountId, body.grantId)
    setSessionCookie(http.deps, http.reply, token)
    return getSessionView(ctx, actor)
  },

  changePassword: withBefore(
    (deps, body, _ip, actor) => preparePasswordChange(deps, actor, body),
    async (ctx, _input, change) => {
      await changePassword(ctx, change)
      return getSessionView(ctx, { ...ctx.actor, passwordDue: false })
    },
  ),

  listDivisions: async (ctx, { query }) => ({
    rows: (await listDivisions(ctx, query.parent, query.on)) as never,
  }),
  listDivisionChanges: async (ctx) => ({ rows: await listChanges(ctx) }),
  planDivisionChange: async (ctx, { body }) => {
    const id = await planChange(ctx, body)
    return (await listChanges(ctx, id))[0]!
  },
  previewDivisionChange: (ctx, { params }) => previewChange(ctx, params.changeId),
  actOnDivisionChange: async (ctx, { params, body }) => {
    await actOnChange(ctx, params.changeId, body)
    return (await listChanges(ctx, params.changeId))[0]!
  },

  listBanks: async (ctx) => ({ rows: (await listBanks(ctx)) as never }),

  listOrgs: async (ctx, input) => {
    const paging = readPaging(input)
    return toPage(input, paging, await listOrgs(ctx, input.query, paging), (o) => [o.id]) as never
  },

  listAccounts: async (ctx, input) => {
    const paging = readPaging(input)
    return toPage(input, paging, await listAccounts(ctx, input.query, paging), (a) => [a.id])
  },

  createAccount: withBefore(
    async (_deps, body) => hashPassword(body.password),
    async (ctx, { body }, passwordHash) => {
      const { accountId } = await createAccount(ctx, { ...body, passwordHash, passwordDue: true })
      return getAccount(ctx, accountId)
    },
  ),

  disableAccount: async (ctx, { params, body }) => {
    await disableAccount(ctx, params.accountId, body.version, body.reason)
    return getAccount(ctx, params.accountId)
  },

  enableAccount: async (ctx, { params, body }) => {
    await enableAccount(ctx, params.accountId, body)
    return getAccount(ctx, params.accountId)
  },

  resetPassword: withBefore(
    async (deps) => {
      const oneTimePassword = makeOneTimePassword(deps.random)
      return { oneTimePassword, passwordHash: await hashPassword(oneTimePassword) }
    },
    async (ctx, { params, body }, { oneTimePassword, passwordHash }) => {
      await resetPassword(ctx, params.accountId, passwordHash, body)
      return { account: await getAccount(ctx, params.accountId), oneTimePassword }
    },
  ),

  requestGrant: async (ctx, { params, body }) =>
    getGrant(ctx, await requestGrant(ctx, params.accountId, body.role, body.orgId)),

  decideGrant: async (ctx, { params, body }) => {
    await decideGrant(ctx, params.grantId, body.decision, body.reason ?? null)
    return getGrant(ctx, params.grantId)
  },

  listParameters: async (ctx) => ({ rows: await listParameters(ctx) }),

  changeParameter: async (ctx, { params, body }) => {
    const version = await changeParameter(ctx, params.key, body.value, body.reason, body.version)
    return { key: params.key, value: body.value, version }
  },

  getCalendar: async (ctx) => {
    const years = await listYears(ctx)
    return { rows: years, dueYear: years.find((y) => y.due)?.year ?? null }
  },
  previewCalendarYear: (ctx, { body }) => previewYear(ctx, readYear(ctx, body)),
  enterCalendarYear: async (ctx, { body }) => {
    ctx.object = `calendar:${body.year}`
    const given = readYear(ctx, body)
    const { changed } = await previewYear(ctx, given)
    const { replaced } = await replaceYear(ctx, given, body)
    const year = (await listYears(ctx)).find((y) => y.year === given.year)!
    return { year, replaced, changed }
  },

  listAudit: async (ctx, input) => {
    const paging = readPaging(input)
    const found = await listAudit(ctx, input.query, paging)
    const named = found.map((row) => ({
      ...row,
      role: row.role ? (roles[row.role as keyof typeof roles] ?? row.role) : null,
      summary: summaryOf(row.action),
    }))
    return toPage(input, paging, named, (row) => [row.seq])
  },

  listJobs: async (ctx) => ({ ...(await countJobs(ctx)), rows: await listDeadJobs(ctx) }),
  retryJob: async (ctx, { params, http }) => {
    await retryJob(ctx, http.deps.jobs, params.jobId)
    return (await listDeadJobs(ctx, params.jobId))[0]!
  },

  checkIntegrity: async (ctx) => ({
    checkedAt: ctx.now.toISOString(),
    rows: await asSystem(ctx, (trx) => checkIntegrity(trx, ctx.now)),
  }),

  listNotices: (ctx) => listNotices(ctx),
  readNotices: async (ctx, { body }) => {
    await readNotices(ctx, body.upTo)
    return { unread: (await listNotices(ctx)).unread }
  },
}

function summaryOf(action: string): string {
  return (allRoutes as Record<string, { summary: string }>)[action]?.summary ?? action
}
