import type { Role } from '#contract/organisations/roles.ts'
import type { Caller, TestApp } from './app.ts'
import { aWorld, type TestFirm, type World } from './builders.ts'
import { firmAccount } from './rivals.ts'
import { anIdentityCase } from './stage.ts'
import {
  aCast,
  aDeclaration,
  aGrant,
  aNeed,
  aRefusal,
  aVisit,
  type Cast,
  desk,
  office,
  papersComplete,
  pushed,
  recommended,
} from './story.ts'

/**
 * Two counties beside each other, in each every post there is and cases in every stage that changes who sees them: what a
 * person stands to a row is one's own, above it, below it, beside it, elsewhere, not yet assigned, or assigned no more.
 */
export type Thing =
  | 'entity'
  | 'target'
  | 'visit'
  | 'declaration'
  | 'case'
  | 'desk'
  | 'batch'
  | 'export'
  | 'identity'

export interface Row {
  thing: Thing
  id: string
  /** 12 digits; empty where no place leads to it. */
  place: string
  /** The firm it is about. */
  entity: string
  /** Branches that hold it now, and those that did. */
  branches: readonly string[]
  before: readonly string[]
  /** The body it belongs to: a batch's department, an export's office. */
  org: string
  state: 'live' | 'unassigned' | 'merged' | 'absent'
  /** Of a declaration: a consent that has been withdrawn. */
  consent?: string
  /** Of an export: the account that asked for it. */
  account?: string
}

export interface Person {
  who: Caller
  role: Role
  /** The code the post covers, for offices. */
  place: string
  /** Branches of a bank post, its own first. */
  branches: readonly string[]
  org: string
  entity: string | null
}

export interface Neighbours {
  worlds: readonly [World, World]
  rows: Row[]
  people: Person[]
  firms: TestFirm[]
}

const nothing = { entity: '', branches: [], before: [], org: '', state: 'live' } as const

export async function neighbours(t: TestApp): Promise<Neighbours> {
  const worlds = [await aWorld(t), await aWorld(t)] as const
  const all: Neighbours = { worlds, rows: [], people: [], firms: [] }
  for (const world of worlds) {
    const sibling = await siblingBranch(t, world)
    await populate(t, all, world)
    await settle(t, all, world, sibling)
  }
  await exportsAndBatches(t, all)
  await withdrawnConsents(t, all)
  for (const thing of [
    'entity',
    'target',
    'visit',
    'declaration',
    'case',
    'desk',
    'batch',
    'export',
    'identity',
  ] as const)
    all.rows.push({ ...nothing, thing, id: '999999999', place: '', state: 'absent', consent: '999999999' })
  return all
}

/** A second branch of the first bank, in the same county. */
async function siblingBranch(t: TestApp, world: World): Promise<string> {
  const { rows } = await t.owner.query<{ id: string }>(
    `insert into org (kind, name, division, bank_id, parent_id, created_at) values ('bank_branch', $1, $2, $3, $3, now()) returning id`,
    [`${world.banks[0].name}二部`, world.county, world.banks[0].id],
  )
  return rows[0]!.id
}

