import { beforeAll, expect, test } from 'vitest'
import type * as z from 'zod'
import { ledgerKeys, metricKeys } from '#contract/boards/words.ts'
import { allRoutes } from '#contract/index.ts'
import { isUnsafe, type RouteSpec } from '#contract/kernel/route.ts'
import { type Role, roleKeys } from '#contract/organisations/roles.ts'
import { type Answer, type Caller, testApp } from './app.ts'
import { aWorld, type World } from './builders.ts'
import { inParallel, mayCall, type RouteKey } from './reach.ts'
import { firmAccount } from './rivals.ts'
import { aCast, aDeclaration, aNeed, pushed } from './story.ts'

/** Ways in that are tried on every API of this kind: fields nobody may set or ask by, pages of others, numbers of others. */
const t = testApp()
let near: World
let far: World
let clerk: Caller
const callers = {} as Record<Role, Caller>

beforeAll(async () => {
  ;[near, far] = [await aWorld(t), await aWorld(t)]
  for (const world of [near, far]) {
    const cast = await aCast(world)
    const firms = await Promise.all([1, 2, 3].map(() => world.firm()))
    await world.list(firms)
    for (const firm of firms) await pushed(world, cast, await aDeclaration(world, cast, firm))
  }
  clerk = await near.staff('county_coordinator')
  const firm = await near.firm()
  for (const role of roleKeys)
    callers[role] = role === 'enterprise' ? await firmAccount(t, firm) : await near.staff(role)
})

const keysOf = Object.keys as (of: typeof allRoutes) => RouteKey[]
const someoneFor = (spec: RouteSpec) => callers[roleKeys.find((r) => mayCall(r, spec))!]
/** For each name in the path something it may be: a number, a list of some kind, a word of its own. */
const paramsOf = (spec: RouteSpec) => {
  const shape = (spec.params as unknown as { shape?: Record<string, z.ZodType> } | undefined)?.shape ?? {}
  return Object.fromEntries(
    Object.entries(shape).map(([name, schema]) => [
      name,
      ['1', 'r1', 'n1', 'credits', 'revealsPerDay'].find((x) => schema.safeParse(x).success)!,
    ]),
  )
}

interface Word {
  value?: unknown
  options?: readonly unknown[]
}
interface Shaped {
  shape?: Record<string, Word>
  options?: Shaped[]
}
/** The word by which one form of several is told: its own, or any of its few. */
const wordOf = (field: string, word: Word | undefined): [string, unknown][] =>
  word === undefined ? [] : [[field, word.options?.[0] ?? word.value]]

/** The forms a body may take: one, or one for each action. */
function formsOf(body: z.ZodType): { known: string[]; fixed: Record<string, unknown> }[] {
  const schema = body as unknown as Shaped
  return (schema.options ?? [schema]).map(({ shape = {} }) => ({
    known: Object.keys(shape),
    fixed: schema.options ? Object.fromEntries(['action', 'kind'].flatMap((f) => wordOf(f, shape[f]))) : {},
  }))
}

/** What the server alone decides; sent along by a caller, each is refused by name, never dropped in silence. */
const owned = [
  ['id', 'status', 'state', 'version', 'score'],
  ['orgId', 'bankId', 'branchId', 'division', 'entityId'],
  ['createdBy', 'makerId', 'approvedBy', 'accountId', 'personId'],
  ['verified', 'verifiedAt', 'role', 'level', 'no'],
  ['decidedAt', 'recordedAt', 'assignedTo', 'late', 'counted'],
]

test('a body with a field the server owns is refused, and the field is named', async () => {
  const tries = keysOf(allRoutes).flatMap((route) => {
    const spec: RouteSpec = allRoutes[route]
    if (!isUnsafe(spec) || !spec.body) return []
    return formsOf(spec.body).flatMap(({ known, fixed }) =>
      owned.map((fields) => ({ route, spec, fixed, extra: fields.filter((f) => !known.includes(f)) })),
    )
  })
  expect(tries.length).toBeGreaterThan(250)
  const silent: string[] = []
  await inParallel(tries, async ({ route, spec, fixed, extra }) => {
    const body = { ...fixed, ...Object.fromEntries(extra.map((f) => [f, '1'])) }
    const answer = await someoneFor(spec).call(route, { params: paramsOf(spec), body })
    const text = JSON.stringify(answer.problem)
    if (answer.status !== 400 || !extra.every((f) => text.includes(f)))
      silent.push(`${route} ${JSON.stringify(fixed)}: ${extra.join()} → ${answer.status} ${text}`)
  })
  expect(silent).toEqual([])
}, 60_000)

test('nothing is asked, ordered or grouped by a field that is not offered', async () => {
  const hidden = [
    'phone',
    'contactPhone',
    'legalRep',
    'rateBp',
    'creditFen',
    'refusalReason',
    'facts',
    'orderBy',
    'groupBy',
    'fields',
    'include',
  ]
  const silent: string[] = []
  for (const route of keysOf(allRoutes)) {
    const spec: RouteSpec = allRoutes[route]
    if (spec.method !== 'GET' || !mayCall('city_office', spec)) continue
    const queries = [
      ...hidden.map((f) => ({ [f]: '1' })),
      { sort: 'phone' },
      { sort: 'rate_bp desc' },
      { by: 'phone' },
      { metric: 'refused' },
    ]
    for (const query of queries) {
      const { status } = await callers.city_office.call(route, { params: paramsOf(spec), query })
      if (status !== 400) silent.push(`${route} ${JSON.stringify(query)}: ${status}`)
    }
  }
  expect(silent).toEqual([])
}, 60_000)

