import type { FastifyInstance } from 'fastify'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase, openPool } from '#kernel/database.ts'
import { buildApp } from '../app.ts'
import { type Caller, caller, testApp } from './app.ts'
import { anAccount, aWorld, type World } from './builders.ts'

/** What is taken from a person on one server is gone on the other with the next call. */
const t = testApp()
let world: World
let other: FastifyInstance
let system: Caller
let security: Caller
const pools: pg.Pool[] = []

beforeAll(async () => {
  world = await aWorld(t)
  system = await world.staff('system_admin')
  security = await world.staff('security_admin')
  const url = String(t.deps.systemPool.options.connectionString)
  const open = (role?: 'diguan_system') => {
    const pool = openPool({ url, max: 8, role })
    pools.push(pool)
    return pool
  }
  const systemPool = open('diguan_system')
  other = await buildApp({
    ...t.deps,
    db: openDatabase(open()),
    system: openDatabase(systemPool),
    systemPool,
  })
})

afterAll(async () => {
  await other?.close()
  await Promise.all(pools.map((p) => p.end()))
})

interface Officer {
  accountId: string
  grantId: string
  /** The same session at the other server. */
  there: Caller
}

async function anOfficer(): Promise<Officer> {
  const accountId = await anAccount(t, 'county_visitor', world.countyOfficeId)
  const here = await t.signIn(accountId)
  const there = caller(other, accountId, here.cookie)
  expect((await there.ok('listEntities')).rows).toBeDefined()
  return { accountId, grantId: (await here.ok('getSession')).grant.id, there }
}

/** A hundred calls, ten at a time, of routes that read, write and name the session. */
async function hundredCalls(who: Caller): Promise<number[]> {
  const one = (i: number) =>
    i % 3 === 0
      ? who.call('getSession')
      : i % 3 === 1
        ? who.call('listEntities')
        : who.call('readNotices', { body: { upTo: '1' } })
  const statuses: number[] = []
  for (let at = 0; at < 100; at += 10)
    for (const { status } of await Promise.all(Array.from({ length: 10 }, (_, i) => one(at + i))))
      statuses.push(status)
  return statuses
}

const endings: Record<string, (officer: Officer) => Promise<unknown>> = {
  'the account is disabled': ({ accountId }) =>
    system.ok('disableAccount', { params: { accountId }, body: { version: 1, reason: '已调离' } }),
  'the post is ended': ({ grantId }) =>
    security.ok('decideGrant', { params: { grantId }, body: { decision: 'end', reason: '岗位调整' } }),
  'the person is moved to another county': async ({ accountId, grantId }) => {
    const elsewhere = await aWorld(t)
    await security.ok('decideGrant', { params: { grantId }, body: { decision: 'end' } })
    const grant = await system.ok('requestGrant', {
      params: { accountId },
      body: { role: 'county_visitor', orgId: elsewhere.countyOfficeId },
    })
    await security.ok('decideGrant', { params: { grantId: grant.id }, body: { decision: 'approve' } })
  },
  'the session is signed out': ({ accountId, there }) => caller(t.app, accountId, there.cookie).ok('logout'),
}

test.each(Object.keys(endings))('when %s, not one of a hundred calls elsewhere passes', async (how) => {
  const officer = await anOfficer()
  await endings[how]!(officer)
  const statuses = await hundredCalls(officer.there)
  expect(statuses).toHaveLength(100)
  expect(new Set(statuses)).toEqual(new Set([401]))
})

test('while they are under way, no call passes that was sent after the answer', async () => {
  const officers = await Promise.all([1, 2, 3, 4].map(anOfficer))
  const late = await Promise.all(
    officers.map(async (officer, i) => {
      let ended = false
      const ending = Object.values(endings)[i % 2]!(officer).then(() => {
        ended = true
      })
      const passed: number[] = []
      for (let n = 0; n < 40; n++) {
        const after = ended
        const { status } = await officer.there.call('getSession')
        if (after) passed.push(status)
      }
      await ending
      return passed
    }),
  )
  expect(late.flat().length).toBeGreaterThan(40)
  expect(new Set(late.flat())).toEqual(new Set([401]))
})

test('a person who was moved sees the new county and no longer the old', async () => {
  const officer = await anOfficer()
  const elsewhere = await aWorld(t)
  const [old, fresh] = [await world.firm(), await elsewhere.firm()]
  await security.ok('decideGrant', { params: { grantId: officer.grantId }, body: { decision: 'end' } })
  const grant = await system.ok('requestGrant', {
    params: { accountId: officer.accountId },
    body: { role: 'county_visitor', orgId: elsewhere.countyOfficeId },
  })
  await security.ok('decideGrant', { params: { grantId: grant.id }, body: { decision: 'approve' } })
  const moved = caller(other, officer.accountId, (await t.signIn(officer.accountId)).cookie)
  const sees = async (entityId: string) => (await moved.call('getEntity', { params: { entityId } })).status
  expect([await sees(old.id), await sees(fresh.id)]).toEqual([404, 200])
})
