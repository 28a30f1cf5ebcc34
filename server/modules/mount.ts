import type { FastifyInstance } from 'fastify'
import { buildingRoutes } from '#contract/assignment/building.routes.ts'
import { assignmentRoutes } from '#contract/assignment/routes.ts'
import { teamRoutes } from '#contract/assignment/team.routes.ts'
import { boardRoutes } from '#contract/boards/routes.ts'
import { caseRoutes } from '#contract/financing/case.routes.ts'
import { declarationRoutes } from '#contract/financing/declaration.routes.ts'
import { portalRoutes } from '#contract/financing/portal.routes.ts'
import { accountRoutes } from '#contract/organisations/account.routes.ts'
import { calendarRoutes } from '#contract/organisations/calendar.routes.ts'
import { divisionRoutes } from '#contract/organisations/division.routes.ts'
import { platformRoutes } from '#contract/organisations/platform.routes.ts'
import { organisationRoutes } from '#contract/organisations/routes.ts'
import { identityRoutes } from '#contract/registry/identity.routes.ts'
import { importRoutes } from '#contract/registry/import.routes.ts'
import { placeRoutes } from '#contract/registry/place.routes.ts'
import { qualityRoutes } from '#contract/registry/quality.routes.ts'
import { reversalRoutes } from '#contract/registry/reversal.routes.ts'
import { registryRoutes } from '#contract/registry/routes.ts'
import { studioRoutes } from '#contract/registry/studio.routes.ts'
import { rosterRoutes } from '#contract/rosters/routes.ts'
import { previewRoutes } from '#contract/screening/preview.routes.ts'
import { restorationRoutes } from '#contract/screening/restoration.routes.ts'
import { reviewRoutes } from '#contract/screening/review.routes.ts'
import { screeningRoutes } from '#contract/screening/routes.ts'
import { visitRoutes } from '#contract/visits/routes.ts'
import type { Deps } from '#kernel/http/deps.ts'
import { mount } from '#kernel/http/mount.ts'
import { assignmentHandlers } from './assignment/assignment.routes.ts'
import { buildingHandlers } from './assignment/building.routes.ts'
import { teamHandlers } from './assignment/team.routes.ts'
import { boardHandlers } from './boards/boards.routes.ts'
import { caseHandlers, declarationHandlers, portalHandlers } from './financing/financing.routes.ts'
import { organisationHandlers } from './organisations/organisations.routes.ts'
import { identityHandlers } from './registry/identity/identity.routes.ts'
import { placeHandlers } from './registry/places/places.routes.ts'
import { qualityHandlers } from './registry/quality/quality.routes.ts'
import { registryHandlers } from './registry/registry.routes.ts'
import { reversalHandlers } from './registry/reversal.routes.ts'
import { studioHandlers } from './registry/studio.routes.ts'
import { rosterHandlers } from './rosters/rosters.routes.ts'
import { screeningHandlers } from './screening/screening.routes.ts'
import { visitHandlers } from './visits/visits.routes.ts'

/** Every capability of the house, in the order in which they lean on each other. */
export function mountModules(app: FastifyInstance, deps: Deps): void {
  mount(
    app,
    deps,
    { ...platformRoutes, ...organisationRoutes, ...accountRoutes, ...divisionRoutes, ...calendarRoutes },
    organisationHandlers,
  )
  mount(app, deps, identityRoutes, identityHandlers)
  mount(app, deps, { ...importRoutes, ...registryRoutes }, registryHandlers)
  mount(app, deps, reversalRoutes, reversalHandlers)
  mount(app, deps, studioRoutes, studioHandlers)
  mount(app, deps, placeRoutes, placeHandlers)
  mount(app, deps, qualityRoutes, qualityHandlers)
  mount(
    app,
    deps,
    { ...screeningRoutes, ...restorationRoutes, ...previewRoutes, ...reviewRoutes },
    screeningHandlers,
  )
  mount(app, deps, assignmentRoutes, assignmentHandlers)
  mount(app, deps, teamRoutes, teamHandlers)
  mount(app, deps, buildingRoutes, buildingHandlers)
  mount(app, deps, visitRoutes, visitHandlers)
  mount(app, deps, rosterRoutes, rosterHandlers)
  mount(app, deps, declarationRoutes, declarationHandlers)
  mount(app, deps, caseRoutes, caseHandlers)
  mount(app, deps, portalRoutes, portalHandlers)
  mount(app, deps, boardRoutes, boardHandlers)
}
