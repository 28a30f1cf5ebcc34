import { connect } from 'node:net'
import { beforeAll, expect, inject, test } from 'vitest'
import { allRoutes } from '#contract/index.ts'
import { isUnsafe, type RouteSpec } from '#contract/kernel/route.ts'
import { holds, roleKeys, verbKeys } from '#contract/organisations/roles.ts'
import { writeAudit } from '#kernel/audit.ts'
import { openDatabase, openPool } from '#kernel/database.ts'
import { buildApp } from '../app.ts'
import {
  type Answer,
  appUrl,
  type Caller,
  type CallOptions,
  caller,
  type RouteKey,
  testApp,
  testNow,
} from './app.ts'
import { anAccount } from './builders.ts'
import { givePassword } from './calls.office.ts'
import { goodCalls } from './calls.ts'
import { withDatabase } from './setup.ts'
import { aStage, type GoodCalls, type Stage } from './stage.ts'

/** Each call of each route leaves exactly one audit row that says who, what and with what result. */
const t = testApp()
let stage: Stage
let calls: GoodCalls
const outsiders = new Map<string, Caller>()

beforeAll(async () => {
  stage = await aStage(t)
  calls = goodCalls(stage)
  for (const access of verbKeys) {
    const role = roleKeys.find((r) => !holds(r, access) && r !== 'enterprise')!
    outsiders.set(access, await stage.world.staff(role))
  }
})

interface AuditRow {
  action: string
  status: number
  outcome: string
  accountId: string | null
  sessionId: string | null
  role: string | null
  ip: string
  object: string | null
  personal: boolean
  traceId: string
  details: { replayed?: boolean; code?: string }
}

async function rowsDuring<T>(work: () => Promise<T>): Promise<{ rows: AuditRow[]; done: T }> {
  const last = await t.owner.query<{ seq: string }>('select coalesce(max(seq), 0) as seq from audit')
  const done = await work()
  const { rows } = await t.owner.query<AuditRow>(
    `select action, status, outcome, account_id as "accountId", session_id as "sessionId", role, ip, object, personal, trace_id as "traceId", details
     from audit where seq > $1 order by seq`,
    [last.rows[0]!.seq],
  )
  return { rows, done }
}

/** Makes the call and answers its one row, after comparing it with what was answered. */
async function oneRow(key: RouteKey, who: Caller, options: CallOptions, told: string): Promise<AuditRow> {
  const { rows, done } = await rowsDuring<Answer<RouteKey>>(() => who.call(key, options))
  expect(rows, `${told}: ${done.status}`).toHaveLength(1)
  const [row] = rows as [AuditRow]
  expect(row, told).toMatchObject({
    action: key,
    status: done.status,
    outcome: done.status < 400 ? 'done' : done.status < 500 ? 'denied' : 'failed',
    ip: options.ip ?? '127.0.0.1',
    traceId: done.headers['x-trace-id'],
  })
  if (done.status >= 400) expect(row.details.code, told).toBe(done.problem.code)
  return row
}

const routes = Object.entries(allRoutes) as [RouteKey, RouteSpec][]

test.each(routes)(
  '%s: done, repeated, refused, misspelt or unknown, one row each time',
  async (key, spec) => {
    const { who, options } = await calls[key]()
    const good = { ...options, key: t.deps.random.uuid() }
    const row = async (told: string, over: CallOptions = {}, caller = who) =>
      oneRow(key, caller, { ...good, ...over }, told)

    if (spec.access !== 'public') {
      expect(await row('a stranger', {}, t.anonymous)).toMatchObject({ status: 401, accountId: null })
      if (spec.access !== 'session')
        expect(await row('a post without the right', {}, outsiders.get(spec.access))).toMatchObject({
          status: 403,
          accountId: outsiders.get(spec.access)!.accountId,
        })
    }
    expect((await row('a field too many', { query: { ...good.query, x: '1' } })).status).toBe(400)
    if (isUnsafe(spec)) {
      expect((await row('from elsewhere', { headers: { origin: 'https://evil.example' } })).status).toBe(403)
      const broken = { headers: { 'content-type': 'application/json' }, body: Buffer.from('{"a":') }
      expect((await row('half a body', spec.input === 'file' ? { file: undefined } : broken)).status).toBe(
        spec.input === 'file' ? 415 : 400,
      )
    }
    if (spec.params && !('kind' in good.params!) && !('key' in good.params!)) {
      const all = (id: string) => ({
        // A list is named by a letter for what it is of, and a number.
        params: Object.fromEntries(
          Object.entries(good.params!).map(([p, known]) => [
            p,
            `${/^[a-z](?=\d)/.exec(known)?.[0] ?? ''}${id}`,
          ]),
        ),
        key: t.deps.random.uuid(),
      })
      const unknown = await row('a row that is not there', all('999999999'))
      expect(unknown.status).toBe(404)
      expect(unknown.object).toContain('999999999')
      expect((await row('no number', all('1; drop'))).status).toBe(400)
      expect((await row('a name no database takes', all('1\u0000\u001b[2J'))).object).not.toMatch(/\p{Cc}/u)
    }

    const done = await row('as it should be')
    expect(done.status).toBe(200)
    expect(done.personal).toBe(spec.personal === true)
    expect(done.accountId).toBe(who.accountId ?? (isKeyed(spec) ? portalAccount : null))
    if (isKeyed(spec)) {
      const again = await row('the same once more')
      expect([again.status, again.details.replayed]).toEqual([200, true])
    }
  },
)

