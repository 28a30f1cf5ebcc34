import type { placeRoutes } from '#contract/registry/place.routes.ts'
import { makeWorkbook } from '#kernel/download.ts'
import type { Handlers } from '#kernel/http/handler.ts'
import { readPaging, toPage } from '#kernel/paging.ts'
import type { CellValue } from '#kernel/xlsx-writer.ts'
import { decidePlace, undoPlaceDecision } from './place.commands.ts'
import {
  countUnplaced,
  getPlaceDecision,
  listPlaceDecisions,
  listPlaceFirms,
  listPlaceGroups,
} from './review.queries.ts'

/** As many lines as a person can go through; the rest is found by the filter. */
const exportRows = 20_000

export const placeHandlers: Handlers<typeof placeRoutes> = {
  countUnplaced: async (ctx) => ({ rows: await countUnplaced(ctx) }),

  listPlaceGroups: async (ctx, input) => {
    const paging = readPaging(input)
    const found = await listPlaceGroups(ctx, input.query, paging)
    return toPage(input, paging, found, (g) => [g.firms, g.within, g.fragment ?? ''])
  },

  listPlaceFirms: async (ctx, input) => {
    const paging = readPaging(input)
    const page = toPage(input, paging, await listPlaceFirms(ctx, input.query, paging), (f) => [
      f.nameKey,
      f.id,
    ])
    return { ...page, rows: page.rows.map(({ id, name, parts }) => ({ id, name, parts })) }
  },

  decidePlace: async (ctx, { body }) => getPlaceDecision(ctx, await decidePlace(ctx, body)),

  listPlaceDecisions: async (ctx, input) => {
    const paging = readPaging(input)
    return toPage(input, paging, await listPlaceDecisions(ctx, paging), (d) => [d.id])
  },

  undoPlaceDecision: async (ctx, { params }) => {
    await undoPlaceDecision(ctx, params.decisionId)
    return getPlaceDecision(ctx, params.decisionId)
  },

  exportUnplaced: async (ctx, { query, http }) => {
    const found = await listPlaceGroups(ctx, query, { limit: exportRows, after: null })
    return makeWorkbook(http.deps, `待落位-${ctx.today}.xlsx`, [
      {
        name: '待落位',
        title: '待落位的路、楼宇、村',
        notes: [`按户数从多到少，截至 ${ctx.today}。“可能在”是同路已落位的户所指，把握不足，供核对。`],
        columns: [
          { title: '现在只知在', type: 'text', width: 16 },
          { title: '路、楼宇、村', type: 'text', width: 26 },
          { title: '户数', type: 'integer', width: 8 },
          { title: '可能在', type: 'text', width: 30 },
          { title: '把握（%）', type: 'integer', width: 10 },
        ],
        rows: found.map((g): CellValue[] => [
          g.place,
          g.fragment ?? '（地址没有路名）',
          g.firms,
          g.likely?.name ?? null,
          g.likely ? Math.floor(g.likely.confidenceBp / 100) : null,
        ]),
      },
    ])
  },
}
