import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { businessDay, dueOn } from '#contract/kernel/deadline.ts'
import { type Caller, testApp, testNow } from '#test/app.ts'
import { aWorld, type World } from '#test/builders.ts'
import {
  aCast,
  aGrant,
  aLoan,
  aVisit,
  type Cast,
  desk,
  office,
  papersComplete,
  queuedCases,
  setParameter,
} from '#test/story.ts'
import { seedCalendar } from '../organisations/calendar.commands.ts'
import { deliverNotices } from '../organisations/notice.jobs.ts'
import { loadCalendar } from '../organisations/organisations.public.ts'
import { sweepDeadlines } from './financing.jobs.ts'

/** Due days of real cases, on the calendar of the database (INV-19), whatever the zone of the machine. */
const t = testApp()
let world: World
let cast: Cast
let city: Caller

beforeAll(async () => {
  world = await aWorld(t)
  cast = await aCast(world)
  city = await world.staff('city_office')
  await t.system(seedCalendar)
})
afterAll(async () => {
  t.clock.set(testNow)
  await sweepDeadlines(t.deps)
  await deliverNotices(t.deps)
})

async function queued(): Promise<string> {
  const [story] = await queuedCases(t, world, cast, [await world.firm()])
  return story!.caseId
}
const dueOf = async (caseId: string) => (await cast.checker.ok('getCase', { params: { caseId } })).dueOn

/** Another moment: everyone signs in then. */
async function on(instant: string): Promise<void> {
  t.clock.set(new Date(instant))
  for (const name of ['reviewer', 'checker', 'main', 'backup'] as const)
    cast[name] = await t.signIn(cast[name].accountId!)
  city = await t.signIn(city.accountId!)
}
const noon = (day: string) => on(`${day}T04:00:00Z`)

describe('the calendar in the database', () => {
  test('has the working days of 2026 as they were announced', async () => {
    const { rows } = await t.owner.query<{ n: number }>(
      "select count(*) filter (where workday)::int as n from calendar_day where day between '2026-01-01' and '2026-12-31'",
    )
    expect(rows).toEqual([{ n: 248 }])
  })

  test.each([
    ['2026-02-13', 5, '2026-02-27'],
    ['2026-09-18', 3, '2026-09-22'],
    ['2026-09-30', 3, '2026-10-10'],
  ])('%s and %i working days is %s', async (start, n, due) => {
    const { isWorkday } = await t.system((ctx) => loadCalendar(ctx))
    expect(dueOn(start, { unit: 'workday', n }, isWorkday)).toBe(due)
  })
})

describe('the clock of a case', () => {
  test.each([
    ['2026-09-30T15:59:59Z', '2026-10-30'],
    ['2026-09-30T16:00:00Z', '2026-10-31'],
    ['2026-01-31T04:00:00Z', '2026-03-02'],
  ])('pushed at %s runs out on %s: the day turns at midnight in Shanghai', async (instant, due) => {
    await on(instant)
    const caseId = await queued()
    await office(cast.checker, caseId, { action: 'push' })
    expect(await dueOf(caseId)).toBe(due)
  })

  test('starts anew when the papers are complete, and its amber day is the place’s', async () => {
    await setParameter(city, 'decisionDays', 15)
    await setParameter(city, 'decisionAmberDay', 5)
    await noon('2026-11-02')
    const caseId = await queued()
    await office(cast.checker, caseId, { action: 'push' })
    expect(await dueOf(caseId)).toBe('2026-12-02')
    await noon('2026-11-12')
    await papersComplete(cast.main, caseId)
    const lights: (string | null)[] = []
    for (const day of ['2026-11-16', '2026-11-17', '2026-11-19']) {
      await noon(day)
      const { dueOn: due, light } = await cast.checker.ok('getCase', { params: { caseId } })
      expect(due).toBe('2026-11-27')
      lights.push(light)
    }
    expect(lights).toEqual(['green', 'amber', 'amber'])
    await setParameter(city, 'decisionDays', 30)
    await setParameter(city, 'decisionAmberDay', 20)
  })

  test.each([
    ['pushed', '2026-02-13', 5, '2026-02-27'],
    ['accepted', '2026-09-18', 3, '2026-09-22'],
    ['docsComplete', '2026-09-30', 3, '2026-10-10'],
  ])('in working days from “%s” on %s, %i of them: %s', async (start, day, days, due) => {
    await setParameter(city, 'decisionClockStart', start)
    await setParameter(city, 'decisionUnit', 'workday')
    await setParameter(city, 'decisionDays', days)
    await noon(day)
    const caseId = await queued()
    await office(cast.checker, caseId, { action: 'push' })
    if (start !== 'pushed') await desk(cast.main, caseId, { action: 'accept' })
    if (start === 'docsComplete') {
      await desk(cast.main, caseId, { action: 'contact', how: 'phone' })
      await desk(cast.main, caseId, { action: 'completeDocs' })
    }
    expect(await dueOf(caseId)).toBe(due)
  })

  test.each([
    // Of five working days from Monday four were used on Friday; one is left from the Monday after.
    ['2026-11-16', '2026-11-20', '2026-11-23', '2026-11-24'],
    // Paused over the National Day week: eight days of the calendar, no working day.
    ['2026-09-28', '2026-09-30', '2026-10-07', '2026-10-10'],
    ['2026-11-16', '2026-11-17', '2026-11-19', '2026-11-25'],
  ])(
    'begun on %s, stopped on %s, runs on from %s for what was left of it: %s',
    async (from, stop, go, due) => {
      await setParameter(city, 'decisionClockStart', 'docsComplete')
      await setParameter(city, 'decisionUnit', 'workday')
      await setParameter(city, 'decisionDays', 5)
      await noon(from)
      const caseId = await queued()
      await office(cast.checker, caseId, { action: 'push' })
      await papersComplete(cast.main, caseId)
      await noon(stop)
      await desk(cast.main, caseId, { action: 'requestSupplement', reason: '请补流水' })
      await noon(go)
      await desk(cast.main, caseId, { action: 'supplement' })
      expect(await dueOf(caseId)).toBe(due)
    },
  )

  test('goes by the week beyond the announced years, and still adds up', async () => {
    await setParameter(city, 'decisionClockStart', 'pushed')
    await setParameter(city, 'decisionUnit', 'workday')
    await setParameter(city, 'decisionDays', 60)
    await noon('2026-11-18')
    const caseId = await queued()
    await office(cast.checker, caseId, { action: 'push' })
    expect(await dueOf(caseId)).toBe('2027-02-10')
  })
})

