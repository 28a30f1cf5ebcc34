import { expect, test } from 'vitest'
import { makeBootstrapSecret } from '#modules/organisations/bootstrap.commands.ts'
import { type TestApp, testApp } from './app.ts'

/** The first start on an empty database. */
const t = testApp()

const administrators = (['system_admin', 'security_admin', 'audit_admin'] as const).map((role, i) => ({
  role,
  personName: `管理员${i}`,
  login: `guanli${i}`,
  password: `not-a-common-word-${i}`,
}))

const start = (secret: string) => t.anonymous.call('bootstrap', { body: { secret, administrators } })

const logins = [
  'admin',
  'root',
  'system',
  'operator',
  'portal',
  'diguan',
  'test',
  'guest',
  'shiban1',
  'xitong',
]
const passwords = ['admin', '', 'Diguan-2026-demo', '123456', 'password']

/** Two at a time, as the server takes them. */
async function signIns(app: TestApp): Promise<number[]> {
  const pairs = logins.flatMap((login) => passwords.map((password) => ({ login, password })))
  const statuses: number[] = []
  for (let i = 0; i < pairs.length; i += 2)
    statuses.push(
      ...(await Promise.all(
        pairs
          .slice(i, i + 2)
          .map(async (body) => (await app.anonymous.call('login', { body, ip: `192.0.2.${i}` })).status),
      )),
    )
  return statuses
}

test('nobody can sign in to a fresh platform: fifty usual names and words are refused', async () => {
  expect((await t.anonymous.ok('health')).needsBootstrap).toBe(true)
  const statuses = await signIns(t)
  expect(statuses).toHaveLength(50)
  expect(new Set(statuses)).toEqual(new Set([401]))
}, 120_000)

test('the secret is good for thirty minutes, for nothing but the right words, and once', async () => {
  expect((await start('there-is-no-secret-yet-at-all')).status).toBe(410)
  const late = (await makeBootstrapSecret(t.deps))!
  t.clock.advance(30 * 60_000)
  expect((await start(late)).status).toBe(410)

  const secret = (await makeBootstrapSecret(t.deps))!
  expect((await start(late)).status, 'a new secret replaces the old').toBe(401)
  expect((await start(secret.slice(0, -1).padEnd(secret.length, '~'))).status).toBe(401)
  t.clock.advance(29 * 60_000 + 59_000)
  const both = await Promise.all([start(secret), start(secret)])
  expect(both.map((b) => b.status).sort((a, b) => a - b)).toEqual([200, 410])
  expect((await start(secret)).status).toBe(410)

  expect((await t.anonymous.ok('health')).needsBootstrap).toBe(false)
  expect(await makeBootstrapSecret(t.deps), 'none is made where someone can sign in').toBeNull()
  const signedIn = await t.anonymous.call('login', {
    body: { login: 'guanli1', password: administrators[1]!.password },
  })
  expect(signedIn.body.grant.role).toBe('security_admin')
})

test('the secret itself is not kept', async () => {
  const { rows } = await t.owner.query<{ secret_hash: string }>('select secret_hash from bootstrap_secret')
  expect(rows.map((r) => r.secret_hash)).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)])
})

test('a caller without the secret does not get three passwords stretched', async () => {
  const before = process.cpuUsage()
  for (let i = 0; i < 10; i++) await start(`a-wrong-secret-of-some-length-${i}`)
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1000).toBeLessThan(1500)
})
