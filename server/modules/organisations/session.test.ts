import { beforeAll, describe, expect, test } from 'vitest'
import { testApp } from '#test/app.ts'
import { anAccount, aWorld, type World } from '#test/builders.ts'
import { givePassword } from '#test/calls.office.ts'

/** Guessing from one address ends before it costs the machine anything (control A4). */
const t = testApp()
let world: World

beforeAll(async () => {
  world = await aWorld(t)
})

const aLogin = async () => givePassword({ t }, await anAccount(t, 'county_visitor', world.countyOfficeId))
const tries = (count: number, ip: string) =>
  Promise.all(
    Array.from({ length: count }, (_, i) =>
      t.anonymous.call('login', { body: { login: `nobody${i}`, password: 'wrong' }, ip }),
    ),
  )

describe('an address that fails too often', () => {
  test('is sent away without a password being stretched, and may come again later', async () => {
    const ip = '198.51.100.7'
    const first = await tries(30, ip)
    expect(new Set(first.map((a) => a.status))).toEqual(new Set([401]))
    const before = process.cpuUsage()
    const more = await tries(30, ip)
    const { user, system } = process.cpuUsage(before)
    expect(new Set(more.map((a) => a.status))).toEqual(new Set([429]))
    expect((user + system) / 1000, 'thirty stretched passwords cost ten seconds').toBeLessThan(3000)
    expect([more[0]!.headers['retry-after'], more[0]!.problem.message]).toEqual([
      '300',
      expect.stringContaining('5 分钟后再试'),
    ])
    const account = await aLogin()
    expect((await t.anonymous.call('login', { body: account, ip })).status, 'even the right word').toBe(429)
    expect((await t.anonymous.call('login', { body: account, ip: '198.51.100.8' })).status).toBe(200)
    t.clock.advance(5 * 60_000)
    expect((await t.anonymous.call('login', { body: account, ip })).status).toBe(200)
  }, 120_000)

  test('is not one from which many sign in well', async () => {
    const account = await aLogin()
    for (let i = 0; i < 32; i++)
      expect((await t.anonymous.call('login', { body: account, ip: '198.51.100.9' })).status).toBe(200)
  }, 120_000)
})

test('no more wait for their password to be stretched than can be served in some seconds', async () => {
  const answers = (await Promise.all([tries(28, '198.51.100.20'), tries(28, '198.51.100.21')])).flat()
  const busy = answers.filter((a) => a.status === 503)
  expect(busy.length).toBeGreaterThan(0)
  for (const { headers, problem } of busy)
    expect([headers['retry-after'], problem.message]).toEqual(['5', expect.stringContaining('过几秒')])
}, 120_000)
