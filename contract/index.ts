import { organisationRoutes } from './organisations/routes.ts'

/** Every route of the product: the server mounts it, the browser calls it, the OpenAPI page prints it. */
export const allRoutes = {
  ...organisationRoutes,
} as const
