import type { identityRoutes } from '#contract/registry/identity.routes.ts'
import type { Handlers } from '#kernel/http/handler.ts'
import { readPaging, toPage } from '#kernel/paging.ts'
import { actOnCase } from './identity.commands.ts'
import { countCases, getCaseView, listCases } from './identity.queries.ts'

export const identityHandlers: Handlers<typeof identityRoutes> = {
  listIdentityCases: async (ctx, input) => {
    const paging = readPaging(input)
    return toPage(input, paging, await listCases(ctx, input.query, paging), (c) => [c.id])
  },

  countIdentityCases: (ctx) => countCases(ctx),
  getIdentityCase: (ctx, { params }) => getCaseView(ctx, params.caseId),

  actOnIdentityCase: async (ctx, { params, body }) => {
    ctx.object = `identityCase:${params.caseId}`
    await actOnCase(ctx, params.caseId, body)
    return getCaseView(ctx, params.caseId)
  },
}
