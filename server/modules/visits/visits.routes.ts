import type { visitRoutes } from '#contract/visits/routes.ts'
import { ownOrTeam } from '#kernel/context.ts'
import type { Handlers } from '#kernel/http/handler.ts'
import { readPaging, toPage } from '#kernel/paging.ts'
import { recordVisit } from './visits.commands.ts'
import { getVisit, listVisits } from './visits.queries.ts'

export const visitHandlers: Handlers<typeof visitRoutes> = {
  recordVisit: async (ctx, { body }) => {
    const visitId = await recordVisit(ctx, body)
    return ownOrTeam(ctx, () => getVisit(ctx, visitId))
  },

  listVisits: async (ctx, input) => {
    const paging = readPaging(input)
    return toPage(input, paging, await listVisits(ctx, input.query, paging), (v) => [v.occurredAt, v.id])
  },

  getVisit: (ctx, { params }) => ownOrTeam(ctx, () => getVisit(ctx, params.visitId)),
}
