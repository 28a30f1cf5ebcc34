import { beforeAll, expect, test } from 'vitest'
import { Gazetteer } from '#modules/registry/import/place.ts'
import { type Caller, testApp } from '#test/app.ts'
import { anAccount, aWorld, type TestFirm, type World } from '#test/builders.ts'
import { aVisitWithoutNeed } from '#test/story.ts'
import { sweepDivisions } from '../assignment/division.jobs.ts'
import { listGazetteer } from './place.queries.ts'

/** A town merges into its neighbour: what was counted before stays where it was, what goes on stands at the heir. */
const t = testApp()
let world: World
let city: Caller
let officer: string
let heir: Caller
let firms: TestFirm[]
let old: string
let to: string

const ask = async <R extends object>(text: string, values: unknown[] = []) =>
  (await t.owner.query<R>(text, values)).rows
const notice = { startsOn: '2026-12-01', noticeNo: '试府函〔2026〕12 号', notice: '撤销甲街道，并入乙镇' }
const funnel = async (asOf: string, by: 'county' | 'town') => {
  const { rows } = await city.ok('getFunnel', { query: { by, asOf, division: world.county } })
  return Object.fromEntries(
    rows.map((r) => [r.key, [r.name, r.counts.listed.households, r.counts.visited.households]]),
  )
}
const past = () =>
  ask(
    'select division, kind, reasons, firms from verdict_count where division = $1 union all select division, null, 0, entity_id from visit where division between $1 and $1::bigint + 999 order by 1, 4',
    [old],
  )

async function at(day: string): Promise<void> {
  t.clock.set(new Date(`${day}T02:00:00Z`))
  city = await t.signIn(city.accountId!)
}
async function planned(body: object): Promise<{ id: string; version: number }> {
  const made = await city.ok('planDivisionChange', { body })
  const other = await world.staff('city_office')
  return other.ok('actOnDivisionChange', {
    params: { changeId: made.id },
    body: { action: 'confirm', version: made.version },
  })
}

beforeAll(async () => {
  world = await aWorld(t)
  old = world.towns[0]
  to = world.towns[1]
  city = await world.staff('city_office')
  const [{ id: townOffice }] = (await ask<{ id: string }>(
    "select id from org where kind = 'town_office' and division = $1",
    [old],
  )) as [{ id: string }]
  officer = await anAccount(t, 'town_officer', townOffice)
  firms = [
    await world.firm(),
    await world.firm({ division: old }),
    await world.firm({ division: world.communities[1] }),
  ]
  await world.list(firms)
  const visitor = await world.staff('county_visitor')
  await visitor.ok('recordVisit', { body: aVisitWithoutNeed({ entityId: firms[0]!.id }) })
  await ask(
    `insert into verdict_count (run_id, division, kind, reasons, tier, tier_rule, firms) select max(id), $1, 'enterprise', 0, 1, null, 2 from screening_run`,
    [old],
  )
})

test('a change needs its notice, a day to come, places in force, and another person', async () => {
  const body = { kind: 'merge', fromCode: old, toCode: to, ...notice }
  const refused = async (over: object) =>
    (await city.call('planDivisionChange', { body: { ...body, ...over } as never })).status
  expect(await refused({ noticeNo: '' })).toBe(400)
  expect(await refused({ startsOn: '2026-11-20' })).toBe(422)
  expect(await refused({ startsOn: '9999-12-31' })).toBe(422)
  expect(await refused({ startsOn: '0000-01-01' })).toBe(400)
  expect(await refused({ toCode: old })).toBe(422)
  expect(await refused({ toCode: world.communities[1] })).toBe(422)
  const made = await city.ok('planDivisionChange', { body } as never)
  expect(await refused({})).toBe(409)
  const params = { changeId: made.id }
  const own = await city.call('actOnDivisionChange', { params, body: { action: 'confirm', version: 1 } })
  expect(own.problem.code).toBe('maker_is_checker')
  const off = await city.ok('actOnDivisionChange', {
    params,
    body: { action: 'cancel', version: 1, reason: '文号写错' },
  })
  expect([off.state, off.endedReason]).toEqual(['cancelled', '文号写错'])
})

