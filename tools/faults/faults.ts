import { type Acknowledged, check, countOf, type Found, nothing, placesOf, verdictsOf } from './checks.ts'
import { unfound } from './plants.ts'
import { type PointName, untilIdle } from './points.ts'
import { asOwner, type Scene } from './scene.ts'
import { assign, type Blow, type Outcome, screen, takeList, type Victim } from './work.ts'

/** The faults of the plan: what is killed, and where; kills beyond the named points fall at random. */
const faults = {
  X1: { victim: 'server', at: ['reading', 'previewing', 'committing'] },
  X2: { victim: 'server', at: ['screening', 'assigning'] },
  X5: { victim: 'database', at: ['reading', 'committing', 'screening'] },
} as const satisfies Record<string, { victim: Victim; at: readonly PointName[] }>
export type FaultName = keyof typeof faults
export const faultNames = Object.keys(faults) as FaultName[]

export interface Line extends Found {
  fault: FaultName
  runs: number
  /** Kills that met the work at the named point. */
  hit: number
  acknowledged: number
  /** Rows in the registry of a list that was not taken. */
  halves: number
  /** 95 of 100 kills were made good within so many seconds. */
  resumeP95: number
  control: 'found' | 'missed'
}

/** What an undisturbed screening and assignment came to; every disturbed one must come to the same. */
interface Undisturbed {
  runId: string
  verdicts: string
  resultHash: string
  places: string
}

/** Deals the kills of one fault, looks for what they did, and then whether the look would have seen it. */
export async function suffer(scene: Scene, fault: FaultName, kills?: number): Promise<Line> {
  const { victim, at } = faults[fault]
  const runs = kills ?? at.length
  const acknowledged = nothing()
  const outcomes: Outcome[] = []
  let still: Undisturbed | null = null
  for (let i = 0; i < runs; i++) {
    const blow: Blow = { victim, at: at[i % at.length]!, random: i >= at.length }
    const isList = blow.at !== 'screening' && blow.at !== 'assigning'
    // Every list taken changes what a screening comes to.
    still = isList ? null : (still ?? (await undisturbed(scene)))
    outcomes.push(
      await (still ? repeat(scene, blow, acknowledged, still) : takeList(scene, blow, acknowledged)),
    )
  }
  await untilIdle(scene)
  return asOwner(scene, async (client) => {
    const found = await check(client, scene.site.home, acknowledged)
    const missed = await unfound(client, scene.site.home, acknowledged, found)
    const resumes = outcomes.map((o) => o.resume).sort((a, b) => a - b)
    return {
      fault,
      runs,
      hit: outcomes.filter((o) => o.hit).length,
      acknowledged: countOf(acknowledged),
      halves: outcomes.reduce((n, o) => n + o.halves, 0),
      ...found,
      resumeP95: Math.round(resumes[Math.ceil(resumes.length * 0.95) - 1]! * 10) / 10,
      control: missed.length === 0 ? 'found' : 'missed',
    }
  })
}

/** A fault did harm, or the look for it is blind. */
export const isBad = (l: Line): boolean =>
  l.lost + l.doubled + l.leftovers + l.halves + l.broken.length > 0 || l.control === 'missed'

/** The same screening or assignment once more, this time disturbed. */
async function repeat(
  scene: Scene,
  blow: Blow,
  acknowledged: Acknowledged,
  still: Undisturbed,
): Promise<Outcome> {
  if (blow.at === 'screening') {
    const { id, ...outcome } = await screen(scene, blow)
    acknowledged.runs.push({ id, same: still.verdicts, resultHash: still.resultHash })
    return outcome
  }
  const { id, ...outcome } = await assign(scene, still.runId, blow)
  acknowledged.assignments.push({ id, same: still.places })
  return outcome
}

async function undisturbed(scene: Scene): Promise<Undisturbed> {
  const { id: runId } = await screen(scene)
  const { id } = await assign(scene, runId)
  return asOwner(scene, async (client) => {
    const { rows } = await client.query<{ hash: string }>(
      'select result_hash as hash from screening_run where id = $1',
      [runId],
    )
    return {
      runId,
      verdicts: await verdictsOf(client, runId),
      resultHash: rows[0]!.hash,
      places: await placesOf(client, id),
    }
  })
}
