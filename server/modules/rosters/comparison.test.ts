import { beforeAll, describe, expect, test } from 'vitest'
import { explainRate } from '#contract/rosters/rates.ts'
import type { ComparisonPart } from '#contract/rosters/words.ts'
import { type Caller, testApp } from '#test/app.ts'
import { aWorld, type TestFirm, type TestTarget, type World } from '#test/builders.ts'
import { unpack } from '#test/reach.ts'
import { aVisit, setParameter } from '#test/story.ts'

/** The city's own list of firms to visit against the province's: every number is its rows, and the counties make up the city. */
const t = testApp()
let worlds: [World, World]
let city: Caller
let firms: TestFirm[]
let query: { left: string; right: string }
/** What the page must say, worked out from what was put in. */
const facts = {
  left: new Set<TestFirm>(),
  right: new Set<TestFirm>(),
  visited: new Set<TestFirm>(),
  ended: new Set<TestFirm>(),
  merged: new Set<TestFirm>(),
}

beforeAll(async () => {
  worlds = [await aWorld(t), await aWorld(t)]
  const [one, two] = worlds
  city = await one.staff('city_office')
  firms = await Promise.all([...Array(12).keys()].map((i) => (i % 4 === 3 ? two : one).firm()))
  // No list has said in which county this one is.
  firms.push(await one.firm({ division: '440800000000' }))
  const at = (...which: number[]) => which.map((i) => firms[i]!)
  const targets = await one.list(at(0, 1, 2, 3, 4, 5, 12))
  facts.left = new Set(at(0, 1, 2, 3, 4, 5, 12))
  query = { left: await visitRef(targets), right: await provinceList(at(3, 4, 5, 6, 7, 11)) }
  facts.right = new Set(at(3, 4, 5, 6, 7))
  await visits(targets, at(0, 1, 3, 6, 8))
  facts.visited = new Set(at(0, 1, 3, 6, 8))
  // 11 has gone into 7 since; both were on the province's list: one firm, seen twice.
  await t.owner.query("update entity set status = 'merged', merged_into = $1 where id = $2", [
    firms[7]!.id,
    firms[11]!.id,
  ])
  facts.merged = new Set(at(7))
  await t.owner.query("update entity set registration_status = 'cancelled' where id = $1", [firms[4]!.id])
  facts.ended = new Set(at(4))
}, 60_000)

async function visitRef(targets: readonly TestTarget[]): Promise<string> {
  const { rows } = await t.owner.query('select list_id from target where id = $1', [targets[0]!.id])
  return `t${rows[0].list_id}`
}

async function provinceList(of: readonly TestFirm[]): Promise<string> {
  const { list } = await city.ok('createList', { body: { kind: 'province', name: '省级清单' } })
  const rows = [...of, of[0]!].map((f) => `${f.name},${f.uscc}`)
  const { ref } = await city.ok('uploadListFile', {
    params: { listId: list },
    query: { fileName: '省级清单.csv' },
    file: Buffer.from(['企业名称,统一社会信用代码', ...rows].join('\n')),
  })
  await t.work()
  const second = await worlds[0].staff('city_office')
  for (const [i, action] of ['approve', 'publish'].entries())
    await second.ok('actOnListVersion', { params: { versionId: ref }, body: { action, version: 1 + i } })
  return ref
}

/** Visits by the visitors of each county, of firms on the list or not; the first firm is seen twice. */
async function visits(targets: readonly TestTarget[], of: readonly TestFirm[]): Promise<void> {
  for (const w of worlds) {
    const visitor = await w.staff('county_visitor')
    const mine = of.filter((f) => f.division.startsWith(w.county.slice(0, 6)))
    for (const [i, f] of [...mine, ...(w === worlds[0] ? [of[0]!] : [])].entries()) {
      const target = targets.find((x) => x.firm === f)
      const occurredAt = `2026-11-19T0${i === mine.length ? 5 : 3}:00:00.000Z`
      const at = target ? { targetId: target.id } : { entityId: f.id }
      await visitor.ok('recordVisit', { body: aVisit({ ...at, occurredAt }) })
    }
  }
}

const { left, right, visited, ended, merged } = {
  left: (f: TestFirm) => facts.left.has(f),
  right: (f: TestFirm) => facts.right.has(f),
  visited: (f: TestFirm) => facts.visited.has(f),
  ended: (f: TestFirm) => facts.ended.has(f),
  merged: (f: TestFirm) => facts.merged.has(f),
}
const oracle: Record<ComparisonPart, (f: TestFirm) => boolean> = {
  both: (f) => left(f) && right(f),
  leftOnly: (f) => left(f) && !right(f),
  rightOnly: (f) => !left(f) && right(f),
  visited,
  visitedBoth: (f) => visited(f) && left(f) && right(f),
  visitedLeftOnly: (f) => visited(f) && left(f) && !right(f),
  visitedRightOnly: (f) => visited(f) && !left(f) && right(f),
  visitedNeither: (f) => visited(f) && !left(f) && !right(f),
  unvisitedLeft: (f) => left(f) && !visited(f),
  unvisitedRight: (f) => right(f) && !visited(f),
  left,
  right,
  ended,
  merged,
}
const parts = Object.keys(oracle) as ComparisonPart[]
const countBy = (of: readonly TestFirm[]) =>
  Object.fromEntries(parts.map((p) => [p, of.filter(oracle[p]).length]))
