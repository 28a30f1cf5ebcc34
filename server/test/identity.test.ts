import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { allRoutes } from '#contract/index.ts'
import type { RouteSpec } from '#contract/kernel/route.ts'
import { readClock } from '#kernel/clock.ts'
import { hashPassword } from '#kernel/password.ts'
import { caller, type RouteKey, testApp } from './app.ts'
import { anAccount, aWorld, type World } from './builders.ts'
import { givePassword } from './calls.office.ts'

/** Who is calling: which credentials open a route, how long, and what ends them. */
const t = testApp()
let world: World

beforeAll(async () => {
  world = await aWorld(t)
})

const cookieOf = (token: string) => `__Host-diguan=${token}`
const tokenOf = (cookie: string) => cookie.slice(cookie.indexOf('=') + 1)
const routes = Object.entries(allRoutes) as [RouteKey, RouteSpec][]
const closed = routes.filter(([, spec]) => spec.access !== 'public')

async function anOfficer(): Promise<string> {
  return anAccount(t, 'county_visitor', world.countyOfficeId)
}

describe('a route that is not public', () => {
  const credentials: Record<string, () => Promise<Record<string, string>>> = {
    none: async () => ({}),
    garbage: async () => ({ cookie: cookieOf('x'.repeat(43)) }),
    'a header nobody asked for': async () => {
      const { cookie } = await t.signIn(await anOfficer())
      return { authorization: `Bearer ${tokenOf(cookie)}` }
    },
    'the digest the database holds': async () => {
      const { cookie } = await t.signIn(await anOfficer())
      return { cookie: cookieOf(createHash('sha256').update(tokenOf(cookie)).digest('base64url')) }
    },
    'an expired session': async () => {
      const now = await readClock(t.clock, t.deps.system)
      t.clock.set(new Date(now.getTime() - 13 * 3_600_000))
      const { cookie } = await t.signIn(await anOfficer())
      t.clock.set(now)
      return { cookie }
    },
    'a session that was signed out': async () => {
      const who = await t.signIn(await anOfficer())
      await who.ok('logout')
      return { cookie: who.cookie }
    },
    'a session under another name': async () => {
      const { cookie } = await t.signIn(await anOfficer())
      return { cookie: `diguan-http=${tokenOf(cookie)}; diguan=${tokenOf(cookie)}` }
    },
    'a receipt of the portal': async () => {
      const { receipt } = await t.anonymous.ok('portalDeclare', {
        body: {
          firmName: '试验面馆',
          division: world.towns[0],
          needType: 'working',
          amountFen: '500000',
          termMonths: 12,
          purposeKind: 'materials',
          purpose: '进货周转',
          guarantee: 'credit',
          contactName: '张三',
          contactPhone: '13900000001',
          acceptsOther: true,
          wishBankIds: [],
          collectConsent: true,
          provideConsents: [],
          signer: '张三',
        },
      })
      return { cookie: cookieOf(receipt) }
    },
    'a cursor of a list': async () => ({ cookie: cookieOf(t.deps.cursors.seal(['1'], 'x')) }),
  }

  test.each(Object.keys(credentials))('answers 401 to %s', async (kind) => {
    const headers = await credentials[kind]!()
    let asked = 0
    for (const [key, spec] of closed) {
      const params = Object.fromEntries([...spec.path.matchAll(/\{(\w+)\}/g)].map((m) => [m[1]!, '1']))
      const { status, problem } = await t.anonymous.call(key, {
        params,
        headers,
        ...(spec.body ? { body: {} } : {}),
      })
      expect([status, problem.code], `${spec.method} ${spec.path}`).toEqual([401, 'unauthenticated'])
      asked += 1
    }
    expect(asked).toBe(routes.length - publicRoutes.length)
  })

  /** The whole list of what a stranger may call; a route more is a decision, not an accident. */
  const publicRoutes: RouteKey[] = [
    'health',
    'bootstrap',
    'login',
    'portalNotice',
    'portalDeclare',
    'portalStatus',
    'portalWithdrawConsent',
    'portalWithdraw',
  ]
  test('is every route but eight', () => {
    expect(routes.filter(([, spec]) => spec.access === 'public').map(([key]) => key)).toEqual(publicRoutes)
  })
})

/** Signs in over HTTP; answers the caller of the cookie that was set, and the cookie's own words. */
async function signInOverHttp(login: { login: string; password: string }, cookie = '') {
  const answer = await caller(t.app, null, cookie).call('login', { body: login })
  expect(answer.status).toBe(200)
  const set = String(answer.headers['set-cookie'])
  return { who: caller(t.app, answer.body.accountId, set.split(';')[0]!), set }
}

