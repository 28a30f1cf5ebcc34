import type { Routes } from '#contract/kernel/route.ts'
import { organisationRoutes } from '#contract/organisations/routes.ts'
import { type Client, createClient } from './client.ts'

type Listener = () => void
const listeners = new Set<Listener>()

/** Called when the server no longer knows the session; the sign-in page then stands over what was there. */
export function onSignedOut(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** A client over just these routes: a phone page loads no schema that it does not use. */
export function phoneClient<const T extends Routes>(routes: T): Client<T> {
  return createClient(routes, () => {
    for (const listener of listeners) listener()
  })
}

const { login, getSession, logout, switchGrant, listBanks } = organisationRoutes

/** Session and banks: what both phone pages ask of the organisation. */
export const orgApi = phoneClient({ login, getSession, logout, switchGrant, listBanks })

/** A stalled line in a stairwell is a failed one: after this long the page says so. */
export const patience = 20_000

/** Stops waiting after `patience`; undefined where the browser cannot. */
export function impatient(): AbortSignal | undefined {
  return 'timeout' in AbortSignal ? AbortSignal.timeout(patience) : undefined
}
