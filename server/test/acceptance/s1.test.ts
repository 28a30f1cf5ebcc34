import { beforeAll, describe, expect, test } from 'vitest'
import { metricKeys } from '#contract/boards/words.ts'
import { type ComparisonPart, comparisonParts } from '#contract/rosters/words.ts'
import type { JobData } from '#kernel/jobs.ts'
import { importJobs } from '#modules/registry/import/import.jobs.ts'
import { foundCity } from '#server/demo/city/city.ts'
import { codelessLists } from '#server/demo/city/codeless.ts'
import type { FileNumber } from '#server/demo/city/plan.ts'
import { type Caller, type TestApp, testApp } from '#test/app.ts'
import { type Batch, commit, csvFile, issuesOf, refuse, type Table, take, upload } from '#test/lists.ts'
import { aNeed, aVisit } from '#test/story.ts'
import { everyRow, fileOrder, journeyCity } from './city.ts'

/**
 * 湛江: the city's list stands and is being visited when the province sends its own. Imports survive being cut off, both rates
 * are shown and the part above 100 % is explained by two sets of firms, and the counties make up the city.
 */
const [t, calm] = [testApp(), testApp()]
const size = { entities: 1500, seed: 52 }
const [city, calmCity] = journeyCity([t, calm], size)
let clerk: Caller
let second: Caller
const batches = {} as Record<FileNumber, Batch>

const ask = async <R extends object>(text: string, values: unknown[] = [], of: TestApp = t) =>
  (await of.owner.query<R>(text, values)).rows

beforeAll(() => {
  ;[clerk, second] = city.office
})

/** Numbers of rows and batches: what two imports of the same files may well have otherwise. */
const numbers = [
  'id',
  'fact_id',
  'batch_id',
  'entity_id',
  'registration_fact',
  'created_batch',
  'updated_batch',
  'merged_into',
]
const factTables = ['registration', 'tax', 'social', 'census', 'mark', 'loan', 'label'].map(
  (k) => `fact_${k}`,
)

/** What the registry says, one digest a table: firms, and every fact with the firm it is of. */
async function stateOf(of: TestApp): Promise<unknown[]> {
  const digest = (table: string, firm: string, join: string) =>
    `select '${table}' as name, count(*)::int as n, md5(string_agg(x, '' order by x)) as digest from (
       select md5((to_jsonb(f) - $1::text[])::text || ${firm}) as x from ${table} f ${join}) r`
  const parts = factTables.map((f) =>
    digest(f, `coalesce(e.uscc, '') || coalesce(e.name, '')`, 'left join entity e on e.id = f.entity_id'),
  )
  return ask([digest('entity', "''", ''), ...parts].join(' union all '), [numbers], of)
}

