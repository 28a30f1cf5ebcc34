import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { ledgerKeys, metricKeys } from '#contract/boards/words.ts'
import { allRoutes } from '#contract/index.ts'
import { problems } from '#contract/kernel/problem.ts'
import { holds, type Role, roleKeys, type Verb } from '#contract/organisations/roles.ts'
import { findActor } from '#kernel/session.ts'
import { testApp } from './app.ts'
import { type Neighbours, neighbours, type Person, type Row, type Thing } from './neighbours.ts'
import { inParallel, mayCall, type RouteKey, unpack } from './reach.ts'
import { elsewhere, lists, type Way, ways } from './ways.ts'

/**
 * Who reaches which row by which way, said twice: by the product over HTTP, and by the oracle below, which knows nothing
 * of SQL. A call that reaches a row is told of its version or its state; one that does not gets the
 * answer of a row that never was.
 */
const t = testApp()
let n: Neighbours
let seed: number

beforeAll(async () => {
  n = await neighbours(t)
  seed = Number(process.env.TEST_SEED ?? Math.floor(Math.random() * 2 ** 31))
}, 120_000)

test('every route is a way to some row, or is known to be none', () => {
  const known = [...Object.values(ways).flatMap((w) => w.map((x) => x.route)), ...lists, ...elsewhere]
  expect([...new Set(known)].sort()).toEqual(Object.keys(allRoutes).sort())
})

/** A code covers those that begin with its digits up to its trailing groups of zeros. */
function covers(code: string, place: string): boolean {
  const ends = [
    ['0000000000', 2],
    ['00000000', 4],
    ['000000', 6],
    ['000', 9],
  ] as const
  const digits = ends.find(([zeros]) => code.endsWith(zeros))?.[1] ?? 12
  return code !== '' && place.startsWith(code.slice(0, digits))
}

const isBank = (role: Role) => role.startsWith('bank_')

/** Whether the row is this person's to reach at all. */
function sees(person: Person, row: Row): boolean {
  if (row.state === 'absent') return false
  if (row.thing === 'batch') return person.role === 'city_office' || row.org === person.org
  if (isBank(person.role)) {
    const own = row.thing === 'export' ? [row.org] : row.branches
    return own.some((b) => person.branches.includes(b) || b === person.org)
  }
  if (person.role === 'enterprise') return row.entity === person.entity && row.thing !== 'target'
  // A desk is the bank's own; an office has pages of its own for cases.
  return row.thing !== 'desk' && covers(person.place, row.place)
}

/** Ways by which the number of a merged firm leads to the one that stayed; nothing is written under it any more. */
const leading = new Set<RouteKey>(['getEntity', 'explainEntity', 'listListsOfEntity'])

type Expected = 'reached' | 'forbidden' | 'absent'

function expected(person: Person, row: Row, { route }: Way): Expected {
  if (!mayCall(person.role, allRoutes[route])) return 'forbidden'
  // A bank visits firms of its list alone.
  if (route === 'recordVisit' && row.thing === 'entity' && isBank(person.role)) return 'forbidden'
  if (route === 'takeExport') return row.account === person.who.accountId ? 'reached' : 'absent'
  if (row.thing === 'entity' && row.state === 'merged' && !leading.has(route)) return 'absent'
  return sees(person, row) ? 'reached' : 'absent'
}

/** What a person stands to a row, in one word. */
function relation(person: Person, row: Row): string {
  if (row.state !== 'live') return `${row.state} ${relation(person, { ...row, state: 'live' })}`
  if (person.role === 'enterprise') return row.entity === person.entity ? 'own' : 'foreign'
  if (isBank(person.role)) {
    if (row.before.some((b) => person.branches.includes(b))) return 'formerly assigned'
    if (row.branches.includes(person.branches[0]!)) return 'own'
    return row.branches.some((b) => person.branches.includes(b)) ? 'child' : 'foreign'
  }
  if (person.place === '' || row.place === '') return person.org === row.org ? 'own' : 'foreign'
  if (person.place === row.place) return 'own'
  if (covers(person.place, row.place)) return 'child'
  if (covers(row.place, person.place)) return 'parent'
  return person.place.slice(0, 6) === row.place.slice(0, 6) ? 'sibling' : 'foreign'
}

