import { beforeAll, expect, test } from 'vitest'
import { firstRules } from '#contract/screening/first-rules.ts'
import type { Rule } from '#contract/screening/rules.ts'
import type { FileNumber } from '#server/demo/city/plan.ts'
import { type Caller, testApp } from '#test/app.ts'
import { take } from '#test/lists.ts'
import { aVisit } from '#test/story.ts'
import { everyRow, journeyCity } from './city.ts'
import { cheapest, type Supply } from './oracle.ts'

/**
 * 温州: banks met shells, so the census and the tax lists are asked before anyone is sent out again. What the preview said
 * comes to pass, every dropped firm has its why, every remaining one has a main and a backup bank, at the least cost.
 */
const t = testApp()
const [city] = journeyCity([t], { entities: 1500, seed: 61 })
let maker: Caller
let checker: Caller
let first: { list: string; run: string }
let second: { list: string; run: string }

const ask = async <R extends object>(text: string, values: unknown[] = []) =>
  (await t.owner.query<R>(text, values)).rows
const takeIn = async (...numbers: FileNumber[]) => {
  for (const n of numbers) await take(t, maker, city.file(n))
}

async function screen(): Promise<string> {
  const { id } = await maker.ok('runScreening', { body: {} })
  await t.work()
  return id
}
async function listed(run: string): Promise<{ list: string; run: string }> {
  const { id } = await maker.ok('draftTargetList', {
    body: { runId: run, name: '重点走访对象清单', round: '首轮' },
  })
  await maker.ok('assignTargetList', { params: { listId: id }, body: {} })
  await t.work()
  return { list: id, run }
}

beforeAll(async () => {
  ;[maker, checker] = city.office
  await takeIn('09', '08', '01', '03', '05', '06', '07')
  first = await listed(await screen())
  await checker.ok('publishTargetList', { params: { listId: first.list }, body: {} })
})

test('banks meet shells and say so on their visits', async () => {
  const met = await ask<{ id: string; branch: string }>(
    'select id::text, main_branch_id::text as branch from target where list_id = $1 order by id limit 3',
    [first.list],
  )
  for (const { id, branch } of met) {
    const manager = await city.post('bank_manager', branch)
    const visit = await manager.ok('recordVisit', {
      body: aVisit({
        targetId: id,
        outcome: 'shell',
        observations: [],
        hasNeed: undefined,
        needFen: undefined,
      }),
    })
    expect(visit).toMatchObject({ outcome: 'shell', onList: true })
  }
  const { rows } = await maker.ok('listVisits', { query: { outcome: 'shell' } })
  expect(rows).toHaveLength(3)
})

/** 加普查: who neither the census nor the tax office knows to be at work is left out. */
const withCensus: Rule[] = [
  ...firstRules,
  {
    key: 'notCounted',
    label: '普查没有查到',
    why: '不在经济普查活跃单位名单，税务也没有入库税款',
    effect: { exclude: true },
    when: {
      all: [{ field: 'inCensus', is: 'no' }, { not: { field: 'taxPaid', is: 'moneyAtLeast', fen: '1' } }],
    },
  },
]

test('the preview of the census rule shows the leavers by county as they then are', async () => {
  await takeIn('04', '02')
  const draft = await maker.ok('draftRules', { body: { name: '加普查、税务', rules: withCensus } })
  const params = { ruleSetId: draft.id }
  const { id: previewId } = await maker.ok('previewRules', { params, body: { against: 'list' } })
  await t.work()
  const shown = await maker.ok('getRulePreview', { params: { previewId } })
  expect(shown).toMatchObject({ state: 'done', current: true, against: 'list' })
  expect(shown.counties.filter((c) => c.left > 0).length, 'leavers in several counties').toBeGreaterThan(2)

  const own = await maker.call('publishRules', { params, body: { revision: draft.revision } })
  expect([own.status, own.problem.code]).toEqual([403, 'maker_is_checker'])
  await checker.ok('publishRules', { params, body: { revision: draft.revision } })
  second = await listed(await screen())

  const { rows: lists } = await maker.ok('listTargetLists')
  const behind = Object.fromEntries(lists.map((l) => [l.id, l.rulesInForce! - l.rulesVersion]))
  expect([behind[first.list], behind[second.list]], 'versions of the rules behind').toEqual([1, 0])

  const leavers = await ask<{ county: string; n: number; ids: string[] }>(
    `select (e.division / 1000000 * 1000000)::text as county, count(*)::int as n, array_agg(e.id::text order by e.id) as ids
     from target o join entity e on e.id = o.entity_id where o.list_id = $1
       and not exists (select from target n where n.list_id = $2 and n.entity_id = o.entity_id) group by 1 order by 1`,
    [first.list, second.list],
  )
  const told = shown.counties.filter((c) => c.left > 0).map((c) => `${c.key} ${c.left}`)
  expect(told.sort()).toEqual(leavers.map((l) => `${l.county} ${l.n}`))
  expect(shown.left).toBe(leavers.reduce((sum, l) => sum + l.n, 0))
  for (const { county, ids } of leavers) {
    const firms = await everyRow((page) =>
      maker.ok('listPreviewFirms', {
        params: { previewId },
        query: { change: 'left', division: county, ...page },
      }),
    )
    expect(
      firms.map((f) => f.id).sort((a, b) => Number(a) - Number(b)),
      county,
    ).toEqual(ids)
    expect(firms.filter((f) => f.reasons.length === 0)).toEqual([])
  }
})