test('a merged town keeps its past; its firms, targets, people and addresses go on at the heir', async () => {
  await planned({ kind: 'merge', fromCode: old, toCode: to, ...notice })
  const before = {
    town: await funnel('2026-11-20', 'town'),
    county: await funnel('2026-11-20', 'county'),
    kept: await past(),
  }
  expect(await sweepDivisions(t.deps), 'not before its day').toBe(0)
  await at('2026-12-01')
  expect(await sweepDivisions(t.deps)).toBe(1)
  expect(await sweepDivisions(t.deps), 'once').toBe(0)

  expect(await funnel('2026-11-20', 'town')).toMatchObject(before.town)
  expect(await funnel('2026-11-20', 'county')).toEqual(before.county)
  expect(await past()).toEqual(before.kept)
  const after = await funnel('2026-12-01', 'town')
  expect(after[to]!.slice(1)).toEqual([3, 0])
  expect(after[old]![0]).toMatch(/（已并入 乙\d+镇）$/)
  expect(after[old]!.slice(1), 'visits of before stay where they were made').toEqual([0, 1])
  const sum = (rows: Record<string, unknown[]>, i: number) =>
    Object.values(rows).reduce((n, r) => n + Number(r[i]), 0)
  for (const i of [1, 2]) expect(sum(after, i)).toBe(sum(await funnel('2026-12-01', 'county'), i))

  const [{ place }] = (await ask<{ place: string }>('select place_name($1) as place', [old])) as [
    { place: string },
  ]
  expect(place).toMatch(/甲\d+街道（已并入 乙\d+镇）$/)
  const below = async (on?: string) =>
    (await city.ok('listDivisions', { query: { parent: world.county, ...(on ? { on } : {}) } })).rows.map(
      (d) => d.code,
    )
  expect(await below()).toEqual([to])
  expect(await below('2026-11-30')).toEqual([old, to])

  heir = await t.signIn(officer)
  const { rows: seen } = await heir.ok('listTargets', {})
  expect(seen.map((x) => x.entityId).sort()).toEqual(firms.map((f) => f.id).sort())

  const gazetteer = new Gazetteer(await t.system(({ trx }) => listGazetteer(trx)))
  const [{ name }] = (await ask<{ name: string }>('select name from division where code = $1', [
    world.county,
  ])) as [{ name: string }]
  const [{ name: town }] = (await ask<{ name: string }>('select name from division where code = $1', [
    old,
  ])) as [{ name: string }]
  expect(gazetteer.place(`${name}${town}`, null, null).division).toBe(to)
  const placed = gazetteer.place(`${name}${town}东社区 1 号`, null, null).division
  expect(placed).not.toBe(world.communities[0])
  expect(BigInt(placed) / 1000n).toBe(BigInt(to) / 1000n)
  const [{ division }] = (await ask<{ division: string }>('select division from entity where id = $1', [
    firms[0]!.id,
  ])) as [{ division: string }]
  expect(division).toBe(placed)
})

test('a new name does not reach back', async () => {
  const [{ name }] = (await ask<{ name: string }>('select name from division where code = $1', [to])) as [
    { name: string },
  ]
  await planned({ kind: 'rename', fromCode: to, toName: '新街道', ...notice, startsOn: '2026-12-05' })
  await at('2026-12-05')
  expect(await sweepDivisions(t.deps)).toBe(1)
  expect((await funnel('2026-12-04', 'town'))[to]![0]).toBe(name)
  expect((await funnel('2026-12-05', 'town'))[to]![0]).toBe('新街道')
  expect((await city.ok('listDivisions', { query: { parent: world.county } })).rows[0]!.name).toBe('新街道')
})

/** A further town of the county with three communities, a firm and a target in each, one firm at the town alone, and its people. */
async function aTown(code: string, name: string) {
  const place = (n: number) => String(BigInt(code) + BigInt(n))
  await ask("insert into division (code, name, level, parent) values ($1, $2, 'town', $3)", [
    code,
    name,
    world.county,
  ])
  await ask(
    "insert into division (code, name, level, parent) select $1::bigint + n, $2 || n || '村', 'community', $1 from generate_series(1, 3) n",
    [code, name],
  )
  await ask(
    "insert into org (kind, name, division, parent_id, created_at) select case level when 'town' then 'town_office' else 'community' end, name, code, (select id from org where kind = 'county_office' and division = $2), now() from division where code between $1 and $1::bigint + 999",
    [code, world.county],
  )
  const at: TestFirm[] = []
  for (const n of [1, 2, 3]) at.push(await world.firm({ division: place(n) }))
  const loose = await world.firm({ division: code })
  await world.list([...at, loose])
  const office = async (kind: string, division: string) =>
    (await ask<{ id: string }>('select id from org where kind = $1 and division = $2', [kind, division]))[0]!
      .id
  const grid = await anAccount(t, 'grid_worker', await office('community', place(2)))
  const post = await anAccount(t, 'town_officer', await office('town_office', code))
  const boss = await world.staff('county_coordinator')
  const [grant] = await ask<{ id: string }>('select id from role_grant where account_id = $1', [post])
  await boss.ok('createTeam', {
    body: {
      name: `${name}走访组`,
      members: [{ grantId: grant!.id, leader: true }],
      duties: [{ division: code }],
    },
  })
  return { at, loose, place, grid, post }
}

