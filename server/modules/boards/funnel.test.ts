import { beforeAll, expect, test } from 'vitest'
import { metricKeys, rateKeys, rates, setsOf } from '#contract/boards/words.ts'
import { type Caller, testApp } from '#test/app.ts'
import { aWorld, type TestFirm, type World } from '#test/builders.ts'
import {
  aCast,
  aDeclaration,
  aGrant,
  aLoan,
  aRefusal,
  aVisit,
  desk,
  papersComplete,
  pushed,
} from '#test/story.ts'

const t = testApp()
let world: World
let clerk: Caller

/**
 * One firm goes all the way, one is refused and funded by the backup bank, one declares without ever being visited, one
 * is visited by a bank's own manager outside any list.
 */
beforeAll(async () => {
  world = await aWorld(t)
  const cast = await aCast(world)
  clerk = await world.staff('county_coordinator')
  const visitor = await world.staff('county_visitor')
  const [all, refused, unvisited] = (await Promise.all([world.firm(), world.firm(), world.firm()])) as [
    TestFirm,
    TestFirm,
    TestFirm,
  ]
  const off = await world.firm({ division: world.communities[1] })
  for (const target of await world.list([all, refused, unvisited]))
    if (target.firm.id !== unvisited.id)
      await visitor.ok('recordVisit', { body: aVisit({ targetId: target.id }) })
  await visitor.ok('recordVisit', { body: aVisit({ entityId: off.id }) })
  const first = await pushed(world, cast, await aDeclaration(world, cast, all))
  await papersComplete(cast.main, first)
  await desk(cast.main, first, aGrant)
  await desk(cast.main, first, aLoan('2026-11-20', 'JJ-1'))
  const declaration = await aDeclaration(world, cast, refused)
  const second = await pushed(world, cast, declaration)
  await papersComplete(cast.main, second)
  await desk(cast.main, second, aRefusal)
  const { rows } = await cast.checker.ok('listCases', { query: { division: world.county, limit: '100' } })
  const third = rows.find((c) => c.declarationId === declaration && c.id !== second)!
  await papersComplete(cast.backup, third.id)
  await desk(cast.backup, third.id, aGrant)
  const params = { declarationId: await aDeclaration(world, cast, unvisited) }
  const { version } = await cast.reviewer.ok('getDeclaration', { params })
  await cast.reviewer.ok('actOnDeclaration', { params, body: { version, action: 'verify', how: 'window' } })
})

const funnel = (by: string, query: Record<string, string> = {}) =>
  clerk.ok('getFunnel', { query: { by, ...query } })

async function rowsOf(metric: string, query: Record<string, string> = {}) {
  const { rows } = await clerk.ok('listFunnelRows', { query: { metric, limit: '100', ...query } })
  return rows
}

test('no rate passes 100 %, whichever way the board is cut', async () => {
  for (const by of ['county', 'town', 'bank']) {
    const { total, rows } = await funnel(by)
    for (const row of [total, ...rows])
      for (const rate of row.rates)
        expect(BigInt(rate.numerator), `${row.name} ${rate.label}`).toBeLessThanOrEqual(
          BigInt(rate.denominator),
        )
  }
})

test('the firms above the line of a rate are among those below it', async () => {
  for (const key of rateKeys.filter((k) => rates[k].of === 'households')) {
    const sets = setsOf(key, false)
    const below = new Set((await rowsOf(sets.denominator)).map((r) => r.entityId))
    const above = (await rowsOf(sets.numerator)).map((r) => r.entityId)
    expect(below.size, key).toBeGreaterThan(0)
    expect(
      above.filter((id) => !below.has(id)),
      key,
    ).toEqual([])
  }
})

test('who declared without a visit, and who was visited outside the list, stand beside the rates', async () => {
  const { total } = await funnel('town')
  expect(total.counts.declared.households).toBe(3)
  expect(total.counts.declaredVisited.households).toBe(2)
  expect(total.counts.declaredOff.households).toBe(1)
  expect(total.counts.visited.households).toBe(3)
  expect(total.counts.visitedOff.households).toBe(1)
  expect(total.rates.find((r) => r.key === 'declareRate')).toMatchObject({ numerator: '2', denominator: '3' })
})

test('a bank is measured by the firms it was sent, as main bank or as backup', async () => {
  const { rows } = await funnel('bank')
  const credit = (id: string) => rows.find((r) => r.key === id)!.rates.find((r) => r.key === 'creditRate')!
  expect(credit(world.banks[0].id)).toMatchObject({ numerator: '1', denominator: '2', bp: 5000 })
  expect(credit(world.banks[1].id)).toMatchObject({ numerator: '1', denominator: '1', bp: 10_000 })
})

test('each number is as many rows as it opens, at its cut', async () => {
  for (const asOf of ['2026-11-19', '2026-11-20']) {
    const { total, rows } = await funnel('town', { asOf })
    for (const metric of metricKeys) {
      const opened = await rowsOf(metric, { asOf })
      expect(opened.length, `${metric} ${asOf}`).toBe(total.counts[metric].households)
      const times = await rowsOf(metric, { asOf, unit: 'times' })
      expect(times.length, `${metric} ${asOf}`).toBe(total.counts[metric].times)
    }
    for (const row of rows.filter((r) => /^[1-9]/.test(r.key)))
      expect((await rowsOf('visited', { asOf, division: row.key })).length).toBe(
        row.counts.visited.households,
      )
  }
})
