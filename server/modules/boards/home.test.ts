import { beforeAll, expect, test } from 'vitest'
import { type Role, roleKeys } from '#contract/organisations/roles.ts'
import { type Caller, type RouteKey, testApp } from '#test/app.ts'
import { anAccount, aWorld, type World } from '#test/builders.ts'
import {
  aCast,
  aDeclaration,
  aGrant,
  aPhoneCall,
  aVisit,
  aVisitWithoutNeed,
  type Cast,
  desk,
  papersComplete,
  proposed,
  pushed,
  recommended,
} from '#test/story.ts'
import { deliverNotices } from '../organisations/notice.jobs.ts'

/** Each number on the first page is as many lines as it opens, whoever looks at it. */
const t = testApp()
let world: World
let cast: Cast

beforeAll(async () => {
  world = await aWorld(t)
  cast = await aCast(world)
  const visitor = await world.staff('county_visitor')
  const firms = await Promise.all([...Array(12).keys()].map(() => world.firm()))
  const targets = await world.list(firms)
  const visits = [
    aPhoneCall(),
    aVisit(),
    aVisit(),
    aVisitWithoutNeed(),
    aVisit({ outcome: 'suspended', observations: [], hasNeed: undefined, needFen: undefined }),
  ]
  for (const [i, visit] of visits.entries())
    await visitor.ok('recordVisit', { body: { ...visit, targetId: targets[i]!.id } })
  const exclude = (i: number, action: string, version: number) =>
    cast.checker.ok('actOnTarget', {
      params: { targetId: targets[i]!.id },
      body: { action, version, reason: '已搬离' },
    })
  await exclude(5, 'exclude', 1)
  await exclude(6, 'exclude', 1)
  await exclude(6, 'restore', 2)
  // One of the two with a need has declared; the others stand at every step of review and of the bank.
  const made: string[] = []
  for (const i of [2, 5, 6, 7, 8, 9, 10, 11]) made.push(await aDeclaration(world, cast, firms[i]!))
  await proposed(world, cast, made[1]!)
  await recommended(world, cast, made[2]!)
  await pushed(world, cast, made[3]!)
  const [accepted, granted, late] = [
    await pushed(world, cast, made[4]!),
    await pushed(world, cast, made[5]!),
    await pushed(world, cast, made[6]!),
  ]
  await desk(cast.main, accepted, { action: 'accept' })
  for (const caseId of [granted, late]) await papersComplete(cast.main, caseId)
  await desk(cast.main, granted, aGrant)
  const platform = await world.staff('system_admin')
  await world.staff('security_admin')
  const accountId = await anAccount(t, 'county_visitor', world.countyOfficeId)
  for (const role of ['county_reviewer', 'county_coordinator'])
    await platform.ok('requestGrant', {
      params: { accountId },
      body: { role, orgId: world.countyOfficeId },
    })
  await deliverNotices(t.deps)
}, 120_000)

type Line = Record<string, unknown>
/** What a card's address shows: the list of the page, and of it the lines the card speaks of. */
const pages: Readonly<Record<string, readonly [RouteKey, ((line: Line) => boolean)?]>> = {
  '/cases': ['listCases'],
  '/declarations': ['listDeclarations'],
  '/targets': ['listTargets'],
  '/imports': ['listImports'],
  '/desk': ['listDeskCases'],
  '/accounts': ['listAccounts'],
  '/calendar': ['getCalendar', (l) => l.due === true],
  '/lists': ['listTargetLists', (l) => l.state === 'draft' && !l.mine],
  '/screening': ['listRuleSets', (l) => l.state === 'draft' && !l.mine],
  '/ledgers': ['listExportRequests', (l) => l.mayDecide === true],
}

async function opened(who: Caller, link: string): Promise<number> {
  const { pathname, searchParams } = new URL(link, 'http://localhost')
  const [route, speaksOf] = pages[pathname]!
  const query = Object.fromEntries(searchParams)
  const whole = ['listTargetLists', 'listRuleSets', 'getCalendar'].includes(route)
  const { rows } = (await who.ok(route, {
    query: whole ? query : { ...query, limit: '100' },
  })) as unknown as {
    rows: Line[]
  }
  return rows.filter(speaksOf ?? (() => true)).length
}

test('each number is what it opens, for every post', async () => {
  const seen = new Map<string, number>()
  for (const role of roleKeys.filter((r): r is Role => r !== 'enterprise')) {
    const who = await world.staff(role)
    for (const card of (await who.ok('getHome')).cards) {
      expect(await opened(who, card.link), `${role} ${card.label} ${card.link}`).toBe(card.count)
      seen.set(card.key, Math.max(seen.get(card.key) ?? 0, card.count))
    }
  }
  for (const key of [
    'calendar',
    'toVisit',
    'needs',
    'deskOpen',
    'deskLend',
    'push',
    'check',
    'verify',
    'grants',
  ])
    expect(seen.get(key), key).toBeGreaterThan(0)
})