const inCounty = (county: string) => firms.filter((f) => f.division.startsWith(county.slice(0, 6)))

test('every count is that of brute force, by county and in all, and opens just its firms', async () => {
  const { total, counties, left: l, right: r } = await city.ok('compareLists', { query })
  expect(total!.counts).toEqual(countBy(firms))
  expect(l).toMatchObject({ ref: query.left, kind: 'visit' })
  expect(r).toMatchObject({ ref: query.right, kind: 'province', rowsIn: 7, repeated: 1 })
  for (const line of counties) {
    const mine = line.division ? inCounty(line.division) : [firms[12]!]
    expect(line.counts, line.place).toEqual(countBy(mine))
    const place: Record<string, string> = line.division ? { division: line.division } : { unplaced: 'yes' }
    for (const part of parts) {
      const { rows } = await city.ok('listComparisonFirms', { query: { ...query, part, ...place } })
      expect(rows.map((x) => x.entityId).sort(), `${line.place} ${part}`).toEqual(
        mine
          .filter(oracle[part])
          .map((f) => f.id)
          .sort(),
      )
    }
  }
})

test('the counties’ own figures, and the firms without a county, sum to the city’s', async () => {
  const { total, counties } = await city.ok('compareLists', { query })
  const own = await Promise.all(
    worlds.map(async (w) => (await w.staff('county_coordinator')).ok('compareLists', { query })),
  )
  expect(own.map((o) => o.counties.length)).toEqual([1, 1])
  const unplaced = counties.find((c) => c.division === null)!
  expect(unplaced.place).toBe('未落区县')
  for (const part of parts)
    expect(own.reduce((sum, o) => sum + o.total!.counts[part]!, 0) + unplaced.counts[part]!, part).toBe(
      total!.counts[part],
    )
  const sizes = async (who: Caller) =>
    new Map((await who.ok('listLists')).rows.map((r) => [r.list, r.current?.members ?? 0]))
  const whole = await sizes(city)
  const parted = await Promise.all(worlds.map(async (w) => sizes(await w.staff('county_coordinator'))))
  for (const [list, n] of whole)
    expect(parted.reduce((sum, p) => sum + p.get(list)!, 0) + (list.startsWith('v') ? 1 : 0), list).toBe(n)
})

test('the workbook holds the sums and both lists with their versions; above the limit the sums alone', async () => {
  const taken = async () => {
    const answer = await city.call('exportComparison', { query })
    expect(answer.status).toBe(200)
    return unpack(answer.raw)
  }
  const all = await taken()
  for (const word of ['汇总', '左清单', '右清单', '省级清单 第 1 版', query.left, query.right, '合计'])
    expect(all).toContain(word)
  for (const f of [...facts.left, ...facts.right]) expect(all).toContain(f.uscc)
  expect(all).not.toContain(firms[8]!.uscc)
  await setParameter(city, 'exportApprovalRows', 5)
  const few = await taken()
  expect(few).toContain('超过一人一日')
  expect(few).toContain('合计')
  for (const f of firms) expect(few).not.toContain(f.uscc)
})

describe('the rate in words', () => {
  test('the figure above 100 % names the sets that make it so, from counts alone', () => {
    const c = {
      left: 520_000,
      right: 406_447,
      both: 380_000,
      visited: 421_404,
      visitedBoth: 351_404,
      visitedLeftOnly: 60_000,
      visitedRightOnly: 4_000,
      visitedNeither: 6_000,
    }
    const text = explainRate(c, '市清单', '省级清单')
    expect(text).toContain('421,404 / 406,447 = 103.68 %')
    expect(text).toContain('66,000 户不在“省级清单”上（60,000 户只在“市清单”上，6,000 户两份都没有）')
    expect(text).toContain('还有 51,043 户未走访')
    expect(text).toContain('421,404 / 520,000 = 81.04 %')
    expect(text).toContain('清单内 355,404 / 406,447 = 87.44 %')
    expect(explainRate({ ...c, right: 0 }, '市', '省')).toContain('421,404 / 0 = —')
  })

  test('the page says it of its own rows; without a second list it says nothing', async () => {
    const { sentence } = await city.ok('compareLists', { query })
    expect(sentence).toContain('5 / 5 = 100.00 %')
    expect(sentence).toContain('3 户不在“省级清单 第 1 版”上')
    const none = await city.ok('compareLists', { query: { on: '2020-01-01' } })
    expect(none).toMatchObject({ left: null, right: null, total: null, counties: [], sentence: null })
  })
})
