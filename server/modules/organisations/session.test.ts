import { beforeAll, expect, test } from 'vitest'
import { testApp } from '#test/app.ts'
import { anAccount, aWorld, type World } from '#test/builders.ts'
import { givePassword } from '#test/calls.office.ts'

/** Guessing from one address ends before it costs the machine anything. */
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

test('an address that fails too often is sent away, whatever it says, until some minutes have passed; good ones do not count', async () => {
  const ip = '198.51.100.7'
  const account = await aLogin()
  const first = await tries(20, ip)
  expect(new Set(first.map((a) => a.status))).toEqual(new Set([401]))
  // Were these two counted, the last of the next ten would be one too many.
  for (let i = 0; i < 2; i++)
    expect((await t.anonymous.call('login', { body: account, ip })).status).toBe(200)
  const rest = await tries(10, ip)
  expect(new Set(rest.map((a) => a.status))).toEqual(new Set([401]))
  const more = await tries(30, ip)
  expect(new Set(more.map((a) => a.status))).toEqual(new Set([429]))
  expect([more[0]!.headers['retry-after'], more[0]!.problem.message]).toEqual([
    '300',
    expect.stringContaining('5 分钟后再试'),
  ])
  expect((await t.anonymous.call('login', { body: account, ip })).status, 'even the right word').toBe(429)
  expect((await t.anonymous.call('login', { body: account, ip: '198.51.100.8' })).status).toBe(200)
  t.clock.advance(5 * 60_000)
  expect((await t.anonymous.call('login', { body: account, ip })).status).toBe(200)
}, 120_000)

test('no more wait for their password to be stretched than can be served in some seconds', async () => {
  const answers = (await Promise.all([tries(28, '198.51.100.20'), tries(28, '198.51.100.21')])).flat()
  const busy = answers.filter((a) => a.status === 503)
  expect(busy.length).toBeGreaterThan(0)
  for (const { headers, problem } of busy)
    expect([headers['retry-after'], problem.message]).toEqual(['5', expect.stringContaining('过几秒')])
}, 120_000)