describe('lists come in', () => {
  /** Where the reading of a list breaks off, and where its commit does. */
  const cuts: Partial<
    Record<FileNumber, { reading: [event: 'insert' | 'update', table: string]; taking: string }>
  > = {
    '01': { reading: ['insert', 'stage_registration'], taking: 'fact_registration' },
    '02': { reading: ['update', 'import_sheet'], taking: 'fact_tax' },
    '03': { reading: ['insert', 'import_match'], taking: 'registry_version' },
    '05': { reading: ['insert', 'import_issue'], taking: 'import_outcome' },
    '06': { reading: ['update', 'import_batch'], taking: 'fact_loan' },
  }

  test('cut off and run again they leave what lists left that were never cut off', async () => {
    for (const n of fileOrder) {
      const cut = cuts[n]
      batches[n] = await (cut ? takenDespite(n, cut.reading, cut.taking) : take(t, clerk, city.file(n)))
      await take(calm, calmCity.office[0], calmCity.file(n))
    }
    const state = await stateOf(t)
    expect(state).toEqual(await stateOf(calm))
    expect(state.filter((s) => (s as { n: number }).n === 0)).toEqual([])
  }, 120_000)

  async function takenDespite(n: FileNumber, [event, table]: ['insert' | 'update', string], taking: string) {
    const file = city.file(n)
    const { id } = await clerk.ok('uploadList', { file: file.bytes, query: { fileName: file.name } })
    const liftReading = await refuse(t, event, table)
    await expect(t.work(), `${n} ${table}`).rejects.toThrow('refused by the test')
    await liftReading()
    const [job] = await ask<{ data: JobData }>(
      "select data from pgboss.job where name = 'import.read' and data ->> 'batchId' = $1 limit 1",
      [id],
    )
    await importJobs['import.read']!(t.deps, job!.data, true)
    const batch = await clerk.ok('getImport', { params: { batchId: id } })
    const liftTaking = await refuse(t, 'insert', taking)
    const body = { previewHash: batch.previewHash, acceptOlder: true }
    expect(
      (await clerk.call('commitImport', { params: { batchId: id }, body })).status,
      `${n} ${taking}`,
    ).toBe(500)
    await liftTaking()
    return commit(clerk, batch)
  }

  test('the same again change nothing: known by their bytes, or read anew in other bytes', async () => {
    const before = await stateOf(t)
    for (const n of fileOrder) {
      const { name, bytes } = city.file(n)
      expect((await upload(t, clerk, { name, bytes })).id, n).toBe(batches[n].id)
      const copy = { name: `再报_${name}`, bytes: Buffer.concat([bytes, Buffer.from('\r\n')]) }
      const again = await take(t, clerk, copy)
      expect(again.id, n).not.toBe(batches[n].id)
      expect([n, again.preview!.fresh, again.preview!.changed, again.rowsIn]).toEqual([
        n,
        0,
        0,
        batches[n].rowsIn,
      ])
    }
    expect(await stateOf(t)).toEqual(before)
  })

  test('what came twice is one firm', async () => {
    const { same, contradictory } = city.plan.duplicates
    const issues = (await issuesOf(clerk, batches['01'].id)).map((i) => i.code)
    const count = (code: string) => issues.filter((c) => c === code).length
    expect([count('duplicate_same'), count('duplicate_conflict')]).toEqual([
      same.length,
      contradictory.length,
    ])
    const codes = [...new Set([...same, ...contradictory])]
    const held = await ask<{ n: number }>(
      'select count(*)::int as n from entity where uscc = any ($1) group by uscc',
      [codes],
    )
    expect(held.map((h) => h.n)).toEqual(codes.map(() => 1))
    const merged = await decideDoubtful()
    expect(merged, 'some were taken for two').toBeGreaterThan(0)
    expect(await ask("select count(*)::int as n from entity where status = 'merged'")).toEqual([
      { n: merged },
    ])
    expect(await clerk.ok('countIdentityCases')).toEqual({ open: 0, proposed: 0 })
  })

  /** A county desk's sole traders, listed without their codes: one clerk says which are the same, another confirms. */
  async function decideDoubtful(): Promise<number> {
    const { rows, truth } = codelessLists(foundCity({ ...size, today: '2026-11-20' }), 20).registry
    await take(t, clerk, csvFile('个体登记.csv', rows as unknown as Table))
    let merged = 0
    for (const { id } of await everyRow((page) => clerk.ok('listIdentityCases', { query: page }))) {
      const params = { caseId: id }
      const { version, row, options } = await clerk.ok('getIdentityCase', { params })
      const own = options.find((o) => o.uscc === truth[row.rowNo - 2])
      const body = own ? { action: 'link', version, entityId: own.entityId } : { action: 'notSame', version }
      await clerk.ok('actOnIdentityCase', { params, body })
      if (own)
        await second.ok('actOnIdentityCase', { params, body: { action: 'merge', version: version + 1 } })
      if (own) merged += 1
    }
    return merged
  }
})

let listId: string
let demandId: string

/** A firm nobody but itself speaks for: no tax, no insurance, no loan; it asks for credit at the window. */
async function registersDemand(): Promise<string> {
  const [firm] = await ask<{ id: string; county: string }>(
    `select e.id::text, (e.division / 1000000 * 1000000)::text as county from entity e where e.registration_status = 'active' and e.kind = 'individual'
       and e.division % 1000000 > 0 and ${['tax', 'social', 'loan', 'mark'].map((k) => `not exists (select from fact_${k} f where f.entity_id = e.id)`).join(' and ')} order by e.id limit 1`,
  )
  const [bank] = await ask<{ id: string }>("select id::text from org where kind = 'bank' order by id limit 1")
  const office = (await city.counties()).find((c) => c.division === firm!.county)!
  const reviewer = await city.post('county_reviewer', office.id)
  const consent = { channel: 'window', signer: '张三', collect: true, provideTo: [bank!.id] }
  await reviewer.ok('createDeclaration', { body: { entityId: firm!.id, ...aNeed(), submit: true, consent } })
  return firm!.id
}

