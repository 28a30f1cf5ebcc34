import type { FastifyInstance, InjectOptions } from 'fastify'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject } from 'vitest'
import { allRoutes } from '#contract/index.ts'
import type { ProblemBody } from '#contract/kernel/problem.ts'
import type { AnswerOf } from '#contract/kernel/route.ts'
import { type Actor, systemActor } from '#kernel/actor.ts'
import { standingClock } from '#kernel/clock.ts'
import { type Ctx, inContext } from '#kernel/context.ts'
import { createCursors } from '#kernel/cursor.ts'
import { openDatabase, openPool } from '#kernel/database.ts'
import { openFiles } from '#kernel/files.ts'
import type { Deps } from '#kernel/http/deps.ts'
import { checkIntegrity } from '#kernel/integrity.ts'
import { type Jobs, openJobs } from '#kernel/jobs.ts'
import { createLimiters } from '#kernel/limiter.ts'
import { secureRandom } from '#kernel/random.ts'
import { openSecrets } from '#kernel/secrets.ts'
import { openTrail } from '#kernel/trail.ts'
import { createVault } from '#kernel/vault.ts'
import { deliverNotices } from '#modules/organisations/notice.jobs.ts'
import { buildApp } from '../app.ts'
import { jobHandlers } from '../jobs.ts'
import { openSession } from '../modules/organisations/session.commands.ts'
import { insidesIn } from './insides.ts'
import { beginAnew } from './serial.ts'
import { withDatabase } from './setup.ts'

export const testNow = new Date('2026-11-20T02:00:00Z')

/** A server on a database of this file's own, with a clock that stands still. */
export interface TestApp {
  app: FastifyInstance
  deps: Deps
  clock: ReturnType<typeof standingClock>
  owner: pg.Client
  /** Runs something as an actor, in one transaction. */
  as<T>(actor: Actor, work: (ctx: Ctx) => Promise<T>): Promise<T>
  system<T>(work: (ctx: Ctx) => Promise<T>): Promise<T>
  /** A caller with the session of an account. */
  signIn(accountId: string): Promise<Caller>
  anonymous: Caller
  /** Runs the queued jobs to the end. */
  work(): Promise<number>
  /** Delivers the messages that are due. */
  deliver(): Promise<number>
}

export type RouteKey = keyof typeof allRoutes

export interface CallOptions {
  params?: Record<string, string>
  query?: Record<string, string>
  body?: unknown
  file?: Buffer
  key?: string
  /** An undefined one is left out, whatever the kit would have sent. */
  headers?: Record<string, string | undefined>
  /** Where the call comes from, where that matters. */
  ip?: string
}

export interface Answer<K extends RouteKey> {
  status: number
  /** The answer of a good call; `problem` is the same bytes read as a refusal. */
  body: AnswerOf<(typeof allRoutes)[K]>
  problem: ProblemBody
  headers: Record<string, unknown>
  raw: Buffer
}

export interface Caller {
  accountId: string | null
  cookie: string
  call<K extends RouteKey>(route: K, options?: CallOptions): Promise<Answer<K>>
  /** Calls and expects 200; answers the body. */
  ok<K extends RouteKey>(route: K, options?: CallOptions): Promise<AnswerOf<(typeof allRoutes)[K]>>
}

/** The address of a database for the application's own account. */
export function appUrl(ownerUrl: string): string {
  const password = openSecrets(openFiles(inject('home'))).get('database-app')
  return ownerUrl.replace(/\/\/[^@]*@/, `//diguan_app:${password}@`)
}

let serial = 0

/** Use at the top of a test file: opens before its tests, checks every invariant after them, and closes. */
export function testApp(extend?: (app: FastifyInstance) => void): TestApp {
  const test = {} as TestApp
  const closers: (() => Promise<unknown>)[] = []
  beforeAll(async () => {
    beginAnew()
    const name = `t_${process.pid}_${++serial}`
    const ownerUrl = inject('ownerUrl')
    const admin = new pg.Client({ connectionString: ownerUrl })
    await admin.connect()
    await admin.query(`create database ${name} template diguan_template`)
    closers.push(async () => {
      await admin.query(`drop database if exists ${name} with (force)`)
      await admin.end()
    })
    Object.assign(test, await open(withDatabase(ownerUrl, name), closers, extend))
  }, 60_000)
  afterAll(async () => {
    await deliverAll(test)
    const broken = await test.system(async (ctx) =>
      (await checkIntegrity(ctx.trx, ctx.now)).filter((r) => r.count > 0),
    )
    for (const close of closers.reverse()) await close()
    expect(broken, 'invariants after the suite').toEqual([])
  }, 60_000)
  return test
}

