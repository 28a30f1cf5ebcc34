import { allRoutes } from '#contract/index.ts'
import { createClient } from './client.ts'

type Listener = () => void
const listeners = new Set<Listener>()

/** Called when the server no longer knows the session; the layout shows the sign-in page over what was there. */
export function onSignedOut(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Every route of the product, typed; for the console. Field and portal make smaller clients of their own. */
export const api = createClient(allRoutes, () => {
  for (const listener of listeners) listener()
})
