import { assignmentRoutes } from './assignment/routes.ts'
import { boardRoutes } from './boards/routes.ts'
import { caseRoutes } from './financing/case.routes.ts'
import { declarationRoutes } from './financing/declaration.routes.ts'
import { portalRoutes } from './financing/portal.routes.ts'
import { accountRoutes } from './organisations/account.routes.ts'
import { platformRoutes } from './organisations/platform.routes.ts'
import { organisationRoutes } from './organisations/routes.ts'
import { importRoutes } from './registry/import.routes.ts'
import { reversalRoutes } from './registry/reversal.routes.ts'
import { registryRoutes } from './registry/routes.ts'
import { screeningRoutes } from './screening/routes.ts'
import { visitRoutes } from './visits/routes.ts'

/** Every route of the product: the server mounts it, the browser calls it, the OpenAPI page prints it. */
export const allRoutes = {
  ...platformRoutes,
  ...organisationRoutes,
  ...accountRoutes,
  ...importRoutes,
  ...reversalRoutes,
  ...registryRoutes,
  ...screeningRoutes,
  ...assignmentRoutes,
  ...visitRoutes,
  ...declarationRoutes,
  ...caseRoutes,
  ...portalRoutes,
  ...boardRoutes,
} as const
