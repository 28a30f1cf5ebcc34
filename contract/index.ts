import { buildingRoutes } from './assignment/building.routes.ts'
import { assignmentRoutes } from './assignment/routes.ts'
import { teamRoutes } from './assignment/team.routes.ts'
import { boardRoutes } from './boards/routes.ts'
import { caseRoutes } from './financing/case.routes.ts'
import { declarationRoutes } from './financing/declaration.routes.ts'
import { portalRoutes } from './financing/portal.routes.ts'
import { accountRoutes } from './organisations/account.routes.ts'
import { calendarRoutes } from './organisations/calendar.routes.ts'
import { divisionRoutes } from './organisations/division.routes.ts'
import { platformRoutes } from './organisations/platform.routes.ts'
import { organisationRoutes } from './organisations/routes.ts'
import { identityRoutes } from './registry/identity.routes.ts'
import { importRoutes } from './registry/import.routes.ts'
import { placeRoutes } from './registry/place.routes.ts'
import { qualityRoutes } from './registry/quality.routes.ts'
import { reversalRoutes } from './registry/reversal.routes.ts'
import { registryRoutes } from './registry/routes.ts'
import { studioRoutes } from './registry/studio.routes.ts'
import { rosterRoutes } from './rosters/routes.ts'
import { previewRoutes } from './screening/preview.routes.ts'
import { restorationRoutes } from './screening/restoration.routes.ts'
import { reviewRoutes } from './screening/review.routes.ts'
import { screeningRoutes } from './screening/routes.ts'
import { visitRoutes } from './visits/routes.ts'

/** Every route of the product: the server mounts it, the browser calls it, the OpenAPI page prints it. */
export const allRoutes = {
  ...platformRoutes,
  ...organisationRoutes,
  ...accountRoutes,
  ...divisionRoutes,
  ...calendarRoutes,
  ...importRoutes,
  ...studioRoutes,
  ...identityRoutes,
  ...reversalRoutes,
  ...registryRoutes,
  ...qualityRoutes,
  ...placeRoutes,
  ...screeningRoutes,
  ...restorationRoutes,
  ...previewRoutes,
  ...reviewRoutes,
  ...assignmentRoutes,
  ...teamRoutes,
  ...buildingRoutes,
  ...visitRoutes,
  ...rosterRoutes,
  ...declarationRoutes,
  ...caseRoutes,
  ...portalRoutes,
  ...boardRoutes,
} as const