test('the list is in tiers: taxed or insured, demand, renewal, the rest', async () => {
  demandId = await registersDemand()
  const run = await clerk.ok('runScreening', { body: {} })
  await t.work()
  listId = (await clerk.ok('draftTargetList', { body: { runId: run.id, name: '市清单', round: '首轮' } })).id
  const params = { listId }
  await clerk.ok('assignTargetList', { params, body: {} })
  await t.work()
  await second.ok('publishTargetList', { params, body: {} })
  const targets = await everyRow((page) => clerk.ok('listTargets', { query: { listId, ...page } }))
  const facts = await ask<{ id: string; uscc: string | null; known: boolean }>(
    `select e.id::text, e.uscc, exists (select from fact_tax f where f.until is null and f.entity_id = e.id and f.tax_fen > 0)
       or exists (select from fact_social f where f.until is null and f.entity_id = e.id and f.last_paid_month >= '2025-11-01') as known
     from entity e`,
  )
  const due = new Set(city.plan.loans.dueIn90Days)
  const byId = new Map(facts.map((f) => [f.id, f]))
  const expected = targets.map(({ entityId }) => {
    const { uscc, known } = byId.get(entityId)!
    return known ? 1 : entityId === demandId ? 2 : due.has(uscc ?? '') ? 3 : 4
  })
  expect(targets.map((g) => g.tier)).toEqual(expected)
  expect(expected).toEqual([...expected].sort((a, b) => a - b))
  expect(new Set(expected).size, 'each tier has its firms').toBe(4)
})

interface Sets {
  left: Set<string>
  right: Set<string>
  visited: Set<string>
}
const sets: Sets = { left: new Set(), right: new Set(), visited: new Set() }
const countyOf = new Map<string, string>()

/** Weeks later, each county has seen six firms of the list and two beside it. */
async function visitBegins(): Promise<string[]> {
  t.clock.advance(14 * 86_400_000)
  ;[clerk, second] = [
    await city.post('city_office', await officeId()),
    await city.post('city_office', await officeId()),
  ]
  const named: string[] = []
  for (const county of await city.counties()) {
    const visitor = await city.post('county_visitor', county.id)
    const firms = await ask<{ id: string; target: string | null }>(
      `select e.id::text, g.id::text as target from entity e left join target g on g.entity_id = e.id and g.list_id = $2
       where e.division / 1000000 = $1::bigint / 1000000 and e.status = 'live' and e.uscc is not null order by e.id`,
      [county.division, listId],
    )
    const [on, off] = [firms.filter((f) => f.target !== null), firms.filter((f) => f.target === null)]
    for (const f of [...on.slice(0, 6), ...off.slice(0, 2)]) {
      const whom = f.target === null ? { entityId: f.id } : { targetId: f.target }
      await visitor.ok('recordVisit', { body: aVisit({ ...whom, occurredAt: '2026-12-02T03:00:00.000Z' }) })
      sets.visited.add(f.id)
    }
    // The province knows four of the six and one of the two, and one on and one off the city's list that nobody has seen.
    named.push(...[...on.slice(2, 7), ...off.slice(1, 3)].map((f) => f.id))
  }
  return named
}
const officeId = async () =>
  (await ask<{ id: string }>("select id::text from org where kind = 'city_office'"))[0]!.id

async function provinceSends(ids: readonly string[]): Promise<void> {
  const firms = await ask<{ id: string; name: string; uscc: string }>(
    'select id::text, name, uscc from entity where id = any ($1)',
    [ids],
  )
  const { list } = await clerk.ok('createList', { body: { kind: 'province', name: '省走访对象清单' } })
  const text = ['企业名称,统一社会信用代码', ...firms.map((f) => `${f.name},${f.uscc}`)].join('\n')
  const { ref } = await clerk.ok('uploadListFile', {
    params: { listId: list },
    query: { fileName: '省走访对象清单.csv' },
    file: Buffer.from(text),
  })
  await t.work()
  for (const [i, action] of ['approve', 'publish'].entries())
    await second.ok('actOnListVersion', { params: { versionId: ref }, body: { action, version: 1 + i } })
  sets.right = new Set(ids)
}

const parts = Object.keys(comparisonParts) as ComparisonPart[]
const { left, right, visited } = {
  left: (id: string) => sets.left.has(id),
  right: (id: string) => sets.right.has(id),
  visited: (id: string) => sets.visited.has(id),
}
const belongs: Partial<Record<ComparisonPart, (id: string) => boolean>> = {
  left,
  right,
  visited,
  both: (id) => left(id) && right(id),
  visitedBoth: (id) => visited(id) && left(id) && right(id),
  visitedLeftOnly: (id) => visited(id) && left(id) && !right(id),
  visitedRightOnly: (id) => visited(id) && !left(id) && right(id),
  visitedNeither: (id) => visited(id) && !left(id) && !right(id),
  unvisitedRight: (id) => right(id) && !visited(id),
}