interface Case {
  person: Person
  row: Row
  way: Way
}

/** One case of every post × way × relation, and as many more as make up the number, drawn by the seed. */
function drawCases(wanted: number): { cases: Case[]; cells: Set<string> } {
  const all = n.people.flatMap((person) =>
    n.rows.flatMap((row) => ways[row.thing].map((w) => ({ person, row, way: w }))),
  )
  const [order] = fc.sample(fc.shuffledSubarray([...all.keys()], { minLength: all.length }), {
    seed,
    numRuns: 1,
  })
  const cells = new Set<string>()
  const first: Case[] = []
  const rest: Case[] = []
  for (const c of order!.map((i) => all[i]!)) {
    const cell = `${c.person.role} ${c.row.thing} ${c.way.route} ${relation(c.person, c.row)}`
    // What a post may not call at all is refused before any row is looked at; two of those a cell say as much as all.
    if (!cells.has(cell)) first.push(c)
    else if (expected(c.person, c.row, c.way) !== 'forbidden') rest.push(c)
    cells.add(cell)
  }
  return { cases: [...first, ...rest.slice(0, wanted - first.length)], cells }
}

const told = ({ person, row, way: w }: Case) =>
  `${person.role} at ${person.place || person.branches.join(',') || person.org}: ${w.route} ${row.thing} ${row.id} (${row.state}, ${row.place})`

test('two thousand calls by every post, on every kind of row, by every way: each answer is the oracle’s', async () => {
  const { cases, cells } = drawCases(2400)
  console.log(
    `permissions: seed ${seed}, ${cases.length} calls, ${cells.size} cells (TEST_SEED repeats them)`,
  )
  const wrong: string[] = []
  const count = { reached: 0, forbidden: 0, absent: 0 }
  /** What is said of a row that is not there, by route: it must not depend on whether there is one. */
  const said = new Map<string, Set<string>>()
  const reachedBy = new Set<string>()
  await inParallel(cases, async (c) => {
    const { person, row, way: w } = c
    const want = expected(person, row, w)
    const answer = await person.who.call(w.route, w.ask(row, person))
    const got: Expected =
      answer.status === 404 ? 'absent' : answer.problem?.code === 'forbidden' ? 'forbidden' : 'reached'
    count[got] += 1
    if (got === 'reached') reachedBy.add(person.role)
    if (got !== want || answer.status >= 500) wrong.push(`${told(c)}: ${answer.status}, not ${want}`)
    if (got !== 'absent') return
    const { 'x-trace-id': trace, 'content-length': _, date: __, ...headers } = answer.headers
    const text = `${answer.raw.toString().replace(String(trace), '')} ${JSON.stringify(headers)}`
    said.set(w.route, (said.get(w.route) ?? new Set()).add(text))
  })
  expect(wrong.sort()).toEqual([])
  expect(cases.length).toBeGreaterThanOrEqual(2000)
  // The negative twin: a server that refused everyone everything would not pass.
  expect(count.reached).toBeGreaterThan(300)
  expect(
    roleKeys.filter(
      (r) =>
        !reachedBy.has(r) &&
        Object.values(ways)
          .flat()
          .some((w) => mayCall(r, allRoutes[w.route])),
    ),
  ).toEqual([])
  for (const [route, texts] of said) {
    expect([...texts], route).toHaveLength(1)
    expect([...texts][0], route).toContain(problems.not_found[1])
  }
  expect(said.size).toBeGreaterThan(20)
}, 180_000)

/** Which firms may be named to a person: those of their place, of their branches’ lists and cases, or themselves. */
function nameable(person: Person): Set<string> {
  const rows = n.rows.filter((r) =>
    (isBank(person.role) ? ['target', 'desk'] : ['entity', 'declaration']).includes(r.thing),
  )
  const ids = new Set(rows.filter((r) => sees(person, r)).map((r) => r.entity))
  return new Set(n.firms.filter((f) => ids.has(f.id)).map((f) => f.name))
}