test('a page goes on for whom it was made, under the filter it was made for, and for nothing else', async () => {
  const lists = ['listEntities', 'listTargets', 'listDeclarations', 'listCases'] as const
  const colleague = await near.staff('county_coordinator')
  const badCursor = (answer: Answer<RouteKey>, told: string) =>
    expect([answer.status, answer.problem?.code], told).toEqual([400, 'bad_cursor'])
  for (const route of lists) {
    const listId = route === 'listTargets' ? (await clerk.ok('listTargetLists')).rows[1]!.id : undefined
    const query = { limit: '1', ...(listId ? { listId } : {}) }
    const page = (await clerk.ok(route, { query })) as { nextCursor: string | null; rows: { id: string }[] }
    const cursor = page.nextCursor!
    expect((await clerk.call(route, { query: { ...query, cursor } })).status, route).toBe(200)
    badCursor(await colleague.call(route, { query: { ...query, cursor } }), `${route} colleague`)
    badCursor(await callers.city_office.call(route, { query: { ...query, cursor } }), `${route} other post`)
    badCursor(await clerk.call(route, { query: { ...query, limit: '2', cursor } }), `${route} other limit`)
    badCursor(
      await clerk.call(route, { query: { ...query, division: near.county, cursor } }),
      `${route} other filter`,
    )
    for (const other of lists.filter((l) => l !== route && l !== 'listTargets'))
      badCursor(await clerk.call(other, { query: { limit: '1', cursor } }), `${route} → ${other}`)
    const [text, mac] = cursor.split('.') as [string, string]
    const farther = Buffer.from(JSON.stringify(['zzzz', '0'])).toString('base64url')
    for (const forged of [
      `${farther}.${mac}`,
      text,
      `${text}.`,
      `${text}.${'A'.repeat(22)}`,
      `${mac}.${text}`,
      'x',
    ])
      badCursor(await clerk.call(route, { query: { ...query, cursor: forged } }), `${route} ${forged}`)
  }
})

test('a filter by another place or bank opens nothing of it', async () => {
  const division = far.county
  const head = await near.staff('bank_head')
  for (const metric of metricKeys) {
    expect((await clerk.ok('listFunnelRows', { query: { metric, division } })).rows, metric).toEqual([])
    const own = await head.ok('listFunnelRows', { query: { metric } })
    expect(await head.ok('listFunnelRows', { query: { metric, bankId: far.banks[0].id } }), metric).toEqual(
      own,
    )
  }
  for (const by of ['county', 'town', 'bank']) {
    const { total } = await clerk.ok('getFunnel', { query: { by, division } })
    expect(Object.values(total.counts).map((c) => [c.households, c.times])).toEqual(
      metricKeys.map(() => [0, 0]),
    )
    const own = await head.ok('getFunnel', { query: { by } })
    expect((await head.ok('getFunnel', { query: { by, bankId: far.banks[0].id } })).total).toEqual(own.total)
    expect(own.rows.filter((row) => by === 'bank' && row.key !== near.banks[0].id)).toEqual([])
  }
  for (const route of ['listEntities', 'listTargets', 'listVisits', 'listDeclarations', 'listCases'] as const)
    expect(((await clerk.ok(route, { query: { division } })) as { rows: unknown[] }).rows, route).toEqual([])
  for (const kind of ledgerKeys)
    expect((await clerk.ok('listLedger', { params: { kind }, query: { division } })).rows, kind).toEqual([])
  const cases = await clerk.ok('listCases', { query: { bankId: far.banks[0].id } })
  expect(cases.rows).toEqual([])
})

test('an organisation is named only as what it is, and a firm speaks only for itself', async () => {
  const reviewer = await near.staff('county_reviewer')
  const firm = await near.firm()
  const body = { ...aNeed(), entityId: firm.id, submit: false }
  for (const wishBankId of [near.banks[0].branchId, near.countyOfficeId, '999999999']) {
    const answer = await reviewer.call('createDeclaration', { body: { ...body, wishBankId } })
    expect([answer.status, answer.problem.code], wishBankId).toEqual([422, 'unprocessable'])
  }
  expect(
    (await reviewer.ok('createDeclaration', { body: { ...body, wishBankId: near.banks[0].id } })).wishBank,
  ).toBeTruthy()
  const own = { ...aNeed(), submit: false }
  for (const extra of [{ entityId: firm.id }, { visitId: '1' }, { targetId: '1' }])
    expect((await callers.enterprise.call('createDeclaration', { body: { ...own, ...extra } })).status).toBe(
      404,
    )
  const window = { channel: 'window', signer: '张三', collect: true, provideTo: [] }
  const posing = await callers.enterprise.call('createDeclaration', { body: { ...own, consent: window } })
  expect(posing.status).toBe(422)
  const portal = await reviewer.call('createDeclaration', {
    body: { ...body, consent: { ...window, channel: 'portal' } },
  })
  expect(portal.status).toBe(422)
})
