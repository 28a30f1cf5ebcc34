import { beforeAll, expect, test } from 'vitest'
import { type Metric, metricKeys } from '#contract/boards/words.ts'
import { type Caller, testApp } from '#test/app.ts'
import { aWorld, type TestFirm, type TestTarget, type World } from '#test/builders.ts'
import {
  aCast,
  aDeclaration,
  aGrant,
  aLoan,
  aVisit,
  aVisitWithoutNeed,
  type Cast,
  desk,
  office,
  papersComplete,
  proposed,
} from '#test/story.ts'
import { deliverNotices } from '../organisations/notice.jobs.ts'

/**
 * A county over five days, counted by hand: each past day opens as it was, but for what was entered late and what was
 * corrected – those two stand where they happened.
 */
const t = testApp()
let world: World
let cast: Cast
let clerk: Caller
let visitor: Caller
const firms = {} as Record<'a' | 'b' | 'c' | 'd' | 'off', TestFirm>
const targets = {} as Record<'a' | 'b' | 'c' | 'd', TestTarget>

type Counted = Record<Metric, { households: number; times: number; fen: string | null }>
const asPublished = new Map<string, Counted>()

async function on(day: string): Promise<void> {
  await deliverNotices(t.deps)
  t.clock.set(new Date(`${day}T02:00:00Z`))
  for (const name of ['reviewer', 'checker', 'main', 'backup'] as const)
    cast[name] = await t.signIn(cast[name].accountId!)
  clerk = await t.signIn(clerk.accountId!)
  visitor = await t.signIn(visitor.accountId!)
}

/** The last look of a day, kept as it would have been printed. */
async function printed(day: string): Promise<void> {
  asPublished.set(day, (await funnel(day)).total.counts)
}
const funnel = (asOf: string, by = 'town') => clerk.ok('getFunnel', { query: { by, asOf } })
const visited = (body: object, who = visitor) => who.ok('recordVisit', { body })
const at = (day: string) => `${day}T01:00:00Z`

beforeAll(async () => {
  world = await aWorld(t)
  cast = await aCast(world)
  clerk = await world.staff('county_coordinator')
  visitor = await world.staff('county_visitor')
  for (const name of ['a', 'b', 'c', 'd', 'off'] as const)
    firms[name] = await world.firm({ division: world.communities[name === 'b' || name === 'off' ? 1 : 0] })
  const listed = await world.list([firms.a, firms.b, firms.c, firms.d])
  for (const name of ['a', 'b', 'c', 'd'] as const)
    targets[name] = listed.find((x) => x.firm.id === firms[name].id)!
  await t.owner.query(
    "update target_list set published_at = '2026-11-09T01:00:00Z' where id = (select list_id from target where id = $1)",
    [targets.a.id],
  )

  await on('2026-11-10')
  await visited(aVisit({ targetId: targets.a.id, occurredAt: at('2026-11-10'), needFen: '30000000' }))
  await visited(aVisitWithoutNeed({ targetId: targets.b.id, occurredAt: at('2026-11-10') }))
  await printed('2026-11-10')

  await on('2026-11-12')
  await visited(aVisit({ targetId: targets.a.id, occurredAt: at('2026-11-12'), needFen: '40000000' }))
  await visited(aVisitWithoutNeed({ entityId: firms.off.id, occurredAt: at('2026-11-12') }))
  const declarationId = await aDeclaration(world, cast, firms.a)
  await printed('2026-11-12')

  await on('2026-11-16')
  const version = await proposed(world, cast, declarationId)
  await cast.checker.ok('approveRecommendations', {
    body: { declarations: [{ id: declarationId, version }] },
  })
  const { cases } = await cast.reviewer.ok('getDeclaration', { params: { declarationId } })
  const caseId = cases[0]!.id
  await office(cast.checker, caseId, { action: 'push' })
  await printed('2026-11-16')

  await on('2026-11-18')
  await papersComplete(cast.main, caseId)
  await desk(cast.main, caseId, { ...aGrant, creditFen: '60000000' })
  await desk(cast.main, caseId, aLoan('2026-11-18', 'AS-1', '20000000'))
  await desk(cast.main, caseId, aLoan('2026-11-18', 'AS-2', '30000000'))
  await printed('2026-11-18')

  await on('2026-11-20')
  const { disbursements } = await cast.main.ok('getDeskCase', { params: { caseId } })
  await desk(cast.main, caseId, { action: 'reverse', disbursementId: disbursements[1]!.id, reason: '录错' })
  const city = await world.staff('city_office')
  await city.ok('actOnTarget', {
    params: { targetId: targets.c.id },
    body: { action: 'exclude', version: 1, reason: '已搬离' },
  })
  await printed('2026-11-20')
}, 120_000)

