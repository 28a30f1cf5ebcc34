import { fromKysely, type JobWithMetadata, PgBoss } from 'pg-boss'
import type { Actor } from './actor.ts'
import { asSystem, type Ctx } from './context.ts'
import { withoutValues } from './failure.ts'
import type { Deps } from './http/deps.ts'

/** Work that outlives a request. A handler must be safe to run twice: it starts by looking at the state. */
export interface JobData {
  /** Who asked for it; the work is recorded under this name. */
  requester: Requester
  /** What it is called and its number: kept with it, since the queue of dead jobs knows neither. */
  job: string
  jobKey: string
  /** Handed in anew by a person after it had been given up: what it left as failed is taken up once more. */
  again?: boolean
  [key: string]: unknown
}
export type Requester = Pick<
  Actor,
  'accountId' | 'personId' | 'login' | 'personName' | 'role' | 'orgId' | 'orgName' | 'internal'
>
/** `last`: no try is left after this one, so what cannot be done is to be given up and said. `told`: what its last try ended with. */
export type JobHandler = (deps: Deps, data: JobData, last: boolean, told?: unknown) => Promise<void>
export type JobHandlers = Readonly<Record<string, JobHandler>>

export interface Jobs {
  /** Queues a job in the caller's transaction: rolled back, it never was. */
  enqueue(ctx: Ctx, name: string, data: Record<string, unknown>): Promise<void>
  /** Starts working on the queues; `sweeps` run at fixed intervals besides. */
  work(deps: Deps, handlers: JobHandlers): Promise<void>
  /** Runs everything that is queued now, in order; for the command line and for tests. */
  drain(deps: Deps, handlers: JobHandlers): Promise<number>
  stop(): Promise<void>
}

/** The requester with the reach of the system: what they asked for has been allowed already. */
export function actingFor(requester: Requester): Actor {
  return { ...requester, sessionId: null, grantId: null, scope: { kind: 'system' }, passwordDue: false }
}

export function requesterOf(actor: Actor): Requester {
  const { accountId, personId, login, personName, role, orgId, orgName, internal } = actor
  return { accountId, personId, login, personName, role, orgId, orgName, internal }
}

/** The queue keeps the error of a failed job beside it: for years, and readable. */
function failPlainly(error: unknown): never {
  const { code, message } = withoutValues(error)
  throw Object.assign(new Error(message), { code })
}

/** The queues that do not exist yet; all of them where the queue tables themselves are missing. */
export async function missingQueues(
  client: { query(text: string): Promise<{ rows: { name?: string; found?: boolean }[] }> },
  names: readonly string[],
): Promise<string[]> {
  const { rows } = await client.query("select to_regclass('pgboss.queue') is not null as found")
  if (!rows[0]!.found) return [...names]
  const have = new Set((await client.query('select name from pgboss.queue')).rows.map((r) => r.name))
  return names.filter((n) => !have.has(n))
}

/** Where jobs end whose every try was cut off: its handler gives them up and says so. */
export const deadJobs = 'jobs.dead'

/**
 * A worker says every ten seconds that it lives; a job of one that has fallen silent for twenty is tried again within
 * another ten: killed or hung, work goes on within a minute.
 */
const lease = { heartbeatSeconds: 20, heartbeatRefreshSeconds: 10, lookSeconds: 10 }

/** Creates the queue tables and queues; needs the owner's rights, so it is part of `migrate`. */
export async function installJobs(ownerUrl: string, names: readonly string[]): Promise<void> {
  const boss = new PgBoss({
    connectionString: ownerUrl,
    application_name: 'diguan-migrate',
    schedule: false,
    supervise: false,
  })
  boss.on('error', () => undefined)
  await boss.start()
  const tries = {
    retryLimit: 2,
    retryDelay: 5,
    expireInSeconds: 3600,
    heartbeatSeconds: lease.heartbeatSeconds,
  }
  if (names.includes(deadJobs)) await boss.createQueue(deadJobs, { ...tries, retryLimit: 20 })
  for (const name of names)
    if (name !== deadJobs) await boss.createQueue(name, { ...tries, deadLetter: deadJobs })
  await boss.stop({ graceful: false })
}

export async function openJobs(appUrl: string): Promise<Jobs> {
  const boss = new PgBoss({
    connectionString: appUrl,
    application_name: 'diguan-jobs',
    options: '-c role=diguan_system',
    max: 4,
    migrate: false,
    createSchema: false,
    schedule: false,
    superviseIntervalSeconds: lease.lookSeconds,
    monitorIntervalSeconds: lease.lookSeconds,
  })
  boss.on('error', (error) => console.error(`任务队列：${error.message}`))
  await boss.start()
  return {
    enqueue: (ctx, name, data) =>
      asSystem(ctx, async (trx) => {
        await boss.send(
          name,
          { ...data, job: name, jobKey: ctx.random.uuid(), requester: requesterOf(ctx.actor) },
          { db: fromKysely(trx.withoutPlugins() as never) },
        )
      }),
    async work(deps, handlers) {
      for (const [name, handler] of Object.entries(handlers)) {
        const { heartbeatRefreshSeconds } = lease
        const options = { pollingIntervalSeconds: 0.5, heartbeatRefreshSeconds }
        await boss.work(
          name,
          { ...options, includeMetadata: true },
          async ([job]: JobWithMetadata<JobData>[]) => {
            if (job)
              await handler(deps, job.data, job.retryCount >= job.retryLimit, job.output).catch(failPlainly)
          },
        )
      }
    },
    async drain(deps, handlers) {
      let done = 0
      for (let found = true; found; ) {
        found = false
        for (const [name, handler] of Object.entries(handlers)) {
          const [job] = await boss.fetch<JobData>(name, { includeMetadata: true })
          if (!job) continue
          found = true
          done += 1
          try {
            await handler(deps, job.data, true, job.output)
            await boss.complete(name, job.id)
          } catch (error) {
            await boss.fail(name, job.id, withoutValues(error))
            throw error
          }
        }
      }
      return done
    },
    stop: () => boss.stop({ graceful: true, timeout: 20_000 }),
  }
}
