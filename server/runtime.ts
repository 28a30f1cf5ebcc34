import type pg from 'pg'
import { type Clock, databaseClock } from '#kernel/clock.ts'
import type { Config } from '#kernel/config.ts'
import { createCursors } from '#kernel/cursor.ts'
import { openDatabase, openPool } from '#kernel/database.ts'
import { startEmbedded } from '#kernel/embedded/postgres.ts'
import { clearTemporary, openFiles } from '#kernel/files.ts'
import type { Deps } from '#kernel/http/deps.ts'
import { installJobs, missingQueues, openJobs } from '#kernel/jobs.ts'
import { createLimiters } from '#kernel/limiter.ts'
import { migrate } from '#kernel/migrate.ts'
import { secureRandom } from '#kernel/random.ts'
import { openSecrets, type Secrets } from '#kernel/secrets.ts'
import { startupComplaints } from '#kernel/startup.ts'
import { openTrail } from '#kernel/trail.ts'
import { createVault } from '#kernel/vault.ts'
import { jobHandlers } from './jobs.ts'

/** A running set of dependencies and how to let go of it. */
export interface Running {
  deps: Deps
  ownerUrl: string
  close(): Promise<void>
}

export interface RuntimeOptions {
  /** Bring the schema up to date first. Always done for the embedded database. */
  migrate?: boolean
  clock?: Clock
  pool?: number
}

/** Opens database, queues and secrets for a process; refuses a database that would lose or leak data. */
export async function openRuntime(config: Config, options: RuntimeOptions = {}): Promise<Running> {
  const files = openFiles(config.home)
  const secrets = openSecrets(files)
  clearTemporary(files)
  const embedded = config.databaseUrl ? undefined : await startEmbedded(files, secrets)
  const ownerUrl = embedded?.url ?? config.databaseUrl!
  const appUrl = appUrlOf(config, ownerUrl, secrets)
  try {
    if (embedded || options.migrate) await prepare(ownerUrl, secrets)
    const complaints = await startupComplaints(appUrl, (process.env.DIGUAN_ACCEPT ?? '').split(','))
    if (complaints.length > 0) throw new Error(complaints.join('\n'))
    return await openPools(config, { ownerUrl, appUrl }, secrets, options, async () => embedded?.stop())
  } catch (error) {
    await embedded?.stop()
    throw error
  }
}

/** Schema, queues, then rights over both, as the owner of the database. */
export async function prepare(ownerUrl: string, secrets: Secrets): Promise<string[]> {
  return migrate(ownerUrl, secrets.get('database-app'), async (client) => {
    const names = Object.keys(jobHandlers)
    const missing = await missingQueues(client, names)
    if (missing.length > 0) await installJobs(ownerUrl, missing)
  })
}

/** The application's own account on the same server, unless the operator names one. */
export function appUrlOf(config: Config, ownerUrl: string, secrets: Secrets): string {
  if (config.appDatabaseUrl) return config.appDatabaseUrl
  const at = ownerUrl.lastIndexOf('@')
  const scheme = ownerUrl.slice(0, ownerUrl.indexOf('://') + 3)
  return `${scheme}diguan_app:${secrets.get('database-app')}@${ownerUrl.slice(at + 1)}`
}

async function openPools(
  config: Config,
  urls: { ownerUrl: string; appUrl: string },
  secrets: Secrets,
  options: RuntimeOptions,
  stopDatabase: () => Promise<void>,
): Promise<Running> {
  const pools: pg.Pool[] = []
  const open = (max: number, role?: 'diguan_system') => {
    const pool = openPool({ url: urls.appUrl, max, role })
    pools.push(pool)
    return pool
  }
  const db = openDatabase(open(options.pool ?? 20))
  const systemPool = open(8, 'diguan_system')
  const jobs = await openJobs(urls.appUrl)
  const system = openDatabase(systemPool)
  const deps: Deps = {
    db,
    system,
    systemPool,
    clock: options.clock ?? databaseClock,
    random: secureRandom,
    config,
    files: openFiles(config.home),
    cursors: createCursors(secrets.get('cursor')),
    jobs,
    vault: createVault(secrets.get('answers')),
    limiter: createLimiters(),
    trail: openTrail(system),
  }
  return {
    deps,
    ownerUrl: urls.ownerUrl,
    async close() {
      await jobs.stop()
      await Promise.all(pools.map((p) => p.end()))
      await stopDatabase()
    },
  }
}