/** Eight firms in two communities, and one each known no closer than its town and its county. */
async function populate(t: TestApp, all: Neighbours, world: World): Promise<void> {
  const [main, backup] = world.banks
  const cast = await aCast(world)
  const visitor = await world.staff('county_visitor')
  const places = [0, 1, 0, 1, 0, 1, 0, 1]
    .map((i) => world.communities[i]!)
    .concat(world.towns[0], world.county)
  const firms = await Promise.all(places.map((division) => world.firm({ division })))
  all.firms.push(...firms)
  const targets = await world.list(firms)
  const add = (thing: Thing, id: string, firm: TestFirm, more: Partial<Row> = {}) =>
    all.rows.push({ ...nothing, thing, id, place: firm.division, entity: firm.id, ...more })
  for (const [i, firm] of firms.entries()) {
    add('entity', firm.id, firm)
    add('target', targets[i]!.id, firm, { branches: [main.branchId] })
    if (i % 3 > 0) continue
    add('identity', await anIdentityCase(t, firm.id, firms[1]!.id), firm)
    const who = i === 6 ? cast.main : visitor
    const visit = await who.ok('recordVisit', { body: aVisit({ targetId: targets[i]!.id }) })
    add('visit', visit.id, firm, { branches: i === 6 ? [main.branchId] : [] })
  }
  const declare = async (n: number) => {
    const id = await aDeclaration(world, cast, firms[n]!)
    add('declaration', id, firms[n]!)
    return id
  }
  const cases = (n: number, id: string, more: Partial<Row>) => {
    add('case', id, firms[n]!)
    add('desk', id, firms[n]!, more)
  }
  await declare(2)
  cases(3, await recommended(world, cast, await declare(3)), { state: 'unassigned', before: [] })
  cases(4, await pushed(world, cast, await declare(4)), { branches: [main.branchId] })
  const refused = await declare(5)
  const gone = await pushed(world, cast, refused)
  await papersComplete(cast.main, gone)
  await desk(cast.main, gone, aRefusal)
  cases(5, gone, { before: [main.branchId] })
  const taken = (await cast.backup.ok('listDeskCases')).rows.find((c) => c.declarationId === refused)!
  cases(5, taken.id, { branches: [backup.branchId] })
  const done = await pushed(world, cast, await declare(6))
  await papersComplete(cast.main, done)
  await desk(cast.main, done, aGrant)
  cases(6, done, { branches: [main.branchId] })
  await oneMinute(t, all, world, cast, await world.firm())
  await mergedFirm(t, all, world)
}

/** Assigned to the main bank for a minute, then taken back: the whole of it is the backup bank's now. */
async function oneMinute(
  t: TestApp,
  all: Neighbours,
  world: World,
  cast: Cast,
  firm: TestFirm,
): Promise<void> {
  const [main, backup] = world.banks
  const id = await aDeclaration(world, cast, firm)
  const short = await pushed(world, cast, id)
  t.clock.advance(60_000)
  await office(cast.checker, short, { action: 'recall', reason: '派错网点' })
  const next = (await cast.backup.ok('listDeskCases')).rows.find((c) => c.declarationId === id)!
  all.firms.push(firm)
  const at = { ...nothing, place: firm.division, entity: firm.id }
  all.rows.push({ ...at, thing: 'declaration', id }, { ...at, thing: 'case', id: short })
  all.rows.push({ ...at, thing: 'desk', id: short, before: [main.branchId] })
  all.rows.push({ ...at, thing: 'desk', id: next.id, branches: [backup.branchId] })
}

/** A second declaration of one need, merged into the first; and a firm that has been merged into another. */
async function mergedFirm(t: TestApp, all: Neighbours, world: World): Promise<void> {
  const [kept, merged] = [await world.firm(), await world.firm()]
  const { acceptsOther, ...need } = aNeed()
  for (const _ of [1, 2])
    await t.anonymous.ok('portalDeclare', {
      body: {
        ...need,
        acceptsOther,
        firmName: kept.name,
        code: kept.uscc,
        division: world.towns[0],
        wishBankIds: [],
        provideConsents: [],
        collectConsent: true,
        signer: '张三',
      },
    })
  const { rows } = await t.owner.query<{ id: string }>(
    'select id from declaration where entity_id = $1 order by id',
    [kept.id],
  )
  const reviewer = await world.staff('county_reviewer')
  await reviewer.ok('actOnDeclaration', {
    params: { declarationId: rows[0]!.id },
    body: { action: 'verify', version: 2, how: 'registryPhone' },
  })
  const at = { ...nothing, place: kept.division, entity: kept.id }
  all.rows.push({ ...at, thing: 'declaration', id: rows[0]!.id })
  all.rows.push({ ...at, thing: 'declaration', id: rows[1]!.id, state: 'merged' })
  await t.owner.query("update entity set status = 'merged', merged_into = $1 where id = $2", [
    kept.id,
    merged.id,
  ])
  all.rows.push({ ...at, thing: 'entity', id: merged.id, entity: merged.id, state: 'merged' })
  all.firms.push(kept)
}

