import { beforeAll, expect, test } from 'vitest'
import { allRoutes } from '#contract/index.ts'
import { isUnsafe, type RouteSpec } from '#contract/kernel/route.ts'
import { type Answer, type CallOptions, type RouteKey, testApp } from './app.ts'
import { goodCalls } from './calls.ts'
import { fingerprint } from './fingerprint.ts'
import { aStage, type GoodCall, type GoodCalls } from './stage.ts'

/**
 * Every route that writes, with a call that would succeed: from another site, in another form or with a field that is the
 * server's own it is refused and not one row of one table changes; as it is, it goes through.
 */
const t = testApp()
let calls: GoodCalls

beforeAll(async () => {
  calls = goodCalls(await aStage(t))
})

const writes = (Object.entries(allRoutes) as [RouteKey, RouteSpec][]).filter(([, s]) => isUnsafe(s))

interface Attack {
  name: string
  options: CallOptions
  expected: readonly [number, string]
}

const elsewhere: Record<string, string | undefined>[] = [
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { origin: 'http://localhost.evil.example' },
  { origin: 'http://localhost:81' },
  { origin: 'http://evil.example/http://localhost' },
  { origin: '' },
  { origin: undefined },
  { origin: undefined, referer: 'http://localhost/console/' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
]

/** What a form of another site can send without being asked, and JSON under other names. */
const forms = [
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=b',
  'text/plain',
  'text/plain; charset=utf-8',
  'text/json',
  'application/json; charset=utf-16',
]

/** Fields only the server sets. */
const owned: Readonly<Record<string, unknown>> = {
  id: '1',
  orgId: '1',
  org_id: '1',
  bankId: '1',
  bank_id: '1',
  status: 'active',
  version: 1,
  createdBy: '1',
  created_by: '1',
  approvedBy: '1',
  score: 100,
  level: 'city',
  verified: true,
  isAdmin: true,
}

/** The body with one field more in one of the objects in it. */
function* taintedBelow(body: object, field: string): Generator<object> {
  for (const [key, inner] of Object.entries(body)) {
    if (typeof inner !== 'object' || inner === null) continue
    const bad = [...taintedBelow(inner, field)]
    if (!Array.isArray(inner)) bad.push({ ...inner, [field]: '1' })
    // One of a long list of like things is enough.
    for (const b of Array.isArray(body) && key !== '0' ? [] : bad)
      yield Array.isArray(body) ? Object.assign([...body], { [key]: b }) : { ...body, [key]: b }
  }
}

function* attacksOn(spec: RouteSpec, good: GoodCall): Generator<Attack> {
  const { options } = good
  for (const headers of elsewhere)
    yield { name: `from ${JSON.stringify(headers)}`, options: { headers }, expected: [403, 'cross_site'] }
  if (spec.body || spec.input === 'file')
    for (const form of forms)
      yield {
        name: `as ${form}`,
        options: {
          headers: { 'content-type': form },
          ...(spec.body ? { body: Buffer.from(JSON.stringify(options.body)) } : {}),
        },
        expected: [415, 'unsupported_type'],
      }
  const expected = [400, 'bad_request'] as const
  for (const field of ['id', 'status', 'orgId'])
    yield { name: `?${field}`, options: { query: { ...options.query, [field]: '1' } }, expected }
  if (spec.input === 'file') return
  const body = (options.body ?? {}) as object
  for (const [field, value] of Object.entries(owned))
    if (!Object.hasOwn(body, field))
      yield { name: field, options: { body: { ...body, [field]: value } }, expected }
  for (const below of taintedBelow(body, 'verified'))
    yield { name: JSON.stringify(below).slice(0, 300), options: { body: below }, expected }
}

/** Looks that are sent as a write: the receipt stands in no address, and a mapping, a paragraph or a table is too long for one. */
const traceless: readonly RouteKey[] = ['portalStatus', 'tryImport', 'checkFigures', 'previewCalendarYear']

test.each(writes)('%s takes effect as it is, and in no other way', async (key, spec) => {
  const good = await calls[key]()
  const call = (options: CallOptions = {}): Promise<Answer<RouteKey>> =>
    good.who.call(key, { ...good.options, ...options })
  const before = await fingerprint(t)
  let tried = 0
  for (const { name, options, expected } of attacksOn(spec, good)) {
    const { status, problem } = await call(options)
    expect([status, problem.code], name).toEqual(expected)
    tried += 1
  }
  expect(tried).toBeGreaterThan(spec.input === 'file' ? 15 : 20)
  expect(await fingerprint(t)).toEqual(before)
  const { status, problem } = await call()
  expect(status, JSON.stringify(problem)).toBe(200)
  const after = await fingerprint(t)
  if (traceless.includes(key)) expect(after).toEqual(before)
  else expect(after).not.toEqual(before)
})

test('every route that writes is among them', () => {
  expect(writes.length).toBe(Object.values(allRoutes).filter((r) => r.method !== 'GET').length)
  expect(writes.length).toBeGreaterThan(35)
})
