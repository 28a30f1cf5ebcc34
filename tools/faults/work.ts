import type { Acknowledged } from './checks.ts'
import { type PointName, pause, untilAt, untilOver } from './points.ts'
import { asOwner, type List, nextList, type Scene } from './scene.ts'
import { type Answer, call, killDatabase, must, startServer } from './server.ts'

export type Victim = 'server' | 'database'

/** One kill: where, and what is killed. */
export interface Blow {
  at: PointName
  /** Not at the point, but at some moment after the work has begun. */
  random: boolean
  victim: Victim
}

export interface Outcome {
  /** The kill came while the work was at its point, not after it was over. */
  hit: boolean
  /** From the kill to the end of the work, in seconds. */
  resume: number
  /** What was half done after the restart. */
  halves: number
}

/** Kills where it is told and starts the server anew; answers whether the work was still at it, and when it fell. */
async function strike(scene: Scene, blow: Blow, id: string): Promise<{ hit: boolean; fell: number }> {
  let hit = true
  if (blow.random) await pause(Math.random() * 2_000)
  else hit = await untilAt(scene, blow.at, id)
  if (blow.victim === 'database') killDatabase(scene.site.home)
  const fell = performance.now()
  // A server whose database is gone is started anew by whatever watches over it.
  await scene.server.kill()
  scene.server = await startServer(scene.site)
  return { hit, fell }
}

const since = (fell: number) => (performance.now() - fell) / 1000

interface Batch {
  id: string
  state: string
  previewHash: string
  accepted: number
  rowsIn: number
  known?: boolean
}

async function upload(scene: Scene, list: List, acknowledged: Acknowledged): Promise<string> {
  const path = `/api/imports?fileName=${encodeURIComponent(list.name)}`
  const { id } = await must<Batch>(scene.site, 'POST', path, list.bytes)
  acknowledged.uploads.push(id)
  return id
}

const batchOf = (scene: Scene, id: string) => must<Batch>(scene.site, 'GET', `/api/imports/${id}`)

function commit(scene: Scene, { id, previewHash }: Batch): Promise<Answer<Batch> | null> {
  return call<Batch>(scene.site, 'POST', `/api/imports/${id}/commit`, { previewHash })
}

/** A list from the upload to the registry with one kill on its way; what was answered is written down. */
export async function takeList(scene: Scene, blow: Blow, acknowledged: Acknowledged): Promise<Outcome> {
  const list = await nextList(scene)
  let id = await upload(scene, list, acknowledged)
  const outcome: Outcome = { hit: true, resume: 0, halves: 0 }
  if (blow.at !== 'committing') {
    const { hit, fell } = await strike(scene, blow, id)
    await untilOver(scene, 'reading', id)
    Object.assign(outcome, { hit, resume: since(fell) })
  } else {
    await untilOver(scene, 'reading', id)
    const asked = commit(scene, await batchOf(scene, id))
    const { hit, fell } = await strike(scene, blow, id)
    const answer = await asked
    outcome.halves = await halfOf(scene, id)
    if (answer?.status === 200) keep(acknowledged, answer.body, list)
    else id = await commitAgain(scene, id, list, acknowledged)
    Object.assign(outcome, { hit, resume: since(fell) })
  }
  await finish(scene, id, list, acknowledged)
  return outcome
}

/** Rows in the registry of a batch that is not in it. */
function halfOf(scene: Scene, id: string): Promise<number> {
  return asOwner(scene, async (client) => {
    const { rows } = await client.query<{ n: number }>(
      `select count(*)::int as n from fact_registration f join import_batch b on b.id = f.batch_id
        where b.id = $1 and b.state <> 'committed'`,
      [id],
    )
    return rows[0]!.n
  })
}

/** As a clerk does who got no answer: looks, confirms again, and where the database lost what was staged sends it anew. */
async function commitAgain(
  scene: Scene,
  id: string,
  list: List,
  acknowledged: Acknowledged,
): Promise<string> {
  const batch = await batchOf(scene, id)
  if (batch.state === 'committed') return id
  const answer = await commit(scene, batch)
  if (answer?.status === 200) return id
  if (answer?.status !== 409) throw new Error(`commit of ${id}: ${JSON.stringify(answer)}`)
  await must(scene.site, 'POST', `/api/imports/${id}/cancel`, {})
  const anew = await upload(scene, list, acknowledged)
  await untilOver(scene, 'reading', anew)
  return anew
}

/** Takes what is still to be taken, then sends the same file once more: it has to be answered as known. */
async function finish(scene: Scene, id: string, list: List, acknowledged: Acknowledged): Promise<void> {
  let batch = await batchOf(scene, id)
  if (batch.state === 'previewed') {
    const answer = await commit(scene, batch)
    if (answer?.status !== 200) throw new Error(`commit of ${id}: ${JSON.stringify(answer)}`)
    batch = answer.body
  }
  if (batch.state !== 'committed') throw new Error(`batch ${id} is ${batch.state}`)
  keep(acknowledged, batch, list)
  const path = `/api/imports?fileName=${encodeURIComponent(list.name)}`
  const again = await must<Batch>(scene.site, 'POST', path, list.bytes)
  if (!again.known || again.id !== id) throw new Error(`the same file as batch ${id} became ${again.id}`)
}

function keep({ commits }: Acknowledged, { id, accepted }: Batch, { rows }: List): void {
  if (!commits.some((c) => c.id === id)) commits.push({ id, accepted, rows })
}

/** A screening with one kill on its way, or none; answers its number. */
export async function screen(scene: Scene, blow?: Blow): Promise<Outcome & { id: string }> {
  const { id } = await must<{ id: string }>(scene.site, 'POST', '/api/screening-runs', {})
  return { id, ...(await disturbed(scene, 'screening', id, blow)) }
}

/** A list of targets out of a run, and its assignment with one kill on its way, or none. */
export async function assign(scene: Scene, runId: string, blow?: Blow): Promise<Outcome & { id: string }> {
  scene.lists += 1
  const draft = { runId, name: '故障演练清单', round: `演练${scene.lists}` }
  const list = await must<{ id: string }>(scene.site, 'POST', '/api/target-lists', draft)
  await must(scene.site, 'POST', `/api/target-lists/${list.id}/assignment`, {})
  const id = await asOwner(scene, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      'select max(id)::text as id from assignment_run where list_id = $1',
      [list.id],
    )
    return rows[0]!.id
  })
  return { id, ...(await disturbed(scene, 'assigning', id, blow)) }
}

async function disturbed(scene: Scene, at: PointName, id: string, blow?: Blow): Promise<Outcome> {
  const struck = blow && (await strike(scene, blow, id))
  await untilOver(scene, at, id)
  return { hit: struck?.hit ?? true, resume: struck ? since(struck.fell) : 0, halves: 0 }
}
