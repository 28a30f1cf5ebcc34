import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { allRoutes } from '#contract/index.ts'
import { isUnsafe, type RouteSpec } from '#contract/kernel/route.ts'
import { holds, roleKeys, type Verb } from '#contract/organisations/roles.ts'
import { nameKey } from '#modules/registry/import/values/name.ts'
import { type Answer, type Caller, type RouteKey, testApp } from './app.ts'
import { spokenSteps } from './calls.firms.ts'
import { goodCalls } from './calls.ts'
import { anAddress, aStage, type GoodCall, type GoodCalls, type Stage } from './stage.ts'

/** Texts that would be statements if anyone read them as such: they are words, wherever they stand. */
const t = testApp()

/** At most twenty characters, so that every free text takes them. */
const payloads = [
  `' or 1=1 --`,
  `' or '1'='1`,
  `'||pg_sleep(20)||'`,
  `');drop table org;--`,
  `" or ""="`,
  `\\'; select 1; --`,
  `%' or '%'='`,
  '1) or (1=1',
  `' union select 1--`,
  '$$;select 1;$$',
  `E'\\x27'`,
  '$1 ? :name @p #{x}',
  '/**/or/**/1=1',
  `';vacuum;--`,
  `1;select(9)`,
  '#{7*7}{{7*7}}<%=7%>',
] as const

/** No statement of ours takes long; one that slept twenty seconds would show on the slowest machine. */
async function quickly<T>(work: () => Promise<T>, told: string): Promise<T> {
  const started = performance.now()
  const done = await work()
  expect(performance.now() - started, told).toBeLessThan(15_000)
  return done
}

let said = 0
const next = () => {
  said += 1
  return payloads[said % payloads.length]!
}
const spoken: string[] = []
/** Free texts say the next payload; where the form wants more words, those follow. */
const say = (words: string): string => {
  const payload = next()
  const text = words.length >= 10 ? `${payload} ${words}` : payload
  spoken.push(text)
  return text
}

let stage: Stage
let calls: GoodCalls

beforeAll(async () => {
  stage = await aStage(t, say)
  calls = goodCalls(stage)
})

const routes = Object.entries(allRoutes) as [RouteKey, RouteSpec][]
const shapeOf = (schema: unknown) => Object.keys((schema as { shape?: object } | undefined)?.shape ?? {})
const rowsIn = (answer: Answer<RouteKey>) =>
  (answer.body as unknown as { rows?: unknown[] } | undefined)?.rows ?? []

describe('in an address', () => {
  /** Fields that are compared with what people wrote; every other field takes a word of its own list. */
  const free = ['search', 'object', 'fileName', 'fragment']

  test.each(routes.filter(([, s]) => s.query && !isUnsafe(s)))('%s reads it as words', async (key, spec) => {
    const { who, options } = await calls[key]()
    const clean = await who.call(key, options)
    // A field that takes a word of a list gets another of them each time.
    for (const field of shapeOf(spec.query))
      for (const payload of free.includes(field) ? payloads : [next()]) {
        const told = `?${field}=${payload}`
        const answer = await quickly(
          () => who.call(key, { ...options, query: { ...options.query, [field]: payload } }),
          told,
        )
        if (!free.includes(field)) expect(answer.status, told).toBe(400)
        else {
          expect(answer.status, told).toBe(200)
          expect(rowsIn(answer), told).toEqual([])
        }
      }
    const again = await who.call(key, options)
    if (key !== 'listAudit') expect(again.body).toEqual(clean.body)
  })

  test('no route takes such a name for a row', async () => {
    const named = routes.filter(([, s]) => s.params)
    const holders = new Map<string, Caller>()
    for (const [key, spec] of named) {
      const role = roleKeys.find((r) => holds(r, spec.access as Verb) && r !== 'enterprise')!
      const who = holders.get(role) ?? (await stage.world.staff(role))
      holders.set(role, who)
      for (const name of shapeOf(spec.params))
        for (const payload of [next(), next(), next()]) {
          const params = { ...Object.fromEntries(shapeOf(spec.params).map((n) => [n, '1'])), [name]: payload }
          const told = `${key} ${payload}`
          const body = spec.input === 'file' ? { file: Buffer.from('x') } : isUnsafe(spec) ? { body: {} } : {}
          const answer = await quickly(() => who.call(key, { params, ...body }), told)
          expect([answer.status, answer.problem.details], told).toEqual([
            400,
            { fields: [{ field: `params.${name}`, label: expect.any(String), message: expect.any(String) }] },
          ])
        }
    }
    expect(named.length).toBeGreaterThan(25)
  })

  test('a search finds what bears these signs in its name, and nothing else', async () => {
    const names = [...payloads.map((p) => `试验${p}商行`), '一户平常的商行']
    const made = await Promise.all(names.map((name) => stage.world.firm({ name, foundedOn: '2025-06-01' })))
    for (const sought of [...payloads, '平常', "'", '--', ';', '%', '_', '\\', '"', "' '", '%%', '__']) {
      const { rows } = await stage.visitor.ok('listEntities', { query: { search: sought, limit: '100' } })
      const wanted = nameKey(sought)
      const expected = made.filter((f) => wanted !== '' && nameKey(f.name).includes(wanted))
      expect(rows.map((r) => r.name).sort(), sought).toEqual(expected.map((f) => f.name).sort())
    }
  })

  test.each(['listEntities', 'listTargets', 'listVisits', 'listDeclarations', 'listCases'] as const)(
    '%s finds nothing by marks alone, and something by a name',
    async (key) => {
      const { who } = await calls[key]()
      const target = (await stage.world.list([stage.shown.firm]))[0]!
      await stage.visitor.call('recordVisit', {
        body: { ...((await calls.recordVisit()).options.body as object), targetId: target.id },
      })
      const { rows } = await t.owner.query<{ id: string }>(
        'select list_id::text as id from target where id = $1',
        [target.id],
      )
      const list: Record<string, string> = key === 'listTargets' ? { listId: rows[0]!.id } : {}
      for (const search of ["'", '--', "''", ';', '" "'])
        expect(rowsIn(await who.call(key, { query: { ...list, search } })), search).toEqual([])
      const found = await who.call(key, { query: { ...list, search: stage.shown.firm.name } })
      expect(rowsIn(found).length).toBeGreaterThan(0)
    },
  )
})