test('no list, ledger or board names a firm that is not the caller’s to see, and the plain lists name all that are', async () => {
  const wrong: string[] = []
  const full: Partial<Record<RouteKey, Thing>> = {
    listEntities: 'entity',
    listDeclarations: 'declaration',
    listCases: 'case',
    listDeskCases: 'desk',
  }
  const { rows: published } = await t.owner.query<{ id: string }>(
    "select id from target_list where state = 'published'",
  )
  const twoSides = (id: string) => ({ left: `t${id}`, right: `t${published[0]!.id}` })
  const queries: Partial<Record<RouteKey, Record<string, string>[]>> = {
    listTargets: published.map(({ id }) => ({ listId: id, limit: '100' })),
    getFunnel: ['county', 'town', 'bank'].map((cut) => ({ by: cut })),
    listFunnelRows: metricKeys.map((metric) => ({ metric, limit: '100' })),
    getHome: [{}],
    listNotices: [{}],
    exportLedger: [{}],
    // Asked with the scope of each post in the tests of screening.
    getScreeningRun: [],
    listListMembers: published.map(({ id }) => ({ listId: `v${id}`, limit: '100' })),
    listOverlapFirms: published.map(({ id }) => ({ lists: `v${id}`, limit: '100' })),
    listComparisonFirms: published.map(({ id }) => ({ ...twoSides(id), part: 'left', limit: '100' })),
    exportComparison: published.map(({ id }) => twoSides(id)),
    listRunFirms: [],
    getRulePreview: [],
    listPreviewFirms: [],
    exportPreviewFirms: [],
  }
  await inParallel(n.people, async (person) => {
    const may = nameable(person)
    for (const route of lists.filter((key) => mayCall(person.role, allRoutes[key])))
      for (const kind of route.endsWith('Ledger') ? ledgerKeys : [''])
        for (const query of queries[route] ?? [{ limit: '100' }]) {
          const { listId = '', ...rest } = query
          const answer =
            route === 'listListMembers'
              ? await person.who.call(route, { params: { listId }, query: rest })
              : await person.who.call(route, { params: { kind }, query })
          const text =
            ['exportLedger', 'exportComparison'].includes(route) && answer.status === 200
              ? unpack(answer.raw)
              : answer.raw.toString()
          const named = n.firms.filter((f) => text.includes(f.name)).map((f) => f.name)
          for (const name of named.filter((x) => !may.has(x)))
            wrong.push(`${person.role} ${person.place} ${route} ${kind} names ${name}`)
          const thing = full[route]
          if (thing)
            for (const row of n.rows.filter(
              (r) => r.thing === thing && r.state !== 'merged' && sees(person, r),
            ))
              if (!text.includes(`"id":"${row.id}"`)) wrong.push(`${person.role} ${route} lacks ${row.id}`)
        }
  })
  expect([...new Set(wrong)]).toEqual([])
}, 120_000)

test('the database itself shows a bank as many cases as are assigned to it, whatever is asked', async () => {
  const banker = n.people.filter((p) => p.role === 'bank_manager')
  const counts: number[] = []
  for (const person of banker) {
    const token = person.who.cookie.split('=')[1]!
    const found = await findActor(t.deps.system, token, t.clock.instant())
    const seen = await t.as(found!.actor, ({ trx }) => trx.selectFrom('bankCase').select('id').execute())
    const assigned = n.rows.filter((r) => r.thing === 'desk' && sees(person, r))
    expect(seen.map((c) => c.id).sort()).toEqual(assigned.map((r) => r.id).sort())
    counts.push(assigned.length)
  }
  expect(counts.some((c) => c > 1) && counts.some((c) => c === 0)).toBe(true)
})

test('each verb of a way is held by some post and lacked by another', () => {
  const verbs = new Set(
    Object.values(ways)
      .flat()
      .map((w) => allRoutes[w.route].access as Verb),
  )
  for (const verb of verbs) {
    const holders = roleKeys.filter((r) => holds(r, verb)).length
    expect(holders > 0 && holders < roleKeys.length, verb).toBe(true)
  }
})
