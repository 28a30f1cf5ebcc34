import type { caseRoutes } from '#contract/financing/case.routes.ts'
import type { declarationRoutes } from '#contract/financing/declaration.routes.ts'
import type { portalRoutes } from '#contract/financing/portal.routes.ts'
import type { Handlers, Input } from '#kernel/http/handler.ts'
import { readPaging, toPage } from '#kernel/paging.ts'
import { Problem } from '#kernel/problem.ts'
import { actOnCase, actOnDeskCase } from './bank-case.commands.ts'
import { listCases } from './bank-case.queries.ts'
import { getDeskCase, getOfficeCase } from './bank-case.view.ts'
import { addConsent, withdrawConsent } from './consent.commands.ts'
import { actOnDeclaration, createDeclaration } from './declaration.commands.ts'
import { listDeclarations } from './declaration.queries.ts'
import { getDeclaration } from './declaration.view.ts'
import { addFinding } from './finding.commands.ts'
import { declareAtPortal, withdrawAtPortal, withdrawConsentAtPortal } from './portal.commands.ts'
import { getNotice, getPortalStatus } from './portal.queries.ts'
import { approveRecommendations } from './recommendation.commands.ts'

export const declarationHandlers: Handlers<typeof declarationRoutes> = {
  listDeclarations: async (ctx, input) => {
    const paging = readPaging(input)
    return toPage(input, paging, await listDeclarations(ctx, input.query, paging), (d) => [d.id])
  },
  getDeclaration: (ctx, { params }) => getDeclaration(ctx, params.declarationId),
  createDeclaration: async (ctx, { body }) => getDeclaration(ctx, await createDeclaration(ctx, body)),
  actOnDeclaration: async (ctx, { params, body }) => {
    await actOnDeclaration(ctx, params.declarationId, body)
    return getDeclaration(ctx, params.declarationId)
  },
  addFinding: async (ctx, { params, body }) => {
    await addFinding(ctx, params.declarationId, body)
    return getDeclaration(ctx, params.declarationId)
  },
  addConsent: async (ctx, { params, body }) => {
    await addConsent(ctx, params.declarationId, body.bankId, { channel: body.channel, signer: body.signer })
    return getDeclaration(ctx, params.declarationId)
  },
  withdrawConsent: async (ctx, { params, body }) => {
    await withdrawConsent(ctx, params.declarationId, params.consentId, body.how)
    return getDeclaration(ctx, params.declarationId)
  },
  approveRecommendations: (ctx, { body }) => approveRecommendations(ctx, body.declarations),
}

export const caseHandlers: Handlers<typeof caseRoutes> = {
  listDeskCases: async (ctx, input) => {
    const paging = readPaging(input)
    return toPage(input, paging, await listCases(ctx, input.query, paging), (c) => [c.sortDue, c.id])
  },
  getDeskCase: (ctx, { params }) => {
    ctx.object = `case:${params.caseId}`
    return getDeskCase(ctx, params.caseId)
  },
  actOnDeskCase: async (ctx, { params, body }) => {
    await actOnDeskCase(ctx, params.caseId, body)
    const still = await ctx.trx
      .selectFrom('bankCase')
      .select('id')
      .where('id', '=', params.caseId)
      .executeTakeFirst()
    return { done: true, case: still ? await getDeskCase(ctx, params.caseId) : null }
  },
  listCases: async (ctx, input) => {
    const paging = readPaging(input)
    return toPage(input, paging, await listCases(ctx, input.query, paging), (c) => [c.sortDue, c.id])
  },
  getCase: (ctx, { params }) => getOfficeCase(ctx, params.caseId),
  actOnCase: async (ctx, { params, body }) => {
    await actOnCase(ctx, params.caseId, body)
    return getOfficeCase(ctx, params.caseId)
  },
}

/** The public page: twenty calls in ten minutes from one address; a noodle shop needs three. */
const perAddress = { calls: 20, milliseconds: 10 * 60_000 }

function limit(input: Pick<Input<(typeof portalRoutes)['portalStatus']>, 'http'>, now: Date): void {
  if (!input.http.deps.limiter('portal', perAddress).take(input.http.ip, now.getTime()))
    throw new Problem('too_many', { headers: { 'retry-after': '600' } })
}

export const portalHandlers: Handlers<typeof portalRoutes> = {
  portalNotice: (ctx, { query }) => getNotice(ctx, query.division),
  portalDeclare: (ctx, input) => {
    limit(input, ctx.now)
    return declareAtPortal(ctx, input.body, input.http.ip)
  },
  portalStatus: (ctx, input) => {
    limit(input, ctx.now)
    return getPortalStatus(ctx, input.body.receipt)
  },
  portalWithdrawConsent: async (ctx, input) => {
    limit(input, ctx.now)
    await withdrawConsentAtPortal(ctx, input.body.receipt, input.body.consentId)
    return { withdrawn: true }
  },
  portalWithdraw: async (ctx, input) => {
    limit(input, ctx.now)
    await withdrawAtPortal(ctx, input.body.receipt, input.body.reason)
    return { withdrawn: true }
  },
}
