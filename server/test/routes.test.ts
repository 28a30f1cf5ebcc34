import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { allRoutes } from '#contract/index.ts'
import { type ProblemCode, problems } from '#contract/kernel/problem.ts'
import { isUnsafe, type RouteSpec } from '#contract/kernel/route.ts'
import { holds, type Role, roleKeys, type Verb, verbKeys } from '#contract/organisations/roles.ts'
import { type Caller, type CallOptions, testApp } from './app.ts'
import { anAccount, aWorld, type World } from './builders.ts'

type Key = keyof typeof allRoutes
const t = testApp()
const routes = Object.entries(allRoutes) as [Key, RouteSpec][]
let world: World
const callers = {} as Record<Role, Caller>

beforeAll(async () => {
  world = await aWorld(t)
  const firm = await world.firm()
  const { rows } = await t.owner.query<{ id: string }>(
    "insert into org (kind, name, entity_id, created_at) values ('firm', '试验企业', $1, now()) returning id",
    [firm.id],
  )
  for (const role of roleKeys)
    callers[role] =
      role === 'enterprise' ? await t.signIn(await anAccount(t, role, rows[0]!.id)) : await world.staff(role)
})

const isVerb = (access: string): access is Verb => (verbKeys as readonly string[]).includes(access)
const may = (role: Role, spec: RouteSpec) => !isVerb(spec.access) || holds(role, spec.access)

/** Something of the right outer form for the places of a path. */
const somewhere = (spec: RouteSpec): Record<string, string> =>
  Object.fromEntries(
    [...spec.path.matchAll(/\{(\w+)\}/g)].map((m) => [m[1]!, m[1] === 'key' ? 'establishedMonthsMin' : '1']),
  )

const call = (who: Caller, key: Key, options: CallOptions = {}) =>
  who.call(key, {
    params: somewhere(allRoutes[key]),
    ...(isUnsafe(allRoutes[key]) ? { body: {} } : {}),
    ...options,
  })

test('every route says who may call it, and every verb opens some route', () => {
  expect(routes.length).toBeGreaterThan(70)
  for (const [key, spec] of routes) expect(['public', 'session', ...verbKeys], key).toContain(spec.access)
  const used = new Set(routes.map(([, spec]) => spec.access))
  expect(verbKeys.filter((v) => !used.has(v))).toEqual([])
})

test('a stranger gets no further than the public routes', async () => {
  for (const [key, spec] of routes.filter(([, s]) => s.access !== 'public')) {
    const { status, problem } = await call(t.anonymous, key)
    expect([status, problem?.code], `${spec.method} ${spec.path}`).toEqual([401, 'unauthenticated'])
  }
})

describe.each(roleKeys)('%s', (role) => {
  test('is refused what the post does not hold, before anything is read', async () => {
    for (const [key, spec] of routes.filter(([, s]) => !may(role, s))) {
      const { status, problem } = await call(callers[role], key)
      expect([status, problem?.code], `${spec.method} ${spec.path}`).toEqual([403, 'forbidden'])
    }
  })

  test('is never told “forbidden” for want of a verb it holds', async () => {
    const gets = routes.filter(([, s]) => s.method === 'GET' && may(role, s))
    for (const [key, spec] of gets) {
      const { status } = await call(callers[role], key)
      expect(status, `${spec.method} ${spec.path}`).not.toBe(500)
      expect(status, `${spec.method} ${spec.path}`).not.toBe(401)
    }
  })
})

/** A role that may call the route, so that the refusal under test is the one that shows. */
const someoneFor = (spec: RouteSpec): Caller =>
  spec.access === 'public' ? t.anonymous : callers[roleKeys.find((r) => may(r, spec))!]

test('a write without a number of its own is refused', async () => {
  for (const [key, spec] of routes.filter(([, s]) => isUnsafe(s) && s.idempotency !== 'natural')) {
    const { status, problem } = await call(someoneFor(spec), key, { headers: { 'idempotency-key': '' } })
    expect([status, problem?.code], `${spec.method} ${spec.path}`).toEqual([400, 'idempotency_key_required'])
  }
  const short = await call(someoneFor(allRoutes.recordVisit), 'recordVisit', {
    headers: { 'idempotency-key': 'short' },
  })
  expect([short.status, short.problem?.message]).toEqual([400, expect.stringContaining('16 至 100')])
})

