import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { operatorActor } from '#kernel/actor.ts'
import { type Caller, testApp } from '#test/app.ts'
import { anUscc, aWorld, type World } from '#test/builders.ts'
import { importFile } from '../import/lists.ts'

/** From an address to a community by the roads of placed firms, and by what people decide. */
const t = testApp()
const dir = mkdtempSync(join(tmpdir(), 'diguan-places-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

let world: World
let county: string
let clerk: Caller
let serial = 0

beforeAll(async () => {
  world = await aWorld(t)
  county = (await name(world.county))!
  clerk = await world.staff('county_coordinator')
})

const name = async (code: string) =>
  (await t.owner.query<{ name: string }>('select name from division where code = $1', [code])).rows[0]?.name

/** Registers firms at addresses; answers their codes in order. */
async function register(addresses: readonly string[], codes = addresses.map(() => anUscc())) {
  serial += 1
  const file = join(dir, `市场监管局_登记${serial}.csv`)
  const lines = addresses.map((a, i) => `路上${serial}第${i}号商行,${codes[i]},2024-05-06,企业,存续,${a}`)
  writeFileSync(file, ['企业名称,统一社会信用代码,成立日期,主体类型,登记状态,住所', ...lines].join('\n'))
  expect(await importFile(t.deps, operatorActor, file)).toMatchObject({ state: 'committed', rejected: 0 })
  return codes
}

async function firm(uscc: string) {
  const { rows } = await t.owner.query<{ id: string; division: string; placedBy: string }>(
    'select id, division::text, placed_by as "placedBy" from entity where uscc = $1',
    [uscc],
  )
  return rows[0]!
}

const groupOf = async (fragment: string, who = clerk) =>
  (await who.ok('listPlaceGroups', { query: { search: fragment } })).rows.find((g) => g.fragment === fragment)

test('a road that placed firms agree on places the next one, says how sure it is, and gives way to the census', async () => {
  const [town] = world.towns
  const full = `${county}${await name(town)}东社区`
  await register(Array.from({ length: 4 }, (_, i) => `${full}榕树路${i + 1}号`))
  const [learned, other] = await register([`${county}榕树路9号`, `${county}无人知路3号`])
  expect(await firm(learned!)).toMatchObject({ division: world.communities[0], placedBy: 'learned' })
  expect(await firm(other!)).toMatchObject({ division: world.county, placedBy: 'address' })
  const { id } = await firm(learned!)
  expect(await clerk.ok('getEntity', { params: { entityId: id } })).toMatchObject({
    placedBy: 'learned',
    placedFrom: { fragment: '榕树路', confidenceBp: 8000, firms: 4, seen: 4, decided: false },
  })

  // Three more elsewhere: the road no longer says where, and the firm goes back to its county. Learned ones have no vote.
  const second = `${county}${await name(world.towns[1])}西村`
  await register(Array.from({ length: 3 }, (_, i) => `${second}榕树路${5 + i}号`))
  expect(await firm(learned!)).toMatchObject({ division: world.county, placedBy: 'address' })
  expect((await groupOf('榕树路'))?.likely).toMatchObject({ code: world.communities[0], firms: 4, seen: 7 })

  // The census knows better than any road, from then on.
  const census = join(dir, '统计局_第五次经济普查活跃单位.csv')
  writeFileSync(
    census,
    `单位详细名称,统一社会信用代码,行业代码,行政区划代码,年末从业人员\n路上商行,${learned},5211,${world.communities[1]},3\n`,
  )
  await importFile(t.deps, operatorActor, census)
  expect(await firm(learned!)).toMatchObject({ division: world.communities[1], placedBy: 'census' })
})

test('one decision places a whole road and those to come on it; undone, all stand where they stood', async () => {
  const codes = await register(['榆树巷1号', '榆树巷2号', '榆树巷88号'].map((a) => county + a))
  const group = { within: world.county, fragment: '榆树巷' }
  expect(await groupOf('榆树巷')).toMatchObject({ within: world.county, firms: 3, likely: null })
  const asked = { group, division: world.communities[1] }
  const decision = await clerk.ok('decidePlace', { body: asked })
  expect(decision).toMatchObject({ firms: 3, fragment: '榆树巷', undone: false })
  expect(await groupOf('榆树巷')).toBeUndefined()
  const [later] = await register([`${county}榆树巷120号`])
  for (const code of [...codes, later!])
    expect(await firm(code)).toMatchObject({ division: world.communities[1], placedBy: 'learned' })
  expect((await clerk.call('decidePlace', { body: asked })).problem?.code).toBe('duplicate')

  const params = { decisionId: decision.id }
  expect(await clerk.ok('undoPlaceDecision', { params, body: {} })).toMatchObject({ undone: true })
  expect((await clerk.call('undoPlaceDecision', { params, body: {} })).problem?.code).toBe('wrong_status')
  for (const code of [...codes, later!])
    expect(await firm(code)).toMatchObject({ division: world.county, placedBy: 'address' })

  // One firm alone, by hand: it stays, whatever its list says again.
  const { id } = await firm(codes[0]!)
  await clerk.ok('decidePlace', { body: { entityId: id, division: world.communities[0] } })
  await register([`${county}榆树巷1号之二`], [codes[0]!])
  expect(await firm(codes[0]!)).toMatchObject({ division: world.communities[0], placedBy: 'manual' })
})

test('a county sees and places its own alone, and only into places below', async () => {
  const stranger = await (await aWorld(t)).staff('county_coordinator')
  const [code] = await register([`${county}槐树路5号`])
  const group = { within: world.county, fragment: '槐树路' }
  expect(await groupOf('槐树路', stranger)).toBeUndefined()
  const query = { within: world.county, fragment: '槐树路' }
  expect((await stranger.ok('listPlaceFirms', { query })).rows).toEqual([])
  expect((await clerk.ok('listPlaceFirms', { query })).rows).toMatchObject([
    { parts: ['槐树路', '槐树路 1–50号'] },
  ])
  const body = { group, division: world.communities[0] }
  expect((await stranger.call('decidePlace', { body })).status).toBe(404)
  for (const division of [world.county, '440800000000'])
    expect((await clerk.call('decidePlace', { body: { group, division } })).problem?.code).toBe(
      'unprocessable',
    )
  const { id } = await clerk.ok('decidePlace', { body })
  const undo = { params: { decisionId: id }, body: {} }
  expect((await stranger.call('undoPlaceDecision', undo)).status).toBe(404)
  expect((await stranger.ok('listPlaceDecisions')).rows).toEqual([])
  expect(await firm(code!)).toMatchObject({ division: world.communities[0] })

  // What is counted sums to the firms there are.
  for (const row of (await clerk.ok('countUnplaced')).rows)
    expect(row.community + row.town + row.unplaced).toBe(row.firms)
})
