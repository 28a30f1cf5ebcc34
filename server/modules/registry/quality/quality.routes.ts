import type { qualityRoutes } from '#contract/registry/quality.routes.ts'
import { makeWorkbook } from '#kernel/download.ts'
import type { Handlers } from '#kernel/http/handler.ts'
import { readPaging, toPage } from '#kernel/paging.ts'
import { strictestToday } from '#kernel/parameters.ts'
import { Problem } from '#kernel/problem.ts'
import { findingSheet, findingView } from './finding.view.ts'
import { acceptFinding } from './quality.commands.ts'
import { getFinding, getQuality, listFindings } from './quality.queries.ts'

export const qualityHandlers: Handlers<typeof qualityRoutes> = {
  getQuality: (ctx, { query }) => getQuality(ctx, query),

  listFindings: async (ctx, input) => {
    const paging = readPaging(input)
    const page = toPage(input, paging, await listFindings(ctx, input.query, paging), (f) => [f.id])
    return { ...page, rows: page.rows.map((f) => findingView(ctx, f)) }
  },

  exportFindings: async (ctx, { query, http }) => {
    const limit = await strictestToday(ctx, 'exportApprovalRows')
    const found = await listFindings(ctx, query, { limit, after: null })
    if (found.length > limit)
      throw new Problem('approval_required', {
        message: `超过 ${limit} 行，请先按规则或区县缩小范围，分次导出`,
      })
    ctx.object = `quality:${query.rule ?? 'all'}`
    return makeWorkbook(http.deps, `数据质量问题-${ctx.today}.xlsx`, [findingSheet(ctx, found)])
  },

  acceptFinding: async (ctx, { params, body }) => {
    await acceptFinding(ctx, params.findingId, body.reason, body.version)
    return findingView(ctx, await getFinding(ctx, params.findingId))
  },
}
