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
