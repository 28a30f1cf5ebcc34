import type * as z from 'zod'
import { portalRoutes } from '#contract/financing/portal.routes.ts'
import { phoneClient } from '../shell/phoneApi.ts'

/** The public page's few calls; none of them needs an account. */
export const api = phoneClient(portalRoutes)

export type Notice = z.output<(typeof portalRoutes)['portalNotice']['response']>
export type Status = z.output<(typeof portalRoutes)['portalStatus']['response']>
export type PortalBody = z.input<(typeof portalRoutes)['portalDeclare']['body']>
