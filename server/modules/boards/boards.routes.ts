import type { boardRoutes } from '#contract/boards/routes.ts'
import { ledgers } from '#contract/boards/words.ts'
import { makeWorkbook } from '#kernel/download.ts'
import type { Handlers } from '#kernel/http/handler.ts'
import { readPaging, toPage } from '#kernel/paging.ts'
import { decideExport, openGranted, requestExport, requireSmall } from './export.commands.ts'
import { getExportRequest, listExportRequests } from './export.queries.ts'
import { checkFigures } from './figure.queries.ts'
import { getFunnel, listFunnelRows } from './funnel.queries.ts'
import { getHome } from './home.queries.ts'
import { jsonCell, ledgerSheet, listLedger, requireLedger } from './ledger.queries.ts'
import { ledgerSpecs } from './ledger.sql.ts'

export const boardHandlers: Handlers<typeof boardRoutes> = {
  listExportRequests: async (ctx, input) => {
    const paging = readPaging(input)
    return toPage(input, paging, await listExportRequests(ctx, paging), (r) => [r.id])
  },
  requestExport: async (ctx, { body: { reason, kind, ...filter } }) =>
    getExportRequest(ctx, await requestExport(ctx, kind, filter, reason)),
  decideExport: async (ctx, { params, body }) => {
    await decideExport(ctx, params.exportId, body)
    return getExportRequest(ctx, params.exportId)
  },
  takeExport: async (ctx, { params, http }) => {
    const granted = await openGranted(ctx, params.exportId)
    return makeWorkbook(http.deps, `${ledgers[granted.kind]}-${ctx.today}.xlsx`, [
      await ledgerSheet(ctx, granted.kind, granted.filter),
    ])
  },

  checkFigures: (ctx, { body }) => checkFigures(ctx, body),
  getHome: (ctx) => getHome(ctx),
  getFunnel: (ctx, { query }) => getFunnel(ctx, query),

  listFunnelRows: async (ctx, input) => {
    const paging = readPaging(input)
    return toPage(input, paging, await listFunnelRows(ctx, input.query, paging), (l) => l.key)
  },

  listLedger: async (ctx, input) => {
    const { kind } = input.params
    requireLedger(ctx, kind)
    const paging = readPaging(input)
    const page = toPage(input, paging, await listLedger(ctx, kind, input.query, paging), (l) => l.key)
    return {
      title: ledgers[kind],
      columns: ledgerSpecs[kind].columns.map((c) => ({ title: c.title, type: c.type })),
      rows: page.rows.map((l) => l.cells.map(jsonCell)),
      nextCursor: page.nextCursor,
    }
  },

  exportLedger: async (ctx, { params, query, http }) => {
    requireLedger(ctx, params.kind)
    ctx.object = `ledger:${params.kind}`
    await requireSmall(ctx, params.kind, query)
    return makeWorkbook(http.deps, `${ledgers[params.kind]}-${ctx.today}.xlsx`, [
      await ledgerSheet(ctx, params.kind, query),
    ])
  },
}
