import { beforeAll, expect, test } from 'vitest'
import { type Caller, testApp } from '#test/app.ts'
import { aWorld, type TestFirm, type World } from '#test/builders.ts'
import { grantOf } from '#test/calls.teams.ts'
import { aVisit } from '#test/story.ts'

/** The list split down to buildings: each firm in exactly one unit or in 待落位, the units sum up to the list. */
const t = testApp()
let world: World
let chief: Caller
let street: Caller
let ids: string[]

beforeAll(async () => {
  world = await aWorld(t)
  chief = await world.staff('county_coordinator')
  street = await world.staff('grid_worker')
  const [east, west] = world.communities
  const at = [east, east, east, east, west, west, world.towns[0], world.county]
  const firms: TestFirm[] = []
  for (const division of at) firms.push(await world.firm({ division }))
  const address = async (i: number, text: string) =>
    t.owner.query('update fact_registration set address = $2 where entity_id = $1', [firms[i]!.id, text])
  await address(0, '试验路 8 号金海大厦 301')
  await address(1, '试验路 8 号金海大厦附楼 2 层')
  await address(2, '老码头市场 12 档')
  ids = (await world.list(firms)).map((x) => x.id)
})

const split = (who: Caller, division: string) => who.ok('getSplit', { query: { division } })
const counts = async (division: string) =>
  Object.fromEntries((await split(chief, division)).units.map((u) => [u.name, u.targets]))

test('buildings take the firms whose address names them, the longest name first; the rest waits', async () => {
  const [division] = world.communities
  const rows = [
    { division, name: '金海大厦', words: ['金海'] },
    { division, name: '金海大厦附楼' },
    { division, name: '老码头市场', words: ['码头市场'] },
  ]
  expect(await chief.ok('saveBuildings', { body: { rows } })).toEqual({ saved: 3, placed: 3 })
  expect(await counts(division)).toEqual({ 金海大厦: 1, 金海大厦附楼: 1, 老码头市场: 1, 待落位: 1 })
  expect(await chief.ok('saveBuildings', { body: { rows } }), 'the same table again').toEqual({
    saved: 3,
    placed: 3,
  })
  const foreign = { rows: [{ division: (await aWorld(t)).communities[0], name: '别处大厦' }] }
  expect((await chief.call('saveBuildings', { body: foreign })).status).toBe(422)
})

test('a list there is not is not found, rather than shown empty', async () => {
  const who = await world.staff('city_office')
  for (const route of ['getSplit', 'listTargets'] as const)
    expect((await who.call(route, { query: { listId: '999999999' } })).status, route).toBe(404)
})

test('at every level the units sum up to the one above, whoever asks', async () => {
  const city = await world.staff('city_office')
  const walk = async (division: string): Promise<number> => {
    const { targets, units } = await split(city, division)
    expect(units.reduce((n, u) => n + u.targets, 0)).toBe(targets)
    expect(units.filter((u) => u.unplaced).length).toBeLessThanOrEqual(1)
    for (const u of units.filter((x) => x.division !== null && x.division !== division))
      expect(await walk(u.division!), u.name).toBe(u.targets)
    return targets
  }
  expect(await walk('440800000000')).toBe(ids.length)
  expect((await split(chief, world.county)).units.find((u) => u.unplaced)?.targets).toBe(1)
})

test('shows who is responsible and what is done; a duty of one building is that building and no more', async () => {
  const [division] = world.communities
  const { rows } = await chief.ok('listBuildings', { query: { division } })
  const tower = rows.find((b) => b.name === '金海大厦')!
  const keeper = await world.staff('department_clerk')
  await chief.ok('createTeam', {
    body: {
      name: '金海楼长',
      members: [{ grantId: await grantOf(keeper), leader: true }],
      duties: [{ division, buildingId: tower.id }],
    },
  })
  const queue = async () => (await keeper.ok('listQueue')).rows.map((r) => [r.id, r.building])
  expect(await queue()).toEqual([[ids[0], '金海大厦']])
  expect((await street.call('recordVisit', { body: aVisit({ targetId: ids[0] }) })).status).toBe(200)
  const unit = (await split(chief, division)).units.find((u) => u.buildingId === tower.id)
  expect(unit).toMatchObject({ targets: 1, visited: 1, open: 0, hasNeed: 1, teams: ['金海楼长'] })
  const body = { version: tower.version, reason: '楼宇拆除' }
  await chief.ok('closeBuilding', { params: { buildingId: tower.id }, body })
  expect(await queue()).toEqual([])
  expect(await counts(division)).toEqual({ 金海大厦附楼: 1, 老码头市场: 1, 待落位: 2 })
})

test('capacity is changed by one who may, with a reason, on the version that was seen', async () => {
  const city = await world.staff('city_office')
  const branchId = world.banks[0].branchId
  const [before] = (await city.ok('listCapacities')).rows.filter((r) => r.branchId === branchId)
  const body = {
    version: before!.version,
    visitsPerYear: 800,
    trades: 'FC',
    creditPlanFen: '500000000',
    reason: '网点补报能力',
  }
  const params = { branchId }
  expect((await chief.call('changeCapacity', { params, body })).status).toBe(403)
  const { rows } = await city.ok('changeCapacity', { params, body })
  expect(rows).toMatchObject([
    { visitsPerYear: 800, trades: 'CF', creditPlanFen: '500000000', version: before!.version + 1 },
  ])
  expect((await city.call('changeCapacity', { params, body })).problem.code).toBe('stale_version')
})

test('特色行业 of a branch list is read as letters; a list without the column leaves them', async () => {
  const city = await world.staff('city_office')
  const take = async (name: string, head: string, row: string) => {
    const file = Buffer.from(
      `银行,网点名称,行政区划代码,年走访能力${head}\n试验行,试验行东支行,${world.county},300${row}\n`,
    )
    const { id } = await city.ok('uploadList', { query: { fileName: `银行网点走访能力${name}.csv` }, file })
    await t.work()
    const { previewHash } = await city.ok('getImport', { params: { batchId: id } })
    await city.ok('commitImport', { params: { batchId: id }, body: { previewHash } })
    return (await city.ok('listCapacities')).rows.find((r) => r.branch === '试验行东支行')
  }
  expect(await take('一', ',特色行业', ',制造业、批发零售')).toMatchObject({ trades: 'CF' })
  expect(await take('二', ',特色行业', ',H I')).toMatchObject({ trades: 'HI' })
  expect(await take('三', '', '')).toMatchObject({ trades: 'HI', visitsPerYear: 300 })
})

test('a team of one community is not responsible for what is known of the county alone', async () => {
  const walker = await world.staff('department_clerk')
  await chief.ok('createTeam', {
    body: {
      name: '一社区小组',
      members: [{ grantId: await grantOf(walker), leader: true }],
      duties: [{ division: world.communities[0] }],
    },
  })
  const { units } = await split(chief, world.county)
  expect(units.find((u) => u.unplaced)?.teams).toEqual([])
  expect(units.some((u) => u.teams.includes('一社区小组'))).toBe(true)
})