describe('the province sends its list after visits have begun', () => {
  beforeAll(async () => {
    await provinceSends(await visitBegins())
    const rows = await ask<{ id: string; county: string | null; listed: boolean }>(
      `select e.id::text, case when e.division % 100000000 >= 1000000 then (e.division / 1000000 * 1000000)::text end as county, g.id is not null as listed
       from entity e left join target g on g.entity_id = e.id and g.list_id = $1`,
      [listId],
    )
    for (const r of rows) {
      if (r.listed) sets.left.add(r.id)
      countyOf.set(r.id, r.county ?? '')
    }
  })

  test('both rates are shown with their versions, the part above 100 % by two sets that open to their firms', async () => {
    const { total, counties, left: own, right: theirs, sentence } = await clerk.ok('compareLists', {})
    expect([own, theirs]).toMatchObject([
      { kind: 'visit', name: expect.stringContaining('市清单'), no: 1 },
      { kind: 'province', name: '省走访对象清单', no: 1, rowsIn: sets.right.size, unmatched: 0 },
    ])
    const all = [...countyOf.keys()]
    for (const [part, has] of Object.entries(belongs)) {
      const ids = all.filter(has)
      expect([part, total!.counts[part as ComparisonPart]]).toEqual([part, ids.length])
      for (const line of counties) {
        const mine = ids.filter((id) => countyOf.get(id) === (line.division ?? ''))
        expect([part, line.place, line.counts[part as ComparisonPart]]).toEqual([
          part,
          line.place,
          mine.length,
        ])
      }
    }
    const c = total!.counts
    expect(c.visited, 'the rate by the province is above 100 %').toBeGreaterThan(c.right)
    const figure = (n: number) => n.toLocaleString('zh-CN')
    const rate = (base: number) =>
      `${c.visited} / ${figure(base)} = ${(Math.round((c.visited / base) * 10_000) / 100).toFixed(2)} %`
    const beside = c.visitedLeftOnly + c.visitedNeither
    expect(sentence).toContain(`走访 ${rate(c.right)}`)
    expect(sentence).toContain(`按“市清单 · 首轮 第 1 版”：${rate(c.left)}`)
    expect(sentence).toContain(`其中 ${beside} 户不在“省走访对象清单 第 1 版”上`)
    expect(sentence).toContain(`“省走访对象清单 第 1 版”上还有 ${c.unvisitedRight} 户未走访`)
    expect(c.visited - beside + c.unvisitedRight).toBe(c.right)
    for (const part of ['visitedLeftOnly', 'visitedNeither', 'unvisitedRight'] as const) {
      const rows = await everyRow((page) => clerk.ok('listComparisonFirms', { query: { part, ...page } }))
      expect(rows.map((r) => r.entityId).sort(), part).toEqual(all.filter(belongs[part]!).sort())
    }
  })

  test('421404万户 is refused with the reason, the figure of the board is not', async () => {
    const text = `全市走访421404万户；走访${sets.visited.size}户`
    const { figures, entities } = await clerk.ok('checkFigures', { body: { text } })
    expect(figures.map((f) => [f.text, f.name, f.verdict])).toEqual([
      ['421404万户', '走访', 'refused'],
      [`${sets.visited.size}户`, '走访', 'agrees'],
    ])
    expect(figures[0]!.message).toContain('超过登记库全部主体')
    expect(figures[0]!.message).toContain(entities.toLocaleString('zh-CN'))
  })

  test('each county’s own figures sum to the city’s: lists, comparison, board', async () => {
    const figures = async (who: Caller, query: Record<string, string>): Promise<Record<string, number>> => {
      const lists = await who.ok('listLists')
      const compared = await who.ok('compareLists', {})
      const { total } = await who.ok('getFunnel', { query: { by: 'town', ...query } })
      return Object.fromEntries([
        ...lists.rows.filter((l) => l.current).map((l) => [`${l.kind} ${l.list}`, l.current!.members]),
        ...parts.map((p) => [`comparison ${p}`, compared.total!.counts[p]]),
        ...metricKeys.flatMap((m) => [
          [`households ${m}`, total.counts[m].households],
          [`times ${m}`, total.counts[m].times],
        ]),
      ])
    }
    const whole = await figures(clerk, {})
    const own: Record<string, number>[] = []
    for (const { id } of await city.counties())
      own.push(await figures(await city.post('county_coordinator', id), {}))
    const { counties } = await clerk.ok('compareLists', {})
    const unplaced = counties.find((c) => c.division === null)
    const loose = [...sets.left].filter((id) => countyOf.get(id) === '').length
    const beside = (key: string): number => {
      if (key.startsWith('comparison ')) return unplaced?.counts[key.slice(11) as ComparisonPart] ?? 0
      return key.startsWith('visit ') || key.endsWith(' listed') ? loose : 0
    }
    for (const [key, n] of Object.entries(whole))
      expect([key, own.reduce((sum, o) => sum + (o[key] ?? 0), 0) + beside(key)]).toEqual([key, n])
    const { total, rows } = await clerk.ok('getFunnel', { query: { by: 'county' } })
    for (const m of metricKeys)
      expect([m, rows.reduce((sum, r) => sum + r.counts[m].households, 0)]).toEqual([
        m,
        total.counts[m].households,
      ])
    expect(whole['households visited']).toBe(sets.visited.size)
  })
})
