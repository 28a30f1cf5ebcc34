import type { FastifyInstance } from 'fastify'
import { assignmentRoutes } from '#contract/assignment/routes.ts'
import { boardRoutes } from '#contract/boards/routes.ts'
import { caseRoutes } from '#contract/financing/case.routes.ts'
import { declarationRoutes } from '#contract/financing/declaration.routes.ts'
import { portalRoutes } from '#contract/financing/portal.routes.ts'
import { accountRoutes } from '#contract/organisations/account.routes.ts'
import { platformRoutes } from '#contract/organisations/platform.routes.ts'
import { organisationRoutes } from '#contract/organisations/routes.ts'
import { importRoutes } from '#contract/registry/import.routes.ts'
import { reversalRoutes } from '#contract/registry/reversal.routes.ts'
import { registryRoutes } from '#contract/registry/routes.ts'
import { screeningRoutes } from '#contract/screening/routes.ts'
import { visitRoutes } from '#contract/visits/routes.ts'
import type { Deps } from '#kernel/http/deps.ts'
import { mount } from '#kernel/http/mount.ts'
import { assignmentHandlers } from './assignment/assignment.routes.ts'
import { boardHandlers } from './boards/boards.routes.ts'
import { caseHandlers, declarationHandlers, portalHandlers } from './financing/financing.routes.ts'
import { organisationHandlers } from './organisations/organisations.routes.ts'
import { registryHandlers } from './registry/registry.routes.ts'
import { reversalHandlers } from './registry/reversal.routes.ts'
import { screeningHandlers } from './screening/screening.routes.ts'
import { visitHandlers } from './visits/visits.routes.ts'

/** Every capability of the house, in the order in which they lean on each other. */
export function mountModules(app: FastifyInstance, deps: Deps): void {
  mount(app, deps, { ...platformRoutes, ...organisationRoutes, ...accountRoutes }, organisationHandlers)
  mount(app, deps, { ...importRoutes, ...registryRoutes }, registryHandlers)
  mount(app, deps, reversalRoutes, reversalHandlers)
  mount(app, deps, screeningRoutes, screeningHandlers)
  mount(app, deps, assignmentRoutes, assignmentHandlers)
  mount(app, deps, visitRoutes, visitHandlers)
  mount(app, deps, declarationRoutes, declarationHandlers)
  mount(app, deps, caseRoutes, caseHandlers)
  mount(app, deps, portalRoutes, portalHandlers)
  mount(app, deps, boardRoutes, boardHandlers)
}