test('every dropped firm answers why', async () => {
  const run = await maker.ok('getScreeningRun', { params: { runId: second.run } })
  const [dropped] = await ask(
    `select count(*)::int as firms, count(*) filter (where v.reasons > 0 and cardinality(v.evidence) > 0
        and not exists (select from unnest(v.evidence) x (id) where x.id = 0 or x.id is null))::int as explained
     from verdict v where v.run_id = $1 and v.tier is null`,
    [second.run],
  )
  expect(dropped).toEqual({ firms: run.excluded, explained: run.excluded })
  const sample = await ask<{ id: string; reasons: string }>(
    'select entity_id::text as id, reasons::text from verdict where run_id = $1 and reasons <> 0 order by hashint8(entity_id) limit 30',
    [second.run],
  )
  expect(sample).toHaveLength(30)
  for (const { id, reasons } of sample) {
    const why = await maker.ok('explainEntity', { params: { entityId: id } })
    expect([why.runId, why.state]).toEqual([second.run, 'excluded'])
    const met = why.rules.filter((r, i) => r.result === 'met' && 'exclude' in withCensus[i]!.effect)
    const said = withCensus.filter((_, i) => (BigInt(reasons) >> BigInt(i)) & 1n).map((r) => r.key)
    expect(met.map((r) => r.key)).toEqual(said)
    for (const rule of met)
      expect(
        rule.facts.filter((f) => f.value !== '' && f.source !== ''),
        rule.key,
      ).not.toEqual([])
  }
})

interface Firm {
  id: string
  entity: string
  main: string | null
  backup: string | null
  town: string
  trade: string
  lender: string | null
  heldMain: string | null
  heldBackup: string | null
}
interface Branch {
  id: string
  bank: string
  town: string | null
  room: number
  trades: string
}

test('every remaining firm has one main and one backup of different banks, within capacity', async () => {
  const run = await maker.ok('getScreeningRun', { params: { runId: second.run } })
  const [pairs] = await ask(
    `select count(*)::int as rows, count(distinct g.entity_id)::int as firms,
       count(*) filter (where m.kind = 'bank_branch' and b.kind = 'bank_branch' and m.bank_id = g.main_bank_id and b.bank_id = g.backup_bank_id and m.bank_id <> b.bank_id)::int as paired
     from target g left join org m on m.id = g.main_branch_id left join org b on b.id = g.backup_branch_id where g.list_id = $1`,
    [second.list],
  )
  expect(pairs).toEqual({ rows: run.targets, firms: run.targets, paired: run.targets })
  const kept = await ask(
    'select entity_id from verdict where run_id = $1 and reasons = 0 except select entity_id from target where list_id = $2',
    [second.run, second.list],
  )
  expect(kept).toEqual([])

  const { rows, unplaced } = await maker.ok('getAssignment', { params: { listId: second.list } })
  expect(unplaced).toBe(0)
  const load = await ask<{ id: string; room: number; main: number; backup: number }>(
    `select c.org_id::text as id, c.visits_per_year as room, count(*) filter (where g.main_branch_id = c.org_id)::int as main,
       count(*) filter (where g.backup_branch_id = c.org_id)::int as backup
     from branch_capacity c left join target g on g.list_id = $1 and c.org_id in (g.main_branch_id, g.backup_branch_id) group by 1, 2`,
    [second.list],
  )
  expect(load.filter((b) => b.main > b.room || b.backup > b.room)).toEqual([])
  expect(load.filter((b) => b.main === b.room).length, 'somewhere capacity is what decides').toBeGreaterThan(
    0,
  )
  for (const { id, main, backup } of load.filter((b) => b.main + b.backup > 0))
    expect(rows.find((r) => r.branchId === id)).toMatchObject({ main, backup })
})

/** What the law of the assignment says of one firm at one branch, written down once more. */
function pointsFor(f: Firm, b: Branch, held: string | null): number {
  const sameCounty = b.town === null || b.town.slice(0, 6) === f.town.slice(0, 6)
  const sameTown = b.town !== null && !f.town.endsWith('000000') && b.town.slice(0, 9) === f.town.slice(0, 9)
  const way = !sameCounty ? 300 : sameTown ? 0 : 6
  const relation = f.lender !== null && f.lender !== b.bank ? 40 : 0
  const trade = b.trades !== '' && (f.trade === '' || !b.trades.includes(f.trade)) ? 4 : 0
  return way + relation + trade + (held !== null && held !== b.id ? 5000 : 0)
}

