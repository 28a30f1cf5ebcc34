import { inflateRawSync } from 'node:zlib'
import type * as z from 'zod'
import { ledgerKeys } from '#contract/boards/words.ts'
import { allRoutes } from '#contract/index.ts'
import type { RouteSpec } from '#contract/kernel/route.ts'
import { holds, type Role, type Verb, verbKeys } from '#contract/organisations/roles.ts'
import type { Caller, TestApp } from './app.ts'

/** Everything a post can ask: each GET it may call, with each id there is, each filter, order and page. */

export type RouteKey = keyof typeof allRoutes

export interface Question {
  route: RouteKey
  params: Record<string, string>
  query: Record<string, string>
}

/** Values to try in the places of a path and in the free fields of a query, by field name. */
export type Tries = Readonly<Record<string, readonly string[]>>

const isVerb = (access: string): access is Verb => (verbKeys as readonly string[]).includes(access)

export const mayCall = (role: Role, spec: RouteSpec) => !isVerb(spec.access) || holds(role, spec.access)

interface Field {
  name: string
  required: boolean
  values: readonly string[]
}

/** What may stand in one field: its own words where it has some, else what the test wants tried. */
function fieldsOf(query: z.ZodType | undefined, tries: Tries): Field[] {
  const shape = (query as unknown as { shape?: Record<string, z.ZodType> } | undefined)?.shape ?? {}
  return Object.entries(shape).map(([name, schema]) => {
    const { def } = schema as unknown as { def: { type: string; innerType?: z.ZodType } }
    const required = def.type !== 'optional'
    const inner = required ? schema : def.innerType!
    const words = inner as unknown as { options?: string[]; value?: string; def: { type: string } }
    const own =
      words.def.type === 'enum' ? words.options : words.def.type === 'literal' ? [words.value!] : undefined
    return { name, required, values: own ?? tries[name] ?? [] }
  })
}

/** All questions of one route: every required word, alone and with each value of each other field. */
function questionsOf(route: RouteKey, tries: Tries): Question[] {
  const spec: RouteSpec = allRoutes[route]
  const names = Array.from(spec.path.matchAll(/\{(\w+)\}/g), (m) => m[1]!)
  const values = (name: string) => (name === 'kind' ? ledgerKeys : (tries[name] ?? []))
  const params = names.reduce<Record<string, string>[]>(
    (sets, name) => sets.flatMap((set) => values(name).map((v) => ({ ...set, [name]: v }))),
    [{}],
  )
  const fields = fieldsOf(spec.query, tries)
  const bases = fields
    .filter((f) => f.required)
    .reduce<Record<string, string>[]>(
      (sets, f) => sets.flatMap((set) => f.values.map((v) => ({ ...set, [f.name]: v }))),
      [{}],
    )
  const queries = bases.flatMap((base) => [
    base,
    ...fields.filter((f) => !f.required).flatMap((f) => f.values.map((v) => ({ ...base, [f.name]: v }))),
  ])
  return params.flatMap((p) => queries.map((q) => ({ route, params: p, query: q })))
}

/** Every GET this role may call, in every form. Signing in and out are not among them. */
export function questionsFor(role: Role, tries: Tries): Question[] {
  return (Object.keys(allRoutes) as RouteKey[])
    .filter((route) => allRoutes[route].method === 'GET' && mayCall(role, allRoutes[route]))
    .flatMap((route) => questionsOf(route, tries))
}

export interface Heard extends Question {
  status: number
  /** Headers and body as text; a workbook with every part of it unpacked. */
  text: string
  /** The body alone, without the number every refusal carries. */
  body: string
  json: unknown
}

/** Asks the questions, a few at a time, and hands on each answer whole; a list is followed to its second page. */
export async function hear(
  who: Caller,
  questions: readonly Question[],
  take: (heard: Heard) => void,
): Promise<number> {
  let asked = 0
  await inParallel(questions, async (question) => {
    const answer = await who.call(question.route, { params: question.params, query: question.query })
    asked += 1
    const zipped = answer.raw.subarray(0, 2).toString() === 'PK'
    const text = zipped ? unpack(answer.raw) : answer.raw.toString()
    take({
      ...question,
      status: answer.status,
      body: text.replace(String(answer.headers['x-trace-id']), ''),
      text: `${JSON.stringify(answer.headers)}\n${text}`,
      json: zipped ? null : answer.body,
    })
    const next = (answer.body as { nextCursor?: string | null } | undefined)?.nextCursor
    if (next && question.query.cursor === undefined)
      asked += await hear(who, [{ ...question, query: { ...question.query, cursor: next } }], take)
  })
  return asked
}

/** Runs the work on all items, eight at a time: the server answers them side by side, as it would in life. */
export async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = items[Symbol.iterator]()
  const hand = async () => {
    for (const item of { [Symbol.iterator]: () => rest }) await work(item)
  }
  await Promise.all(Array.from({ length: 8 }, hand))
}

/** The text of every part of a zip, by its central directory: sheets, styles, properties, comments, whatever is there. */
export function unpack(zip: Buffer): string {
  const parts: string[] = []
  let at = zip.indexOf(Buffer.from('PK\x01\x02', 'latin1'))
  while (at >= 0 && zip.readUInt32LE(at) === 0x02014b50) {
    const method = zip.readUInt16LE(at + 10)
    const size = zip.readUInt32LE(at + 20)
    const [name, extra, comment] = [28, 30, 32].map((o) => zip.readUInt16LE(at + o)) as [
      number,
      number,
      number,
    ]
    const local = zip.readUInt32LE(at + 42)
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const bytes = zip.subarray(start, start + size)
    parts.push(zip.subarray(at + 46, at + 46 + name + extra + comment).toString())
    parts.push((method === 8 ? inflateRawSync(bytes) : bytes).toString())
    at += 46 + name + extra + comment
  }
  return parts.join('\n')
}

/** The ids of every row there is, by the name they have in paths and filters. */
export async function idsOf(t: TestApp): Promise<Record<string, string[]>> {
  const tables = {
    caseId: 'bank_case',
    declarationId: 'declaration',
    entityId: 'entity',
    targetId: 'target',
    visitId: 'visit',
    batchId: 'import_batch',
    listId: 'target_list',
    runId: 'screening_run',
    exportId: 'export_request',
  }
  const ids: Record<string, string[]> = {}
  for (const [name, table] of Object.entries(tables)) {
    const { rows } = await t.owner.query<{ id: string }>(`select id::text from ${table} order by id`)
    ids[name] = rows.map((r) => r.id)
  }
  return ids
}
