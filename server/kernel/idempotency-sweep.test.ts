import { beforeAll, expect, test } from 'vitest'
import { type Caller, testApp } from '#test/app.ts'
import { aWorld, type World } from '#test/builders.ts'
import { sweepAnswers } from './idempotency.ts'

/** Answers go when their promise is over; what they answered for is done once all the same. */
const t = testApp()
let world: World
let system: Caller

beforeAll(async () => {
  world = await aWorld(t)
  system = await world.staff('system_admin')
})

test('an answer is repeated for as long as promised, then swept, and its key still takes no second effect', async () => {
  const sent = {
    key: 'a-key-that-comes-again',
    body: {
      personName: '重发的人',
      login: 'sent-twice',
      password: 'three-plain-words',
      role: 'county_visitor',
      orgId: world.countyOfficeId,
    },
  }
  const again = async () => (await t.signIn(system.accountId!)).call('createAccount', sent)
  const first = await system.ok('createAccount', sent)
  t.clock.advance(89 * 86_400_000)
  expect(await sweepAnswers(t.deps)).toBe(0)
  const repeated = await again()
  expect([repeated.status, repeated.body, repeated.headers['idempotent-replayed']]).toEqual([
    200,
    first,
    'true',
  ])
  t.clock.advance(2 * 86_400_000)
  expect(await sweepAnswers(t.deps)).toBe(1)
  const late = await again()
  expect([late.status, late.problem.code, late.problem.message]).toEqual([
    410,
    'gone',
    expect.stringContaining('早已受理'),
  ])
  const { rows } = await t.owner.query("select 1 from account where login = 'sent-twice'")
  expect(rows).toHaveLength(1)
})