/** How many rows of any table hold the text, exactly as it was sent. */
async function timesKept(text: string): Promise<number> {
  return t.system(async ({ trx }) => {
    const { rows: tables } = await sql<{ name: string }>`
      select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not in ('audit', 'idempotency') order by 1`.execute(
      trx,
    )
    const inside = JSON.stringify(text).slice(1, -1)
    const one = ({ name }: { name: string }) =>
      sql`select count(*)::int as n from ${sql.table(name)} x where position(${inside} in to_jsonb(x)::text) > 0`
    const { rows } = await sql<{ n: number }>`${sql.join(tables.map(one), sql` union all `)}`.execute(trx)
    return rows.reduce((sum, r) => sum + r.n, 0)
  })
}

/** Paths to the strings of a body that are words of the form, not of a person. */
function* formWords(node: unknown, path: (string | number)[] = []): Generator<(string | number)[]> {
  if (typeof node === 'string') {
    if (!spoken.some((s) => node.endsWith(s))) yield path
  } else if (typeof node === 'object' && node !== null)
    for (const [key, inner] of Object.entries(node).slice(0, 12)) yield* formWords(inner, [...path, key])
}

function replaced(node: unknown, [key, ...rest]: (string | number)[], value: string): unknown {
  if (key === undefined) return value
  const copy = (Array.isArray(node) ? [...(node as unknown[])] : { ...(node as object) }) as Record<
    string,
    unknown
  >
  copy[key] = replaced(copy[key], rest, value)
  return copy
}

/** Words somebody else has chosen: sent in their place, a statement is a wrong word among others. */
const refusedLater: Readonly<Record<string, number>> = {
  login: 401,
  password: 401,
  secret: 401,
  old: 422,
  receipt: 404,
  previewHash: 409,
  // Which fields a list may have is known when its kind is.
  'mapImport field': 422,
  // A table is read as one, and a version is of the calendar that was looked at.
  'previewCalendarYear text': 422,
  'enterCalendarYear text': 422,
  'enterCalendarYear version': 409,
}

async function wordsOfTheForm(key: RouteKey, good: GoodCall): Promise<void> {
  for (const path of formWords(good.options.body)) {
    const field = String(path.at(-1))
    // Not refused at all: names and passwords one gives oneself.
    if (
      key === 'bootstrap' ||
      ((key === 'createAccount' || key === 'changePassword') && field === 'password')
    )
      continue
    const value = field === 'receipt' || field === 'previewHash' ? next().padEnd(24, '-') : next()
    const body = replaced(good.options.body, path, value)
    const told = `${path.join('.')} = ${value}`
    const answer = await quickly(() => good.who.call(key, { ...good.options, ip: anAddress(), body }), told)
    expect(answer.status, told).toBe(
      key === 'createAccount' ? 400 : (refusedLater[`${key} ${field}`] ?? refusedLater[field] ?? 400),
    )
  }
}

describe('in a body', () => {
  const steps = ['refuse', 'contact', 'grant', 'enterpriseDecline', 'close'].map((s) => `actOnDeskCase ${s}`)
  const more = [
    ...steps,
    ...['requestSupplement', 'supplement', 'failPrecheck'].map((s) => `actOnDeclaration ${s}`),
  ]
  const writes = routes.filter(([, s]) => isUnsafe(s)).map(([key]) => key as string)
  let kept = 0

  test.each([...writes, ...more])('%s keeps it as it was written', async (name) => {
    const key = name.split(' ')[0] as RouteKey
    spoken.length = 0
    const make = more.includes(name) ? spokenSteps(stage)[name]! : calls[key]
    const good = await make()
    const words = [...spoken]
    await wordsOfTheForm(key, good)
    const answer = await quickly(() => good.who.call(key, good.options), name)
    expect(answer.status, JSON.stringify(answer.problem)).toBe(200)
    const sent = JSON.stringify([good.options.body, good.options.query])
    for (const text of words.filter((w) => sent.includes(JSON.stringify(w).slice(1, -1)))) {
      expect(await timesKept(text), `${name}: ${text}`).toBeGreaterThan(0)
      kept += 1
    }
  })

  test('many texts were looked for, and no table is gone', async () => {
    expect(kept).toBeGreaterThan(50)
    const { rows } = await t.owner.query<{ n: number }>(
      "select count(*)::int as n from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
    )
    expect(rows[0]!.n).toBeGreaterThan(45)
    expect((await stage.visitor.ok('listEntities')).rows.length).toBeGreaterThan(10)
  })
})