/** households, times, 万元 – of the numbers that are not nothing. */
function told(counts: Counted): Record<string, string> {
  return Object.fromEntries(
    metricKeys
      .filter((m) => counts[m].times > 0)
      .map((m) => {
        const { households, times, fen } = counts[m]
        return [m, `${households}户 ${times}次${fen === null ? '' : ` ${Number(fen) / 1_000_000}万`}`]
      }),
  )
}

/** Counted by hand from the story above. */
const byHand: Record<string, Record<string, string>> = {
  '2026-11-09': { listed: '4户 4次' },
  '2026-11-10': {
    listed: '4户 4次',
    visited: '2户 2次',
    visitedListed: '2户 2次',
    needed: '1户 1次 30万',
    neededVisited: '1户 1次',
  },
  '2026-11-12': {
    listed: '4户 4次',
    visited: '3户 4次',
    visitedListed: '2户 3次',
    visitedOff: '1户 1次',
    needed: '1户 2次 70万',
    neededVisited: '1户 2次',
  },
  '2026-11-16': {
    listed: '4户 4次',
    visited: '3户 4次',
    visitedListed: '2户 3次',
    visitedOff: '1户 1次',
    needed: '1户 2次 70万',
    neededVisited: '1户 2次',
    declared: '1户 1次 50万',
    declaredVisited: '1户 2次',
    recommended: '1户 1次 50万',
    pushed: '1户 1次 50万',
  },
}
byHand['2026-11-18'] = {
  ...byHand['2026-11-16']!,
  credited: '1户 1次 60万',
  drawn: '1户 1次 50万',
  disbursed: '1户 2次 50万',
}
byHand['2026-11-20'] = {
  ...byHand['2026-11-18']!,
  takenOff: '1户 1次',
  drawn: '1户 1次 20万',
  disbursed: '1户 1次 20万',
}

test.each(Object.keys(byHand))('the figures of %s are those counted by hand', async (day) => {
  expect(told((await funnel(day)).total.counts)).toEqual(byHand[day])
})

test('each day opens as it was printed, and its towns add up to it', async () => {
  for (const [day, counts] of asPublished) {
    const { total, rows } = await funnel(day)
    expect(total.counts, day).toEqual(counts)
    for (const metric of metricKeys) {
      const sum = rows.reduce((n, r) => n + r.counts[metric].times, 0)
      expect(sum, `${metric} ${day}`).toBe(counts[metric].times)
    }
  }
})

test('a visit entered late stands on its day, and on no day before it', async () => {
  await visited(aVisitWithoutNeed({ targetId: targets.d.id, occurredAt: at('2026-11-11') }))
  for (const [day, more] of [
    ['2026-11-10', 0],
    ['2026-11-11', 1],
    ['2026-11-20', 1],
  ] as const) {
    const { visited: now } = (await funnel(day)).total.counts
    const before = asPublished.get(day === '2026-11-11' ? '2026-11-10' : day)!.visited
    expect([now.households - before.households, now.times - before.times], day).toEqual([more, more])
  }
})

test('a corrected visit is counted as the correction says, and once', async () => {
  const before = (await funnel('2026-11-20')).total.counts
  await t.owner.query(
    `insert into visit (instance_id, content_hash, entity_id, target_id, division, mode, outcome, counted, occurred_at, recorded_at, account_id, org_id, has_need, need_fen, supersedes)
     select gen_random_uuid(), content_hash, entity_id, target_id, division, mode, outcome, true, occurred_at, '2026-11-20T03:00:00Z', account_id, org_id, true, 25000000, id
     from visit where entity_id = $1 and supersedes is null`,
    [firms.b.id],
  )
  const after = (await funnel('2026-11-20')).total.counts
  expect(after.visited).toEqual(before.visited)
  expect(after.needed).toEqual({
    households: before.needed.households + 1,
    times: before.needed.times + 1,
    fen: String(BigInt(before.needed.fen!) + 25_000_000n),
  })
})

test('a day that has not come shows what there is, one before everything shows nothing', async () => {
  const { total } = await funnel('2027-06-30')
  expect(total.counts.visited.times).toBeGreaterThan(0)
  const early = await funnel('2024-01-01')
  expect(metricKeys.every((m) => early.total.counts[m].times === 0)).toBe(true)
  expect(early.listName).toBeNull()
})