/** One of every post, and a second of those that differ by place, branch or body. */
async function settle(t: TestApp, all: Neighbours, world: World, sibling: string): Promise<void> {
  const add = async (role: Role, who: Caller, person: Partial<Person>) => {
    const { rows } = await t.owner.query<{ org: string }>(
      'select org_id as org from role_grant where account_id = $1',
      [who.accountId],
    )
    all.people.push({ who, role, place: '', branches: [], entity: null, org: rows[0]!.org, ...person })
  }
  const office = async (role: Role, place: string, orgId?: string) =>
    add(role, await world.staff(role, orgId), { place })
  const body = async (kind: string, name: string, division: string) => {
    const { rows } = await t.owner.query<{ id: string }>(
      'insert into org (kind, name, division, created_at) values ($1, $2, $3, now()) returning id',
      [kind, name, division],
    )
    return rows[0]!.id
  }
  await office('province_office', '440000000000')
  await office('city_office', '440800000000')
  for (const role of ['county_coordinator', 'county_visitor', 'county_reviewer'] as const)
    await office(role, world.county)
  await office('town_officer', world.towns[0])
  await office(
    'town_officer',
    world.towns[1],
    await body('town_office', `乙镇${world.county}`, world.towns[1]),
  )
  await office('grid_worker', world.communities[0])
  await office(
    'grid_worker',
    world.communities[1],
    await body('community', `西村${world.county}`, world.communities[1]),
  )
  await office('regulator', '440800000000')
  await office('regulator', world.county, await body('regulator', `支局${world.county}`, world.county))
  await office('department_clerk', '440800000000')
  for (const role of ['system_admin', 'security_admin', 'audit_admin'] as const) await office(role, '')
  const banker = async (role: Role, orgId: string, branches: string[]) =>
    add(role, await world.staff(role, orgId), { branches })
  const [main, backup] = world.banks
  await banker('bank_head', main.id, [main.branchId, sibling])
  await banker('bank_head', backup.id, [backup.branchId])
  for (const role of ['bank_branch', 'bank_manager'] as const)
    for (const branch of [main.branchId, backup.branchId, sibling]) await banker(role, branch, [branch])
  const own = all.rows.findLast((r) => r.thing === 'case')!
  const firm = all.firms.find((f) => f.id === own.entity)!
  await add('enterprise', await firmAccount(t, firm), { entity: firm.id })
}

/** A committed batch of each department, and a request for an export of several bodies. */
async function exportsAndBatches(t: TestApp, all: Neighbours): Promise<void> {
  for (const clerk of all.people.filter((p) => p.role === 'department_clerk')) {
    const { rows } = await t.owner.query<{ id: string }>(
      `insert into import_batch (kind, source, file_name, file_sha256, mapping_hash, as_of, state, created_by, org_id, created_at)
       values ('mark', 'test', '名单.csv', $1, 'm', '2026-11-01', 'cancelled', $2, $3, now()) returning id`,
      [`neighbours-${clerk.org}`, clerk.who.accountId, clerk.org],
    )
    all.rows.push({ ...nothing, thing: 'batch', id: rows[0]!.id, place: '', org: clerk.org })
  }
  const asking = all.people.filter((p) =>
    ['county_coordinator', 'town_officer', 'bank_head'].includes(p.role),
  )
  const branch = all.people.find((p) => p.role === 'bank_branch')!
  for (const person of [...asking, branch]) {
    const { id } = await person.who.ok('requestExport', { body: { kind: 'credits', reason: '核对台账' } })
    const { branches, place, org } = person
    all.rows.push({ ...nothing, thing: 'export', id, place, org, branches, account: person.who.accountId! })
  }
}

/** Every declaration once had a consent for a bank elsewhere, long withdrawn. */
async function withdrawnConsents(t: TestApp, all: Neighbours): Promise<void> {
  const bank = all.worlds[1].banks[1].id
  for (const row of all.rows.filter((r) => r.thing === 'declaration')) {
    const { rows } = await t.owner.query<{ id: string }>(
      `with c as (insert into consent (declaration_id, entity_id, division, purpose, bank_id, notice_version, channel, signer, given_at, expires_on)
         select id, entity_id, division, 'provide', $2, '2026-11', 'window', '张三', now(), '2027-11-20' from declaration where id = $1 returning id, division, given_at)
       insert into consent_withdrawal (consent_id, division, withdrawn_at, how) select id, division, given_at, '来电' from c returning consent_id as id`,
      [row.id, bank],
    )
    row.consent = rows[0]!.id
  }
}
