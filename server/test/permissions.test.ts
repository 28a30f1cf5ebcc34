import { beforeAll, expect, test } from 'vitest'
import type { allRoutes } from '#contract/index.ts'
import { holds, type Role, roleKeys, type Verb } from '#contract/organisations/roles.ts'
import { type Caller, testApp } from './app.ts'
import { anAccount, aWorld, type TestFirm, type World } from './builders.ts'
import {
  aCast,
  aDeclaration,
  aGrant,
  aRefusal,
  aVisit,
  desk,
  papersComplete,
  pushed,
  recommended,
} from './story.ts'

/**
 * Who sees which row, said twice: by the product over HTTP, and by the oracle below, which knows nothing of SQL
 * (controls B2, B3). Two counties, every role in each, cases in every stage that changes who sees them.
 */
const t = testApp()

type Thing = 'entity' | 'target' | 'visit' | 'declaration' | 'case' | 'desk'
interface Row {
  thing: Thing
  id: string
  /** 12 digits. */
  place: string
  entity: string
  /** Branches that see it now, of the bank's own rows. */
  branches: string[]
}
interface Person {
  who: Caller
  role: Role
  /** Range of codes the post covers, for offices. */
  place: string
  branches: string[]
  entity: string | null
}

const rows: Row[] = []
const people: Person[] = []

const verbOf: Record<Thing, Verb> = {
  entity: 'entity.read',
  target: 'target.read',
  visit: 'visit.read',
  declaration: 'declaration.read',
  case: 'case.read',
  desk: 'desk.read',
}
const getOf = {
  entity: ['getEntity', 'entityId'],
  target: ['getTarget', 'targetId'],
  visit: ['getVisit', 'visitId'],
  declaration: ['getDeclaration', 'declarationId'],
  case: ['getCase', 'caseId'],
  desk: ['getDeskCase', 'caseId'],
} as const satisfies Record<Thing, readonly [keyof typeof allRoutes, string]>

/** A code covers those that begin with its digits up to its trailing groups of zeros. */
function covers(code: string, place: string): boolean {
  const digits = code.endsWith('0000000000')
    ? 2
    : code.endsWith('00000000')
      ? 4
      : code.endsWith('000000')
        ? 6
        : code.endsWith('000')
          ? 9
          : 12
  return place.startsWith(code.slice(0, digits))
}

const banks: readonly Role[] = ['bank_head', 'bank_branch', 'bank_manager']

function expected(person: Person, row: Row): 200 | 403 | 404 {
  if (!holds(person.role, verbOf[row.thing])) return 403
  if (person.role === 'enterprise') return row.entity === person.entity ? 200 : 404
  if (banks.includes(person.role)) return row.branches.some((b) => person.branches.includes(b)) ? 200 : 404
  // A desk is the bank's own; an office has pages of its own for cases.
  return row.thing !== 'desk' && covers(person.place, row.place) ? 200 : 404
}

beforeAll(async () => {
  const worlds = [await aWorld(t), await aWorld(t)] as const
  for (const world of worlds) {
    await populate(world)
    await settle(world)
  }
}, 120_000)

/** Six firms: untouched, visited, declared, queued, at the main bank, gone to the backup bank, granted. */
async function populate(world: World): Promise<void> {
  const [main, backup] = world.banks
  const cast = await aCast(world)
  const visitor = await world.staff('county_visitor')
  const banker = await world.staff('bank_manager', main.branchId)
  const firms = await Promise.all(
    [0, 1, 0, 1, 0, 1, 0, 1].map((i) => world.firm({ division: world.communities[i]! })),
  )
  const targets = await world.list(firms)
  const add = (thing: Thing, id: string, firm: TestFirm, branches: string[]) =>
    rows.push({ thing, id, place: firm.division, entity: firm.id, branches })
  for (const [i, firm] of firms.entries()) {
    add('target', targets[i]!.id, firm, [main.branchId])
    add('entity', firm.id, firm, [])
    const byBank = i === 7
    const visit = await (byBank ? banker : visitor).ok('recordVisit', {
      body: aVisit({ targetId: targets[i]!.id }),
    })
    add('visit', visit.id, firm, byBank ? [main.branchId] : [])
  }
  const declare = (n: number) => aDeclaration(world, cast, firms[n]!)
  const note = (n: number, declarationId: string, caseId: string | null, seen: string[]) => {
    add('declaration', declarationId, firms[n]!, [])
    if (caseId === null) return
    add('case', caseId, firms[n]!, [])
    add('desk', caseId, firms[n]!, seen)
  }
  note(2, await declare(2), null, [])
  const queued = await declare(3)
  note(3, queued, await recommended(world, cast, queued), [])
  const atMain = await declare(4)
  note(4, atMain, await pushed(world, cast, atMain), [main.branchId])
  const refused = await declare(5)
  const gone = await pushed(world, cast, refused)
  await papersComplete(cast.main, gone)
  await desk(cast.main, gone, aRefusal)
  note(5, refused, gone, [])
  const taken = (await cast.backup.ok('listDeskCases')).rows.find((c) => c.declarationId === refused)
  rows.push({
    thing: 'desk',
    id: taken!.id,
    place: firms[5]!.division,
    entity: firms[5]!.id,
    branches: [backup.branchId],
  })
  const granted = await declare(6)
  const done = await pushed(world, cast, granted)
  await papersComplete(cast.main, done)
  await desk(cast.main, done, { ...aGrant, rateBp: 417 })
  note(6, granted, done, [main.branchId])
}