/**
 * What a worker would have sent by now. A message waits for every transaction begun before it, on the whole server: here
 * also for those of other files' databases.
 */
async function deliverAll(test: TestApp): Promise<void> {
  for (const end = Date.now() + 30_000; Date.now() < end; ) {
    await deliverNotices(test.deps)
    const { rows } = await test.owner.query(
      "select from inv.outbox where state = 'pending' and dest = 'notices' limit 1",
    )
    if (rows.length === 0) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

async function open(
  ownerUrl: string,
  closers: (() => Promise<unknown>)[],
  extend?: (app: FastifyInstance) => void,
): Promise<TestApp> {
  const home = inject('home')
  const files = openFiles(home)
  const pool = openPool({ url: appUrl(ownerUrl), max: 40 })
  const systemPool = openPool({ url: appUrl(ownerUrl), max: 4, role: 'diguan_system' })
  const jobs: Jobs = await openJobs(appUrl(ownerUrl))
  const clock = standingClock(testNow)
  const config = {
    home,
    host: '127.0.0.1',
    port: 0,
    databaseUrl: undefined,
    appDatabaseUrl: undefined,
    origin: undefined,
    trustProxy: [],
    allowHttp: false,
    logLevel: process.env.TEST_LOG ?? 'silent',
  }
  const system = openDatabase(systemPool)
  const deps: Deps = {
    db: openDatabase(pool),
    system,
    systemPool,
    clock,
    random: secureRandom,
    config,
    files,
    cursors: createCursors('test-cursor-secret'),
    jobs,
    vault: createVault('test-answers-secret'),
    limiter: createLimiters(),
    trail: openTrail(system),
  }
  const app = await buildApp(deps, extend)
  const owner = new pg.Client({ connectionString: ownerUrl })
  await owner.connect()
  closers.push(async () => {
    await app.close()
    await jobs.stop()
    await owner.end()
    await pool.end()
    await systemPool.end()
  })
  const as: TestApp['as'] = (actor, work) => inContext(deps, actor, work)
  return {
    app,
    deps,
    clock,
    owner,
    as,
    system: (work) => as(systemActor, work),
    signIn: async (accountId) => {
      const { token } = await as(systemActor, (ctx) => openSession(ctx, accountId))
      return caller(app, accountId, `__Host-diguan=${token}`)
    },
    anonymous: caller(app, null, ''),
    work: () => jobs.drain(deps, jobHandlers),
    deliver: () => deliverNotices(deps),
  }
}

export function caller(app: FastifyInstance, accountId: string | null, cookie: string): Caller {
  async function call<K extends RouteKey>(route: K, options: CallOptions = {}): Promise<Answer<K>> {
    const response = await app.inject(requestOf(route, options, cookie))
    const json = String(response.headers['content-type']).includes('json')
    const body: unknown = json ? response.json() : undefined
    if (response.statusCode >= 400)
      expect(insidesIn(response.payload), `${route} tells of its insides`).toEqual([])
    return {
      status: response.statusCode,
      body: body as Answer<K>['body'],
      problem: body as ProblemBody,
      headers: response.headers,
      raw: response.rawPayload,
    }
  }
  return {
    accountId,
    cookie,
    call,
    async ok(route, options) {
      const response = await call(route, options)
      expect(response.status, `${route}: ${JSON.stringify(response.problem)}`).toBe(200)
      return response.body
    },
  }
}

function requestOf(route: RouteKey, options: CallOptions, cookie: string): InjectOptions {
  const spec = allRoutes[route]
  const url = spec.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(options.params?.[name] ?? ''),
  )
  const unsafe = spec.method !== 'GET'
  const headers: Record<string, string | undefined> = {
    host: 'localhost',
    ...(cookie ? { cookie } : {}),
    ...(unsafe ? { origin: 'http://localhost', 'idempotency-key': options.key ?? secureRandom.uuid() } : {}),
    ...(options.file ? { 'content-type': 'application/octet-stream' } : {}),
    ...options.headers,
  }
  return {
    method: spec.method,
    ...(options.ip ? { remoteAddress: options.ip } : {}),
    url: options.query ? `${url}?${new URLSearchParams(options.query).toString()}` : url,
    headers: Object.fromEntries(Object.entries(headers).filter(([, v]) => v !== undefined)) as Record<
      string,
      string
    >,
    ...(options.file
      ? { payload: options.file }
      : options.body !== undefined
        ? { payload: options.body as object }
        : {}),
  }
}
