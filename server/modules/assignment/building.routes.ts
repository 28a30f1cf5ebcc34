import type { buildingRoutes } from '#contract/assignment/building.routes.ts'
import type { Handlers } from '#kernel/http/handler.ts'
import { closeBuilding, saveBuildings } from './building.commands.ts'
import { getSplit, listBuildings } from './split.queries.ts'

export const buildingHandlers: Handlers<typeof buildingRoutes> = {
  listBuildings: async (ctx, { query }) => ({ rows: await listBuildings(ctx, query.division) }),
  saveBuildings: (ctx, { body }) => saveBuildings(ctx, body),
  closeBuilding: async (ctx, { params, body }) => {
    await closeBuilding(ctx, params.buildingId, body)
    return { closed: true as const }
  },
  getSplit: (ctx, { query }) => getSplit(ctx, query),
}
