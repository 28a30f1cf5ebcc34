import type { assignmentRoutes } from '#contract/assignment/routes.ts'
import { ownOrTeam } from '#kernel/context.ts'
import type { Handlers } from '#kernel/http/handler.ts'
import { readPaging, toPage } from '#kernel/paging.ts'
import { draftList, openAssignment, publishList } from './assignment.commands.ts'
import { getTarget, listTargets } from './assignment.queries.ts'
import { explainTargetBanks, listMoves } from './explain.queries.ts'
import { actOnTarget } from './target.commands.ts'
import { getAssignment, getTargetList, listTargetLists, requireList } from './target-list.queries.ts'

export const assignmentHandlers: Handlers<typeof assignmentRoutes> = {
  listTargetLists: async (ctx) => ({ rows: await listTargetLists(ctx) }),
  draftTargetList: async (ctx, { body }) => getTargetList(ctx, await draftList(ctx, body)),

  assignTargetList: async (ctx, { params, http }) => {
    const assignmentId = await openAssignment(ctx, params.listId)
    await http.deps.jobs.enqueue(ctx, 'assignment.run', { assignmentId })
    return getTargetList(ctx, params.listId)
  },

  publishTargetList: async (ctx, { params }) => {
    await publishList(ctx, params.listId)
    return getTargetList(ctx, params.listId)
  },

  getAssignment: (ctx, { params }) => getAssignment(ctx, params.listId),

  listAssignmentMoves: async (ctx, input) => {
    const paging = readPaging(input)
    return toPage(input, paging, await listMoves(ctx, input.params.listId, paging), (m) => [m.targetId])
  },

  explainTargetBanks: (ctx, { params }) => explainTargetBanks(ctx, params.targetId),

  listTargets: async (ctx, input) => {
    await requireList(ctx, input.query.listId)
    const paging = readPaging(input)
    return toPage(input, paging, await listTargets(ctx, input.query, paging), (t) => [t.sortKey, t.id])
  },

  getTarget: (ctx, { params }) => ownOrTeam(ctx, () => getTarget(ctx, params.targetId)),

  actOnTarget: async (ctx, { params, body }) => {
    await actOnTarget(ctx, {
      targetId: params.targetId,
      action: body.action,
      version: body.version,
      reason: body.reason ?? null,
      on: body.on ?? null,
    })
    return getTarget(ctx, params.targetId)
  },
}