const divisionsOf = async (...list: TestFirm[]) => {
  const found = await ask<{ id: string; division: string }>(
    'select id, division from entity where id = any ($1)',
    [list.map((f) => f.id)],
  )
  return list.map((f) => found.find((x) => x.id === f.id)!.division)
}
const seenBy = async (account: string) =>
  (await (await t.signIn(account)).ok('listTargets', {})).rows.map((x) => x.entityId).sort()
const ids = (...list: TestFirm[]) => list.map((f) => f.id).sort()
const dutiesAt = async (code: string) =>
  ask('select 1 from duty where division = $1 and to_at is null and team_id is not null', [code])
/** Every live firm and every target of a list in force stands at a place of today, below a place of today. */
const homeless = () =>
  ask(
    `select x.division from (select division from entity where status = 'live' union all
        select t.division from target t join target_list l on l.id = t.list_id where l.state in ('draft', 'published')) x
      left join division d on d.code = x.division left join division p on p.code = d.parent
      where x.division between $1 and $1::bigint + 999999
        and (d.code is null or d.valid_to is not null or p.valid_to is not null or d.code / 1000000 <> p.code / 1000000)`,
    [world.county],
  )

test('a town splits: firms follow their community, who is known at the town alone is asked after, the past stays', async () => {
  const code = String(BigInt(world.county) + 11_000n)
  const fresh = [String(BigInt(world.county) + 21_000n), String(BigInt(world.county) + 22_000n)]
  const town = await aTown(code, '大塘镇')
  const visitor = await world.staff('county_visitor')
  await visitor.ok('recordVisit', { body: aVisitWithoutNeed({ entityId: town.at[1]!.id }) })
  const parts = [
    { toCode: fresh[0]!, toName: '东塘镇', communities: [town.place(2)] },
    { toCode: fresh[1]!, toName: '西塘镇', communities: [town.place(3)] },
  ]
  const body = { kind: 'split', fromCode: code, parts, ...notice, startsOn: '2026-12-10' }
  const refused = async (over: object) =>
    (await city.call('planDivisionChange', { body: { ...body, ...over } as never })).problem.message
  expect(await refused({ parts: [{ ...parts[0], communities: [1, 2, 3].map(town.place) }] })).toMatch(
    /原镇街撤销/,
  )
  expect(await refused({ parts: [parts[0], { ...parts[1], communities: [town.place(2)] }] })).toMatch(
    /只能划入/,
  )
  expect(await refused({ parts: [{ ...parts[0], toCode: to }] })).toMatch(/已有或用过/)
  expect(await refused({ parts: [{ ...parts[0], toCode: '440999001000' }] })).toMatch(/原区县之内/)
  expect(await refused({ fromCode: world.county })).toMatch(/按镇街逐个/)
  expect(await refused({ parts: [{ ...parts[0], toName: '新街道' }] })).toMatch(/已有「新街道」/)
  const renamed = (toName: string) => refused({ kind: 'rename', toName, parts: undefined })
  expect(await renamed('新街道')).toMatch(/已有「新街道」/)

  const { id } = await planned(body)
  const inside = {
    kind: 'rename',
    fromCode: town.place(2),
    toName: '新村',
    ...notice,
    startsOn: '2026-12-20',
  }
  expect((await city.call('planDivisionChange', { body: inside as never })).status).toBe(409)
  const preview = await city.ok('previewDivisionChange', { params: { changeId: id } })
  expect(preview).toMatchObject({ firms: 2, left: 1, targets: 2, duties: 1, posts: 1 })
  expect(preview.places.map((p) => p.heir)).toEqual(
    fresh.flatMap((f, i) => [f, String(BigInt(f) + BigInt(i + 2))]),
  )
  const before = await funnel('2026-12-05', 'town')
  await at('2026-12-10')
  expect(await sweepDivisions(t.deps)).toBe(1)
  const done = (await city.ok('listDivisionChanges', {})).rows.find((c) => c.id === id)!
  expect([done.firms, done.targets], 'as the preview said').toEqual([preview.firms, preview.targets])
  expect(done.toPlace).toBe('东塘镇、西塘镇')

  expect(await funnel('2026-12-05', 'town')).toEqual(before)
  const after = await funnel('2026-12-10', 'town')
  expect([code, ...fresh].map((c) => after[c]!.slice(1))).toEqual([
    [2, 1],
    [1, 0],
    [1, 0],
  ])
  expect(await divisionsOf(...town.at, town.loose)).toEqual([
    town.place(1),
    String(BigInt(fresh[0]!) + 2n),
    String(BigInt(fresh[1]!) + 3n),
    code,
  ])
  expect(await homeless()).toEqual([])
  expect(await seenBy(town.grid), 'the grid goes with its community').toEqual(ids(town.at[1]!))
  expect((await dutiesAt(String(BigInt(fresh[0]!) + 2n))).length, 'the team keeps its firms').toBe(1)
  expect((await dutiesAt(code)).length).toBe(1)
  expect(
    (await ask("select 1 from org where kind = 'town_office' and division = any ($1)", [fresh])).length,
  ).toBe(2)

  const clerk = await world.staff('county_coordinator')
  const groups = async () => (await clerk.ok('listPlaceGroups', {})).rows.filter((g) => g.within === code)
  expect((await groups()).map((g) => g.firms)).toEqual([1])
  const decided = { entityId: town.loose.id, division: String(BigInt(fresh[0]!) + 2n) }
  await clerk.ok('decidePlace', { body: decided })
  expect([await divisionsOf(town.loose), await groups()]).toEqual([[decided.division], []])
})