describe('a session', () => {
  test('is a random text in a cookie no page and no other site can use', async () => {
    const { set } = await signInOverHttp(await givePassword({ t }, await anOfficer()))
    const [pair, ...attributes] = set.split('; ')
    expect(pair).toMatch(/^__Host-diguan=[A-Za-z0-9_-]{43}$/)
    expect(attributes.sort()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Lax', 'Secure'])
  })

  test('is new at each signing in, and the one before it dies', async () => {
    const account = await givePassword({ t }, await anOfficer())
    const first = await signInOverHttp(account)
    const second = await signInOverHttp(account, first.who.cookie)
    expect(second.who.cookie).not.toBe(first.who.cookie)
    expect((await first.who.call('getSession')).status).toBe(401)
    expect((await second.who.call('getSession')).status).toBe(200)
  })

  test('does not take over a token somebody else has chosen', async () => {
    const planted = cookieOf('planted'.padEnd(43, 'x'))
    const { who } = await signInOverHttp(await givePassword({ t }, await anOfficer()), planted)
    expect(who.cookie).not.toBe(planted)
    expect((await caller(t.app, null, planted).call('getSession')).status).toBe(401)
  })

  test('is new when the post is changed, and the one before it dies', async () => {
    const accountId = await anOfficer()
    const { rows } = await t.owner.query<{ id: string }>(
      `insert into role_grant (account_id, person_id, role, org_id, state, requested_by, decided_by, from_at)
       select account_id, person_id, 'county_coordinator', org_id, 'active', 2, 1, now() from role_grant where account_id = $1 returning id`,
      [accountId],
    )
    const who = await t.signIn(accountId)
    const answer = await who.call('switchGrant', { body: { grantId: rows[0]!.id } })
    expect(answer.body.grant.role).toBe('county_coordinator')
    const now = caller(t.app, accountId, String(answer.headers['set-cookie']).split(';')[0]!)
    expect(now.cookie).not.toBe(who.cookie)
    expect((await who.call('getSession')).status).toBe(401)
    expect((await now.ok('getSession')).grant.role).toBe('county_coordinator')
    const foreign = await (await t.signIn(await anOfficer())).call('switchGrant', {
      body: { grantId: rows[0]!.id },
    })
    expect(foreign.status).toBe(404)
  })

  test('becomes one new session, however often the post is changed at once', async () => {
    const who = await t.signIn(await anOfficer())
    const { grant } = await who.ok('getSession')
    const all = await Promise.all(
      Array.from({ length: 8 }, () => who.call('switchGrant', { body: { grantId: grant.id } })),
    )
    expect(all.map((a) => a.status).sort((a, b) => a - b)).toEqual([200, ...Array<number>(7).fill(401)])
  })

  test('dies on the server when its holder signs out, and the cookie is cleared', async () => {
    const who = await t.signIn(await anOfficer())
    const answer = await who.call('logout')
    expect(answer.headers['set-cookie']).toMatch(/^__Host-diguan=;.*(Max-Age=0|Expires=Thu, 01 Jan 1970)/)
    expect((await who.call('getSession')).status).toBe(401)
    expect((await who.call('logout')).status).toBe(401)
  })

  const minutes = (n: number) => t.clock.advance(n * 60_000)

  test('ends after thirty minutes without a call, an administrator’s after fifteen', async () => {
    const officer = await t.signIn(await anOfficer())
    const administrator = await world.staff('system_admin')
    minutes(14)
    for (const who of [officer, administrator]) await who.ok('getSession')
    minutes(14)
    for (const who of [officer, administrator]) await who.ok('getSession')
    minutes(16)
    expect((await administrator.call('getSession')).status).toBe(401)
    await officer.ok('getSession')
    minutes(31)
    expect((await officer.call('getSession')).status).toBe(401)
    minutes(-75)
  })

  test('ends after twelve hours however busy it is', async () => {
    const officer = await t.signIn(await anOfficer())
    let lived = 0
    for (; lived < 13 * 60; lived += 20) {
      if ((await officer.call('getSession')).status !== 200) break
      minutes(20)
    }
    minutes(-lived)
    expect(lived).toBe(12 * 60)
  })

  test('has a token nobody else has: ten thousand are all different, and long enough', () => {
    const tokens = Array.from({ length: 10_000 }, () => t.deps.random.token(256))
    expect(new Set(tokens).size).toBe(tokens.length)
    // 43 letters of base64url are 256 bits; each place takes many values.
    for (const at of [0, 21, 41]) expect(new Set(tokens.map((k) => k[at])).size).toBe(64)
    expect(tokens.every((k) => k.length === 43)).toBe(true)
  })
})

describe('a password', () => {
  test('is kept as scrypt with N of at least 2^17, r 8 and a salt of its own', async () => {
    const system = await world.staff('system_admin')
    const made = await Promise.all(
      [1, 2].map((n) =>
        system.ok('createAccount', {
          body: {
            personName: '试人',
            login: `stored${n}`,
            password: 'the-same-word-twice',
            role: 'county_visitor',
            orgId: world.countyOfficeId,
          },
        }),
      ),
    )
    const { rows } = await t.owner.query<{ hash: string }>(
      'select password_hash as hash from account where id = any($1)',
      [made.map((m) => m.id)],
    )
    const parts = rows.map(
      (r) => /^scrypt\$(\d+)\$8\$(\d+)\$([A-Za-z0-9+/=]{24})\$([A-Za-z0-9+/=]{44})$/.exec(r.hash)!,
    )
    for (const [, n] of parts) expect(Number(n)).toBeGreaterThanOrEqual(2 ** 17)
    expect(parts[0]![3]).not.toBe(parts[1]![3])
    expect(parts[0]![4]).not.toBe(parts[1]![4])
  })

  test('costs more than fifty milliseconds to try', async () => {
    const before = process.cpuUsage()
    await hashPassword('whatever')
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1000).toBeGreaterThan(50)
  })

  test('is in no answer to anyone', async () => {
    const system = await world.staff('system_admin')
    const { login, password } = await givePassword({ t }, await anOfficer())
    const { rows } = await t.owner.query<{ hash: string }>(
      'select password_hash as hash from account where login = $1',
      [login],
    )
    const { who } = await signInOverHttp({ login, password })
    const answers = [
      await who.call('getSession'),
      await system.call('listAccounts', { query: { search: login } }),
      await t.anonymous.call('login', { body: { login, password: `${password}x` } }),
      await (await world.staff('audit_admin')).call('listAudit'),
    ]
    for (const { raw } of answers)
      for (const secret of [password, rows[0]!.hash, tokenOf(who.cookie)])
        expect(raw.includes(secret)).toBe(false)
  })
})
