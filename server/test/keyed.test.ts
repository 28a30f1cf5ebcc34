import { beforeAll, expect, test } from 'vitest'
import type * as z from 'zod'
import { allRoutes } from '#contract/index.ts'
import type { RouteSpec } from '#contract/kernel/route.ts'
import { isKeyed } from '#kernel/http/gate.ts'
import { type CallOptions, testApp } from './app.ts'
import { goodCalls } from './calls.ts'
import type { RouteKey } from './reach.ts'
import { aStage, type GoodCalls } from './stage.ts'

/** Every write under a key, whichever it is: it takes effect once, is answered alike again, and its key is no other call's. */
const t = testApp()
let calls: GoodCalls

beforeAll(async () => {
  calls = goodCalls(await aStage(t))
})

const keyed = (Object.entries(allRoutes) as [RouteKey, RouteSpec][]).filter(([, spec]) => isKeyed(spec))

/** Bodies that differ from one in a single word, nearest first. */
function* others(node: unknown): Generator<unknown> {
  if (typeof node === 'string') yield* ['999999', `${node}改`]
  if (typeof node === 'number') yield node + 1
  if (typeof node !== 'object' || node === null) return
  for (const [key, inner] of Object.entries(node))
    for (const other of others(inner))
      yield Array.isArray(node)
        ? Object.assign([...(node as unknown[])], { [key]: other })
        : { ...node, [key]: other }
}

/** A call to the same route that asks for something else. */
function otherThan(spec: RouteSpec, options: CallOptions): CallOptions {
  if (spec.input === 'file') return { file: Buffer.from('企业名称\n试验商行\n') }
  const schema = spec.body as z.ZodType & { shape?: object }
  const left = Object.keys(schema.shape ?? {}).map((k) => ({
    ...(options.body as object),
    [k]: '2026-01-31',
  }))
  for (const body of [...others(options.body), ...left]) if (schema.safeParse(body).success) return { body }
  // A body that says nothing: it is asked of something else.
  const [[name, id] = ['', '']] = Object.entries(options.params ?? {})
  return { params: { ...options.params, [name]: id.replace(/\d+$/, '999999') } }
}

const actions = async (): Promise<string> =>
  (await t.owner.query<{ n: string }>('select count(*) as n from action_log')).rows[0]!.n

test.each(keyed)('%s takes effect once under its key', async (route, spec) => {
  const { who, options } = await calls[route]()
  const key = t.deps.random.uuid()
  const send = (over: CallOptions = {}) => who.call(route, { ...options, ...over, key })
  const first = await send()
  expect(first.status, JSON.stringify(first.problem)).toBe(200)
  const before = await actions()
  const again = await send()
  expect([again.status, again.headers['idempotent-replayed']]).toEqual([200, 'true'])
  expect(again.raw).toEqual(first.raw)
  const mixed = await send(otherThan(spec, options))
  expect([mixed.status, mixed.problem.code]).toEqual([422, 'idempotency_mismatch'])
  expect(await actions()).toBe(before)
})