test('what was split may merge on: every former place leads to where it is today', async () => {
  const [one, two] = [String(BigInt(world.county) + 21_000n), String(BigInt(world.county) + 22_000n)]
  await planned({ kind: 'merge', fromCode: two, toCode: one, ...notice, startsOn: '2026-12-15' })
  await at('2026-12-15')
  expect(await sweepDivisions(t.deps)).toBe(1)
  expect(await homeless()).toEqual([])
  const heirs = await ask<{ code: string; heir: string }>(
    'select d.code, d.heir from division d join division h on h.code = d.heir where d.heir is not null and d.code between $1 and $1::bigint + 999999 and (h.valid_to is not null or h.heir is not null)',
    [world.county],
  )
  expect(heirs, 'no heir has ended itself').toEqual([])
  const third = String(BigInt(world.county) + 11_003n)
  const [way] = await ask<{ heir: string }>('select heir from division where code = $1', [third])
  expect(BigInt(way!.heir) / 1000n, 'split, then merged').toBe(BigInt(one!) / 1000n)
})

test('a town gets another code and name: all below and all its people follow, history keeps the old code', async () => {
  const code = String(BigInt(world.county) + 31_000n)
  const next = String(BigInt(world.county) + 41_000n)
  const town = await aTown(code, '石岭乡')
  await t.signIn(town.post)
  const body = {
    kind: 'recode',
    fromCode: code,
    toCode: next,
    toName: '石岭镇',
    ...notice,
    startsOn: '2026-12-20',
  }
  const refused = async (over: object) =>
    (await city.call('planDivisionChange', { body: { ...body, ...over } as never })).problem.message
  expect(await refused({ toCode: to })).toMatch(/已有或用过/)
  expect(await refused({ toCode: '440999001000' })).toMatch(/上级没有现行区划/)
  await ask(
    "insert into division (code, name, level, parent) select 440999000000, '邻市邻县', 'county', code from division where parent is null",
  )
  expect(await refused({ toCode: '440999001000' })).toMatch(/别的市/)
  await ask('delete from division where code = 440999000000')
  expect(await refused({ toCode: String(BigInt(next) + 1n) })).toMatch(/同级/)
  expect(await refused({ fromCode: world.county, toCode: '440899000000' })).toMatch(/区县换代码/)
  const { id } = await planned(body)
  const preview = await city.ok('previewDivisionChange', { params: { changeId: id } })
  expect(preview).toMatchObject({ firms: 4, left: 0, targets: 4, duties: 1, posts: 2 })
  const before = await funnel('2026-12-18', 'town')
  await at('2026-12-20')
  expect(await sweepDivisions(t.deps)).toBe(1)

  expect(await funnel('2026-12-18', 'town')).toMatchObject({ [code]: before[code] })
  const after = await funnel('2026-12-20', 'town')
  expect(after[next]).toEqual(['石岭镇', 4, 0])
  expect(await divisionsOf(...town.at, town.loose)).toEqual(
    [1, 2, 3, 0].map((n) => String(BigInt(next) + BigInt(n))),
  )
  expect(await homeless()).toEqual([])
  expect(
    await ask('select called from division where code = any ($1) order by code', [[code, next]]),
  ).toMatchObject([
    { called: expect.stringMatching(/石岭乡（已改为 石岭镇）$/) },
    { called: expect.stringMatching(/石岭镇$/) },
  ])
  expect(await seenBy(town.post)).toEqual(ids(...town.at, town.loose))
  expect(
    await ask(
      'select revoked_at, o.name from session s join role_grant g on g.id = s.grant_id join org o on o.id = g.org_id where s.account_id = $1',
      [town.post],
    ),
    'who was at work works on',
  ).toContainEqual({ revoked_at: null, name: '石岭镇' })
  expect((await (await t.signIn(town.post)).ok('getMyWork', {})).teams.map((x) => x.name)).toEqual([
    '石岭乡走访组',
  ])
})