/** A branch gets dearer by 12 points with each quarter of its capacity. */
function stepsOf(room: number): [number, number][] {
  const quarter = Math.floor(room / 4)
  return [0, 12, 24, 36].map((charge, i) => [i < 3 ? quarter : room - 3 * quarter, charge])
}

/** What these placements cost, firm by firm. */
function costOf(places: readonly { cost: number; branch: string }[], branches: readonly Branch[]): number {
  let sum = places.reduce((n, p) => n + p.cost, 0)
  for (const b of branches) {
    let left = places.filter((p) => p.branch === b.id).length
    for (const [room, charge] of stepsOf(b.room)) {
      sum += Math.min(left, room) * charge
      left -= Math.min(left, room)
    }
  }
  return sum
}

function least(firms: readonly Firm[], branches: readonly Branch[], costs: (f: Firm, b: Branch) => number) {
  const alike = new Map<string, Supply>()
  for (const f of firms) {
    const row = branches.map((b) => costs(f, b))
    const key = row.join()
    alike.set(key, { costs: row, firms: (alike.get(key)?.firms ?? 0) + 1 })
  }
  return cheapest(
    [...alike.values()],
    branches.map((b) => stepsOf(b.room)),
  )
}

test('the cost is that of another solver', async () => {
  const firms = await ask<Firm>(
    `select g.id::text, g.entity_id::text as entity, g.main_branch_id::text as main, g.backup_branch_id::text as backup, (g.division / 1000 * 1000)::text as town,
       coalesce((select max(chr(64 + n)) from (select (select count(*) from unnest(array[1,6,13,44,47,51,53,61,63,66,70,71,73,76,80,83,84,86,91,97]) s (lo) where s.lo <= left(f.industry, 2)::int)::int as n
         from fact_census f where f.until is null and f.entity_id = g.entity_id and f.industry ~ '^[0-9]{2}') x), '') as trade,
       (select b.id::text from fact_loan f join org b on b.kind = 'bank' and b.name = f.bank_name where f.until is null and f.entity_id = g.entity_id
         order by f.balance_fen desc, f.fact_id limit 1) as lender,
       h.main_branch_id::text as "heldMain", h.backup_branch_id::text as "heldBackup"
     from target g left join target h on h.list_id = $1 and h.entity_id = g.entity_id where g.list_id = $2`,
    [first.list, second.list],
  )
  const branches = await ask<Branch>(
    `select o.id::text, o.bank_id::text as bank, (o.division / 1000 * 1000)::text as town, c.visits_per_year as room, c.trades
     from branch_capacity c join org o on o.id = c.org_id`,
  )
  const at = new Map(branches.map((b) => [b.id, b]))
  const main = (f: Firm, b: Branch) => pointsFor(f, b, f.heldMain)
  const backup = (f: Firm, b: Branch) =>
    b.bank === at.get(f.main!)!.bank ? Number.POSITIVE_INFINITY : pointsFor(f, b, f.heldBackup)
  const parts = [main, backup].map((cost, i) => {
    const branchOf = (f: Firm) => (i === 0 ? f.main! : f.backup!)
    const is = costOf(
      firms.map((f) => ({ branch: branchOf(f), cost: cost(f, at.get(branchOf(f))!) })),
      branches,
    )
    const can = least(firms, branches, cost)
    expect(can.placed).toBe(firms.length)
    return { is, can: can.cost }
  })
  for (const { is, can } of parts) expect(is).toBe(can)
  const { assignment } = (await maker.ok('listTargetLists')).rows.find((l) => l.id === second.list)!
  expect(assignment).toMatchObject({ state: 'done', optimal: true, unplaced: 0 })
  expect(assignment!.cost).toBe(String(parts.reduce((sum, p) => sum + p.can, 0)))
})

test('each firm tells why these banks; the second person publishes', async () => {
  const sample = await ask<{ id: string }>(
    'select id::text from target where list_id = $1 order by hashint8(entity_id) limit 15',
    [second.list],
  )
  for (const { id: targetId } of sample) {
    const told = await maker.ok('explainTargetBanks', { params: { targetId } })
    const target = await maker.ok('getTarget', { params: { targetId } })
    for (const [options, branch] of [
      [told.main, target.mainBranch],
      [told.backup, target.backupBranch],
    ] as const) {
      expect(options[0]).toMatchObject({ chosen: true, branch, ahead: 0 })
      expect(options[0]!.why).not.toEqual([])
      expect(options.filter((o) => o.ahead !== null && o.ahead < 0)).toEqual([])
    }
    expect(told.backup.some((o) => o.bank === target.mainBank)).toBe(false)
  }
  const params = { listId: second.list }
  const own = await maker.call('publishTargetList', { params, body: {} })
  expect([own.status, own.problem.code]).toEqual([403, 'maker_is_checker'])
  expect(await checker.ok('publishTargetList', { params, body: {} })).toMatchObject({ state: 'published' })
  const states = (await maker.ok('listTargetLists')).rows.map((l) => [l.id, l.state])
  expect(states).toContainEqual([first.list, 'recalled'])
})