/** One of every post, and a second of the posts that differ by place or bank. */
async function settle(world: World): Promise<void> {
  const [main, backup] = world.banks
  const office = async (role: Role, place: string, orgId?: string) =>
    people.push({ who: await world.staff(role, orgId), role, place, branches: [], entity: null })
  const banker = async (role: Role, orgId: string, branches: string[]) =>
    people.push({ who: await world.staff(role, orgId), role, place: '', branches, entity: null })
  await office('province_office', '440000000000')
  await office('city_office', '440800000000')
  for (const role of ['county_coordinator', 'county_visitor', 'county_reviewer'] as const)
    await office(role, world.county)
  await office('town_officer', world.towns[0])
  await office('grid_worker', world.communities[0])
  await office('regulator', '440800000000')
  await office('department_clerk', '440800000000')
  for (const role of ['system_admin', 'security_admin', 'audit_admin'] as const) await office(role, '')
  for (const bank of [main, backup]) {
    await banker('bank_head', bank.id, [bank.branchId])
    await banker('bank_branch', bank.branchId, [bank.branchId])
    await banker('bank_manager', bank.branchId, [bank.branchId])
  }
  const own = rows.filter((r) => r.thing === 'declaration').at(-1)!
  const { rows: org } = await t.owner.query<{ id: string }>(
    "insert into org (kind, name, entity_id, created_at) values ('firm', '试验企业', $1, now()) returning id",
    [own.entity],
  )
  const who = await t.signIn(await anAccount(t, 'enterprise', org[0]!.id))
  people.push({ who, role: 'enterprise', place: '', branches: [], entity: own.entity })
}

test('the world is large enough to be worth asking', () => {
  expect(new Set(people.map((p) => p.role)).size).toBe(roleKeys.length)
  expect(rows.length * people.length).toBeGreaterThanOrEqual(2000)
})

test('each row opens for those whose it is, and is not there for anyone else', async () => {
  const wrong: string[] = []
  for (const person of people) {
    for (const row of rows) {
      const [route, param] = getOf[row.thing]
      const { status } = await person.who.call(route, { params: { [param]: row.id } })
      const want = expected(person, row)
      if (status !== want)
        wrong.push(
          `${person.role} at ${person.place || String(person.branches)} ${row.thing} ${row.id} in ${row.place}: ${status}, not ${want}`,
        )
    }
  }
  expect(wrong).toEqual([])
}, 120_000)

const listOf = {
  entity: 'listEntities',
  target: 'listTargets',
  visit: 'listVisits',
  declaration: 'listDeclarations',
  case: 'listCases',
  desk: 'listDeskCases',
} as const satisfies Record<Thing, keyof typeof allRoutes>

test.each(Object.keys(listOf) as Thing[])('the list of each %s holds just those rows', async (thing) => {
  const { rows: lists } = await t.owner.query<{ listId: string }>(
    'select id::text as "listId" from target_list',
  )
  for (const person of people.filter((p) => holds(p.role, verbOf[thing]))) {
    const seen = new Set<string>()
    // A list of targets is one of one published list.
    for (const list of thing === 'target' ? lists : [{}]) {
      const page = await person.who.ok(listOf[thing], { query: { limit: '100', ...list } })
      for (const row of (page as { rows: { id: string }[] }).rows) seen.add(row.id)
    }
    const told = `${person.role} at ${person.place || String(person.branches)}`
    for (const row of rows.filter((r) => r.thing === thing))
      expect(seen.has(row.id), `${told}: ${thing} ${row.id}`).toBe(expected(person, row) === 200)
  }
})
