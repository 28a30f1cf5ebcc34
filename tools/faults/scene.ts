import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { businessDay } from '#contract/kernel/deadline.ts'
import { systemActor } from '#kernel/actor.ts'
import { standingClock } from '#kernel/clock.ts'
import { readConfig } from '#kernel/config.ts'
import { inContext } from '#kernel/context.ts'
import { openSession } from '#modules/organisations/session.commands.ts'
import { writeCity } from '#server/demo/city/write-city.ts'
import { loadLists } from '#server/demo/load.ts'
import { makeStaff } from '#server/demo/staff.ts'
import { openRuntime } from '#server/runtime.ts'
import { buildWeb } from '#server/web-build.ts'
import { asOf } from '#test/rule-draws.ts'
import { fuzzRules, type RulesLine } from './rules.ts'
import { freePort, type Server, type Site, startServer } from './server.ts'

/** A list of firms nobody has sent yet, and how many rows it has. */
export interface List {
  name: string
  bytes: Uint8Array<ArrayBuffer>
  rows: number
}

/** Everything a fault is tried on; `server` is the life the server is in now. */
export interface Scene {
  site: Site
  server: Server
  ownerUrl: string
  /** Firms in each list. */
  rows: number
  lists: number
}

/** A fictitious city with its places, banks, firms and people, and the server started on it. */
export async function openScene(home: string, rows: number): Promise<Scene> {
  mkdirSync(home, { recursive: true, mode: 0o700 })
  await buildWeb(() => undefined)
  const running = await openRuntime({ ...readConfig({}), home })
  const { deps, ownerUrl } = running
  let token: string
  try {
    const dir = join(home, 'lists')
    await writeLists(dir, rows, 1)
    await loadLists(deps, dir, () => undefined)
    await makeStaff(deps, { side: 'others' })
    const { id } = await deps.system
      .selectFrom('account')
      .select('id')
      .where('login', '=', 'shiban1')
      .executeTakeFirstOrThrow()
    token = (await inContext(deps, systemActor, (ctx) => openSession(ctx, id))).token
  } finally {
    await running.close()
  }
  const site = { home, port: await freePort(), token }
  return { site, server: await startServer(site), ownerUrl, rows, lists: 1 }
}

/** Draws rules over the firms of a small fictitious city, read from its lists; no server is needed. */
export async function ruleFaults(home: string, runs: number, seed: number): Promise<RulesLine> {
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const running = await openRuntime({ ...readConfig({}), home })
  try {
    const dir = join(home, 'lists')
    mkdirSync(dir)
    await writeCity({ entities: 500, seed: 1, dir, today: asOf, firstLoanMonths: 11, csv: true })
    const deps = { ...running.deps, clock: standingClock(new Date(`${asOf}T04:00:00Z`)) }
    await loadLists(deps, dir, () => undefined)
    return await inContext(deps, systemActor, ({ trx }) => fuzzRules(trx, runs, seed))
  } finally {
    await running.close()
  }
}

function writeLists(dir: string, rows: number, seed: number) {
  mkdirSync(dir, { recursive: true })
  return writeCity({
    entities: rows,
    seed,
    dir,
    today: businessDay(new Date()),
    firstLoanMonths: 11,
    csv: true,
  })
}

/** The firms of another city, so that every row of it is new. */
export async function nextList(scene: Scene): Promise<List> {
  scene.lists += 1
  const dir = join(scene.site.home, 'lists')
  const plan = await writeLists(dir, scene.rows, scene.lists)
  const { name, rows } = plan.files['01']
  const bytes = new Uint8Array(readFileSync(join(dir, name)))
  rmSync(dir, { recursive: true, force: true })
  return { name, bytes, rows }
}

/** A connection as owner of the database, past every rule of the application. */
export async function asOwner<T>(scene: Scene, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: scene.ownerUrl, application_name: 'faults' })
  // A database that is killed under a question is what this tool does.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}