/** Every business day the story leaves behind, in the order in which the pages show them. */
async function daysLeftBehind(): Promise<string> {
  t.clock.set(new Date('2026-11-19T16:30:00Z'))
  const local = await aWorld(t)
  const people = await aCast(local)
  const visitor = await local.staff('county_visitor')
  const firm = await local.firm()
  const [target] = await local.list([firm])
  await visitor.ok('recordVisit', {
    body: aVisit({ targetId: target!.id, occurredAt: '2026-11-19T15:59:00.000Z' }),
  })
  const [story] = await queuedCases(t, local, people, [firm])
  const { caseId, declarationId } = story!
  await office(people.checker, caseId, { action: 'push' })
  await papersComplete(people.main, caseId)
  await desk(people.main, caseId, aGrant)
  await desk(people.main, caseId, aLoan('2026-11-20', `TZ-${caseId}`))
  const seen: unknown[] = [
    await people.checker.ok('getCase', { params: { caseId } }),
    await people.reviewer.ok('getDeclaration', { params: { declarationId } }),
    await visitor.ok('getTarget', { params: { targetId: target!.id } }),
  ]
  for (const kind of ['visits', 'declarations', 'recommendations', 'credits'])
    seen.push(await people.checker.ok('listLedger', { params: { kind } }))
  for (const asOf of ['2026-11-18', '2026-11-19', '2026-11-20'])
    for (const metric of ['visited', 'declared', 'recommended', 'credited', 'disbursed'])
      seen.push(asOf, await people.checker.ok('listFunnelRows', { query: { metric, asOf } }))
  return (JSON.stringify(seen).match(/"\d{4}-\d\d-\d\d[^"]*"/g) ?? []).join(' ')
}

test('a machine in another zone leaves the same days behind', async () => {
  await on('2026-11-19T16:30:00Z')
  await setParameter(city, 'decisionUnit', 'day')
  const own = process.env.TZ
  const found = new Map<string, string>()
  const hours = new Set<number>()
  try {
    for (const zone of ['UTC', 'Asia/Shanghai', 'America/Los_Angeles']) {
      process.env.TZ = zone
      hours.add(new Date('2026-11-19T16:30:00Z').getHours())
      found.set(zone, await daysLeftBehind())
    }
  } finally {
    process.env.TZ = own
  }
  expect(hours.size, 'the machine did stand in three zones').toBe(3)
  const [utc, ...others] = [...found.values()]
  expect(utc!.split(' ').length).toBeGreaterThan(40)
  for (const other of others) expect(other).toBe(utc)
  expect(utc).toContain(businessDay(new Date('2026-11-19T16:30:00Z')))
  expect(utc).toContain('"2026-11-19"')
})
