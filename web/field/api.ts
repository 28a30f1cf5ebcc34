import { assignmentRoutes } from '#contract/assignment/routes.ts'
import { teamRoutes } from '#contract/assignment/team.routes.ts'
import { boardRoutes } from '#contract/boards/routes.ts'
import { registryRoutes } from '#contract/registry/routes.ts'
import { visitRoutes } from '#contract/visits/routes.ts'
import { phoneClient } from '../shell/phoneApi.ts'

const { listTargets, getTarget, actOnTarget } = assignmentRoutes
const { getMyWork, listQueue, takeTargets, releaseTargets } = teamRoutes
const { listEntities, getEntity, reveal } = registryRoutes
const { recordVisit, listVisits, getVisit } = visitRoutes
const { getHome } = boardRoutes

/** What a visitor asks of the server, and nothing else. */
export const api = phoneClient({
  listTargets,
  getTarget,
  actOnTarget,
  getMyWork,
  listQueue,
  takeTargets,
  releaseTargets,
  listEntities,
  getEntity,
  reveal,
  recordVisit,
  listVisits,
  getVisit,
  getHome,
})