test('a write that comes from another site is refused', async () => {
  for (const [key, spec] of routes.filter(([, s]) => isUnsafe(s))) {
    for (const origin of ['https://evil.example', 'null', 'http://localhost.evil.example']) {
      const { status, problem } = await call(someoneFor(spec), key, { headers: { origin } })
      expect([status, problem?.code], `${spec.path} from ${origin}`).toEqual([403, 'cross_site'])
    }
  }
})

/** Texts that have broken systems before. */
const nasty = fc.oneof(
  fc.constantFrom(
    '',
    '0',
    '-1',
    '9223372036854775807',
    '9223372036854775808',
    '1e309',
    'null',
    '\u0000',
    '%00',
    '../../etc/passwd',
    "' or 1=1 --",
    '=HYPERLINK("x")',
    '\ud800',
    '440800000000',
    '2026-02-30',
    '2026-13-01',
    '企业'.repeat(200),
    '{}',
    '__proto__',
  ),
  fc.string({ maxLength: 30 }),
)
const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    nasty,
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.string({ maxLength: 8 }), tie('any'), { maxKeys: 3 }),
  ),
})).any

/** Objects with the field names the route knows, so that the fuzz gets past the door. */
function bodyFor(spec: RouteSpec): fc.Arbitrary<unknown> {
  const names = fieldsOf(spec.body)
  return fc.oneof(
    { weight: 1, arbitrary: value },
    {
      weight: 3,
      arbitrary: fc.record(Object.fromEntries(names.map((n) => [n, value])), { requiredKeys: [] }),
    },
  )
}

function fieldsOf(schema: unknown): string[] {
  const shape = (schema as { shape?: object; options?: unknown[]; in?: unknown } | undefined) ?? {}
  if (shape.shape) return Object.keys(shape.shape)
  if (Array.isArray(shape.options)) return [...new Set(shape.options.flatMap(fieldsOf))]
  return []
}

const always: readonly ProblemCode[] = [
  'bad_request',
  'bad_cursor',
  'unauthenticated',
  'forbidden',
  'not_found',
  'in_flight',
  'idempotency_mismatch',
  'too_many',
  'too_large',
  'unsupported_type',
]

test.each(routes.map(([key, spec]) => [key, spec.path] as const))(
  '%s never breaks over bad input',
  async (key) => {
    const spec: RouteSpec = allRoutes[key]
    const who = someoneFor(spec)
    const query = fc.dictionary(fc.constantFrom('cursor', 'limit', ...fieldsOf(spec.query)), nasty, {
      maxKeys: 4,
    })
    const params = fc.record(Object.fromEntries(Object.keys(somewhere(spec)).map((n) => [n, nasty])))
    await fc.assert(
      fc.asyncProperty(params, query, bodyFor(spec), async (p, q, body) => {
        if (key === 'logout') return
        const answer = await who.call(key, {
          params: Object.fromEntries(
            Object.entries(p).map(([k, v]) => [k, v.replace(/[\ud800-\udfff]/g, '?')]),
          ),
          query: q,
          ...(isUnsafe(spec)
            ? spec.input === 'file'
              ? { file: Buffer.from(JSON.stringify(body) ?? '') }
              : { body: body ?? null }
            : {}),
        })
        if (answer.status < 400) return
        const told = `${answer.status} ${JSON.stringify(answer.problem)}`
        expect(answer.status, told).toBeLessThan(500)
        expect([...always, ...(spec.errors ?? [])], told).toContain(answer.problem.code)
        expect(problems[answer.problem.code][0], told).toBe(answer.status)
        expect(answer.problem.message, told).toMatch(/[\u4e00-\u9fff]/)
      }),
      { numRuns: 25, seed: 7 },
    )
  },
)
