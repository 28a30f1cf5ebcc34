import type { ImportKind } from '#contract/registry/words.ts'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx, inContext } from '#kernel/context.ts'
import { allowLong } from '#kernel/database.ts'
import { actingFor, type JobHandlers } from '#kernel/jobs.ts'
import { parameterValue } from '#kernel/parameters.ts'
import { lockRegistry } from '../registry.lock.ts'
import { learnRoads, placeLearned } from './learn.sql.ts'

/** Lists that tell where firms are. */
export const tellsPlaces = (kind: ImportKind): boolean => kind === 'registration' || kind === 'census'

/**
 * Learns the roads of the registry as it stands and places whom they place. No facts change and nothing that was counted:
 * a screening, a list, a declaration keep the place they were made with. Safe to run at any time.
 */
export async function learnPlaces(ctx: Ctx): Promise<number> {
  return asSystem(ctx, async (trx) => {
    await lockRegistry(trx)
    await allowLong(trx, 15 * 60_000)
    const roads = await learnRoads(trx)
    const moved = await placeLearned(trx, (await parameterValue(ctx, 'placeConfidence')) * 100)
    await record(ctx, { flow: 'place', subjectId: '0', action: 'learn', details: { roads, moved } })
    return moved
  })
}

export const placeJobs: JobHandlers = {
  'places.learn': async (deps, data) => {
    await inContext(deps, actingFor(data.requester), learnPlaces)
  },
}
