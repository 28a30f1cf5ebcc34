import type { identityRoutes } from '#contract/registry/identity.routes.ts'
import { makeWorkbook } from '#kernel/download.ts'
import type { Handlers } from '#kernel/http/handler.ts'
import { readPaging, toPage } from '#kernel/paging.ts'
import { strictestToday } from '#kernel/parameters.ts'
import { Problem } from '#kernel/problem.ts'
import { caseSheet } from './case.sheet.ts'
import { actOnCase } from './identity.commands.ts'
import { countCases, getCaseView, listCases } from './identity.queries.ts'

export const identityHandlers: Handlers<typeof identityRoutes> = {
  listIdentityCases: async (ctx, input) => {
    const paging = readPaging(input)
    return toPage(input, paging, await listCases(ctx, input.query, paging), (c) => [c.id])
  },

  exportIdentityCases: async (ctx, { query, http }) => {
    const limit = await strictestToday(ctx, 'exportApprovalRows')
    const found = await listCases(ctx, query, { limit, after: null })
    if (found.length > limit)
      throw new Problem('approval_required', {
        message: `超过 ${limit} 行，请先按状态或名单种类缩小范围，分次导出`,
      })
    ctx.object = `identityCases:${query.state ?? 'open'}`
    return makeWorkbook(http.deps, `待认定-${ctx.today}.xlsx`, [await caseSheet(ctx, found)])
  },

  countIdentityCases: (ctx) => countCases(ctx),
  getIdentityCase: (ctx, { params }) => getCaseView(ctx, params.caseId),

  actOnIdentityCase: async (ctx, { params, body }) => {
    ctx.object = `identityCase:${params.caseId}`
    await actOnCase(ctx, params.caseId, body)
    return getCaseView(ctx, params.caseId)
  },
}
