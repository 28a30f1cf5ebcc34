import { systemActor } from '#kernel/actor.ts'
import { inContext } from '#kernel/context.ts'
import type { Deps } from '#kernel/http/deps.ts'
import { checkDue } from './quality.commands.ts'

/** Checks the data after every list that came in, and all rules daily; safe to run twice at once. Answers how many checks ran. */
export async function sweepQuality(deps: Deps): Promise<number> {
  const runId = await inContext(deps, systemActor, checkDue)
  return runId === null ? 0 : 1
}
