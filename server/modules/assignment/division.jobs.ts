import { systemActor } from '#kernel/actor.ts'
import { inContext } from '#kernel/context.ts'
import { allowLong } from '#kernel/database.ts'
import type { Deps } from '#kernel/http/deps.ts'
import { closeChange, startDueChange } from '../organisations/organisations.public.ts'
import { followPlaces } from '../registry/registry.public.ts'
import { followBuildings, followDuties, followTargets, keepDuties } from './division.sql.ts'

/**
 * The sweep of places: what became due takes effect, in the order of its days, one transaction each; and whatever still names
 * a place that is no more follows it. Answers how many changes took effect.
 */
export async function sweepDivisions(deps: Deps): Promise<number> {
  for (let done = 0; ; done++) if (!(await changeOne(deps))) return done
}

function changeOne(deps: Deps): Promise<boolean> {
  return inContext(deps, systemActor, async (ctx) => {
    const { trx } = ctx
    await allowLong(trx, 15 * 60_000)
    const change = await startDueChange(ctx)
    const firms = await followPlaces(trx)
    const targets = await followTargets(trx)
    await followDuties(ctx)
    if (change?.kind === 'split') await keepDuties(ctx, change.fromCode, change.startsOn)
    await followBuildings(trx)
    if (change === null) return false
    await closeChange(ctx, change, { firms, targets })
    return true
  })
}
