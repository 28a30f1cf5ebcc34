import type { teamRoutes } from '#contract/assignment/team.routes.ts'
import { asTeam } from '#kernel/context.ts'
import type { Handlers } from '#kernel/http/handler.ts'
import { readPaging, toPage } from '#kernel/paging.ts'
import { listTargets } from './assignment.queries.ts'
import { arrangeCover, endCover } from './cover.commands.ts'
import { coversOf, getCover } from './cover.queries.ts'
import { releaseTargets, takeTargets } from './lease.commands.ts'
import { changeTeam, createTeam } from './team.commands.ts'
import { getMyWork, getTeam, listCandidates, listTeams } from './team.queries.ts'

export const teamHandlers: Handlers<typeof teamRoutes> = {
  listTeams: async (ctx, input) => {
    const paging = readPaging(input)
    return toPage(input, paging, await listTeams(ctx, input.query, paging), (t) => [t.name, t.id])
  },
  getTeam: (ctx, { params }) => getTeam(ctx, params.teamId),
  createTeam: async (ctx, { body }) => getTeam(ctx, await createTeam(ctx, body)),
  changeTeam: async (ctx, { params, body }) => {
    await changeTeam(ctx, params.teamId, body)
    return getTeam(ctx, params.teamId)
  },
  listCandidates: async (ctx, { query }) => ({ rows: await listCandidates(ctx, query.search) }),
  getMyWork: (ctx) => getMyWork(ctx),

  listQueue: async (ctx, input) => {
    const paging = readPaging(input)
    const { teamId, taken, search, stage } = input.query
    const filter = { search, stage, sort: 'place', queue: { teamId, taken } } as const
    const found = await asTeam(ctx, () => listTargets(ctx, filter, paging))
    return toPage(input, paging, found, (t) => [t.sortKey, t.id])
  },

  takeTargets: (ctx, { body }) => takeTargets(ctx, body.targetIds, body.teamId ?? null),
  releaseTargets: async (ctx, { body }) => ({ released: await releaseTargets(ctx, body.targetIds) }),

  arrangeCover: async (ctx, { body }) => getCover(ctx, await arrangeCover(ctx, body)),
  listCovers: async (ctx, input) => {
    const paging = readPaging(input)
    return toPage(input, paging, await coversOf(ctx, 'place', paging), (c) => [c.id])
  },
  endCover: async (ctx, { params, body }) => {
    await getCover(ctx, params.coverId)
    await endCover(ctx, params.coverId, body.reason)
    return getCover(ctx, params.coverId)
  },
}
