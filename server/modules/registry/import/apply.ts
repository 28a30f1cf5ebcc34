import type { ImportKind } from '#contract/registry/words.ts'
import type { Ctx } from '#kernel/context.ts'
import { allowLong, type Tx } from '#kernel/database.ts'
import { load, refreshStage, refreshStatistics } from '#kernel/rows.ts'
import { mergeBranches, mergeDivisions } from '../../organisations/organisations.public.ts'
import { openCases } from '../identity/case.sql.ts'
import { followPlaces } from '../places/follow.sql.ts'
import { type FactKind, factSpecs, isFactKind } from './facts.ts'
import { matchBranches, matchDivisions, matchFacts, matchRegistration } from './match.sql.ts'
import {
  closeVanished,
  keepConfirmed,
  keepOutcomes,
  linkWaitingFacts,
  mergeFacts,
  mergeRegistration,
  refinePlaces,
} from './merge.sql.ts'
import { presentColumns } from './present.ts'

/** Matches the staged rows against the registry as it is now; what would change stands in `import_match`. */
export async function match(trx: Tx, kind: ImportKind, batchId: string): Promise<void> {
  await allowLong(trx, 15 * 60_000)
  await refreshStage(trx, kind)
  if (kind === 'branch') return matchBranches(trx, batchId)
  if (kind === 'division') return matchDivisions(trx, batchId)
  const present = await presentColumns(trx, kind, batchId)
  return kind === 'registration'
    ? matchRegistration(trx, batchId, present)
    : matchFacts(trx, kind, batchId, present)
}

/** A batch on its way in, under the registry's next version; `full` lists close what they no longer name. */
export interface Applying {
  kind: ImportKind
  batchId: string
  version: number
  full: boolean
  fresh: number
  changed: number
}

/** Puts the matched rows of a batch where their kind belongs. */
export async function apply(ctx: Ctx, to: Applying): Promise<void> {
  const { trx } = ctx
  const { kind, batchId } = to
  if (kind === 'division') await mergeDivisions(trx, batchId, ctx.now)
  else if (kind === 'branch') await mergeBranches(trx, batchId, ctx.now)
  else {
    await applyFacts(trx, { ...to, kind })
    await openCases(trx, { kind, batchId, version: to.version, now: ctx.now })
  }
  await keepOutcomes(trx, batchId)
  if (!isFactKind(kind)) return
  await keepConfirmed(trx, batchId)
  if (bringsAnything(to)) await refreshStatistics(trx, kind)
}

const bringsAnything = ({ fresh, changed }: Applying) => fresh + changed > 0

async function applyFacts(trx: Tx, to: Applying & { kind: FactKind }): Promise<void> {
  const { kind, batchId, version } = to
  // Which columns go on as they were is asked only where any row changes something.
  const present = bringsAnything(to) ? await presentColumns(trx, kind, batchId) : null
  const merge = { kind, batchId, version, present }
  if (kind !== 'registration' && to.full) await closeVanished(trx, merge)
  await load(trx, kind, to.fresh, () =>
    kind === 'registration' ? mergeRegistration(trx, merge) : mergeFacts(trx, merge),
  )
  if (kind === 'registration' && bringsAnything(to)) {
    for (const waiting of Object.keys(factSpecs) as FactKind[])
      if (waiting !== 'registration') await linkWaitingFacts(trx, waiting, version)
  }
  if ((kind === 'census' || kind === 'registration') && bringsAnything(to)) {
    await refinePlaces(trx, version)
    await followPlaces(trx)
  }
}