const portalAccount = '3'
const isKeyed = (spec: RouteSpec) => isUnsafe(spec) && spec.idempotency !== 'natural'

test('a failed sign-in names the account that was tried, and nothing of what was typed', async () => {
  const accountId = await anAccount(t, 'county_visitor', stage.world.countyOfficeId)
  const { login } = await givePassword(stage, accountId)
  const typed = 'my-secret-typed-by-mistake'
  const known = await oneRow('login', t.anonymous, { body: { login, password: typed } }, 'wrong password')
  expect(known).toMatchObject({ status: 401, accountId: null, object: `account:${accountId}` })
  const unknown = await oneRow(
    'login',
    t.anonymous,
    { body: { login: typed, password: typed } },
    'no account',
  )
  expect(unknown).toMatchObject({ status: 401, accountId: null, object: null })
  expect(JSON.stringify([known, unknown])).not.toContain(typed)
})

test('many calls at once leave as many rows', async () => {
  const { rows } = await rowsDuring(() =>
    Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        i % 3 === 0 ? t.anonymous.call('listEntities') : stage.visitor.call('listEntities'),
      ),
    ),
  )
  expect(rows).toHaveLength(60)
  expect(rows.filter((r) => r.status === 401)).toHaveLength(20)
})

test('a browser that hangs up before it is answered leaves one line in the books, with the address it had', async () => {
  await t.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = t.app.server.address() as { port: number }
  const { cookie } = await stage.world.staff('city_office')
  const before = await t.owner.query('select coalesce(max(seq), 0) as seq from audit')
  const found = async () => {
    const { rows } = await t.owner.query('select action, ip from audit where seq > $1', [before.rows[0].seq])
    return rows
  }
  const socket = connect(port, '127.0.0.1')
  const head = ['GET /api/entities HTTP/1.1', 'Host: localhost', `Cookie: ${cookie}`]
  socket.write(`${head.join('\r\n')}\r\n\r\n`, () => setTimeout(() => socket.destroy(), 1))
  await expect.poll(found, { timeout: 5_000 }).toEqual([{ action: 'listEntities', ip: '127.0.0.1' }])
  // Where even that cannot be known any more, the line is written all the same.
  const entry = { actor: null, action: 'listEntities', object: null, personal: false, status: 499 }
  await t.system(({ trx, now }) => writeAudit(trx, { ...entry, ip: undefined, traceId: 'cut', at: now }))
  expect(await found()).toContainEqual({ action: 'listEntities', ip: '未知' })
})

test('of many who read at once a row that cannot be written stops its own answer and nobody else’s', async () => {
  const entry = { actor: null, ip: '127.0.0.1', object: null, personal: false, status: 200, at: testNow }
  const { rows, done } = await rowsDuring(() =>
    Promise.allSettled(
      ['one', 'two', 'three\u0000', 'four'].map((traceId) =>
        t.deps.trail.write({ ...entry, action: 'listEntities', traceId }),
      ),
    ),
  )
  expect(done.map((d) => d.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
  expect(rows.map((r) => r.traceId).sort()).toEqual(['four', 'one', 'two'])
})

test('a page is planned once by a connection, however often it is asked for', async () => {
  const { cookie } = await stage.world.staff('county_coordinator')
  const { database } = t.owner
  const pool = openPool({ url: appUrl(withDatabase(inject('ownerUrl'), database!)), max: 1 })
  const app = await buildApp({ ...t.deps, db: openDatabase(pool) })
  const who = caller(app, null, cookie)
  for (let i = 0; i < 8; i++) await who.ok('listTargets')
  const { rows } = await pool.query(
    "select generic_plans::int as kept, custom_plans::int as made from pg_prepared_statements where statement like '/* keep plan%'",
  )
  const { rows: left } = await pool.query("select current_setting('plan_cache_mode') as mode")
  await app.close()
  await pool.end()
  expect(rows).toEqual([{ kept: 8, made: 0 }])
  expect(left).toEqual([{ mode: 'auto' }])
})
