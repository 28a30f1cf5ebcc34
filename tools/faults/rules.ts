import fc from 'fast-check'
import { type RawBuilder, sql } from 'kysely'
import { evaluate, type Facts } from '#contract/screening/evaluate.ts'
import {
  type Comparison,
  Condition,
  type RuleFieldKey,
  ruleFieldKeys,
  ruleFields,
} from '#contract/screening/rules.ts'
import { allowLong, type Tx } from '#kernel/database.ts'
import { compile } from '#modules/screening/compile.ts'
import { profiles } from '#modules/screening/profile.sql.ts'
import {
  asOf,
  broken,
  type Compiler,
  conditions,
  factsOfProfile,
  firm,
  judge,
  type Pools,
  textOf,
  withOtherValues,
} from '#test/rule-draws.ts'

/** What ten thousand drawn rules came to. */
export interface RulesLine {
  fault: 'rules'
  /** Rules that were compiled and judged by the database. */
  runs: number
  /** Firms each was judged over: those of a city read from its lists, and drawn ones. */
  firms: number
  /** Rules on which database and second opinion differ for any firm. */
  differences: number
  /** Rules whose SQL text depends on a value of theirs. */
  leaks: number
  /** Draws that are no rule and were refused. */
  refused: number
  /** Draws that are no rule and were taken, or are one and were refused. */
  misread: number
  seed: number
  seconds: number
  control: 'found' | 'missed'
}

export const isBadRules = (l: RulesLine): boolean =>
  l.differences + l.leaks + l.misread > 0 || l.refused === 0 || l.control === 'missed'

/** Whoever judges: the product's own, or one that was broken on purpose. */
interface Judges {
  compiler: Compiler
  opinion: (c: Condition, facts: Facts) => boolean | null
}
const own: Judges = { compiler: compile, opinion: (c, facts) => evaluate(c, facts, asOf) }

/** Breaks that a rule meets in practice: each must be noticed, or the comparison is blind to it. */
const plants: Readonly<Record<string, Partial<Judges>>> = {
  unknownIsNo: { compiler: (c, day) => sql`coalesce(${compile(c, day)}, false)` },
  oneMore: { compiler: (c, day) => compile(withEdges(c), day) },
  anyIsAll: { opinion: (c, facts) => evaluate(allForAny(c), facts, asOf) },
  otherDay: { opinion: (c, facts) => evaluate(c, facts, '2026-03-30') },
  wordInText: { compiler: (c, day) => sql`${compile(c, day)} ${asComment(c)}` },
}

const change = (c: Condition, leaf: (x: Comparison) => Comparison): Condition =>
  'all' in c
    ? { all: c.all.map((x) => change(x, leaf)) }
    : 'any' in c
      ? { any: c.any.map((x) => change(x, leaf)) }
      : 'not' in c
        ? { not: change(c.not, leaf) }
        : leaf(c)

const withEdges = (c: Condition) =>
  change(c, (x) => (x.is === 'atLeast' ? { ...x, number: x.number + 1 } : x))

function allForAny(c: Condition): Condition {
  if ('all' in c) return { all: c.all.map(allForAny) }
  if ('any' in c) return { all: c.any.map(allForAny) }
  return 'not' in c ? { not: allForAny(c.not) } : c
}

/** What a careless compiler would do: a value of the rule becomes text, here where it can do no harm. */
function asComment(c: Condition): RawBuilder<unknown> {
  const harmless = JSON.stringify(c).replace(/[^a-zA-Z0-9]/g, '')
  return sql.raw(`/* ${harmless} */`)
}

/** Words that would be something else as text: of SQL, of patterns, of templates, of JavaScript. */
const hostile = [
  "'",
  "''; drop table entity; --",
  "'); select pg_sleep(9); --",
  '"',
  '\\',
  '$1',
  '$$',
  '$' + '{process.exit(1)}',
  '{{7*7}}',
  '%',
  '_',
  '*/',
  '/*',
  '--',
  'NULL',
  '{}',
  '{A,B}',
  '__proto__',
  'constructor',
  "A' or '1'='1",
  '\u202eABC',
  '＇；',
  '🦊',
  'x'.repeat(5_000),
]

/** One comparison with words, put in somebody else's. */
const withHostile = (c: Condition, words: string[]): Condition => {
  let put = false
  const changed = change(c, (x) => {
    if (!('words' in x)) return x
    put = true
    return { ...x, words }
  })
  return put ? changed : { any: [c, { field: 'taxGrade', is: 'oneOf', words }] }
}

interface Batch {
  rules: Condition[]
  drawn: Facts[]
}

interface Told {
  differences: Condition[]
  leaks: Condition[]
}

interface City {
  facts: Facts[]
  table: RawBuilder<unknown>
}

/** Judges the rules of a batch over both kinds of firms, and compares. */
async function compareBatch(trx: Tx, city: City, { rules, drawn }: Batch, by: Judges): Promise<Told> {
  const differing = new Set<number>()
  const sides = [
    { facts: city.facts, found: await judge(trx, rules, city.table, by.compiler) },
    { facts: drawn, found: await judge(trx, rules, drawn, by.compiler) },
  ]
  for (const { facts, found } of sides)
    facts.forEach((f, row) => {
      rules.forEach((c, i) => {
        if (found[row]![i] !== by.opinion(c, f)) differing.add(i)
      })
    })
  const leaks = rules.filter(
    (c) => textOf(trx, c, by.compiler) !== textOf(trx, withOtherValues(c), by.compiler),
  )
  return { differences: [...differing].map((i) => rules[i]!), leaks }
}

/** The firms of the registry as rules read them, and their facts as anybody would read them off the same row. */
async function readCity(trx: Tx): Promise<City> {
  const moment = { asOf, version: null, entityId: null, at: new Date(`${asOf}T12:00:00Z`) }
  await sql`create temporary table city_firm on commit drop as
    select row_number() over (order by x.id)::int as n, x.* from (${profiles(moment)}) x`.execute(trx)
  const { rows } = await sql<{ line: string }>`
    select to_jsonb(c)::text as line from city_firm c order by c.n`.execute(trx)
  return {
    facts: rows.map((r) => factsOfProfile(JSON.parse(r.line) as Record<string, unknown>)),
    table: sql`city_firm`,
  }
}

/** Values that firms of the city have, and their neighbours: bounds drawn from these divide them. */
function poolsOf(facts: readonly Facts[]): Pools {
  const near = (field: RuleFieldKey): number[] => {
    const { kind } = ruleFields[field]
    if (kind === 'date') return [6, 11, 12, 24, 36, 60, 120]
    if (kind !== 'number' && kind !== 'money') return []
    const values = facts.flatMap((f) => (typeof f[field] === 'bigint' ? [Number(f[field])] : []))
    return [...new Set(values)]
      .filter((v) => v < 1_000_000_000)
      .slice(0, 50)
      .flatMap((v) => [Math.max(0, v - 1), v, v + 1])
  }
  return Object.fromEntries(ruleFieldKeys.map((f) => [f, near(f)]))
}

const perBatch = 100

/** So many rules in batches; one seed draws the same rules and firms again. */
function* draw(runs: number, seed: number, pools: Pools): Generator<Batch> {
  for (let done = 0; done < runs; done += perBatch) {
    const at = { seed: (seed + done) | 0, numRuns: Math.min(perBatch, runs - done) }
    yield {
      rules: fc.sample(conditions(pools), at),
      drawn: fc.sample(firm, { seed: at.seed, numRuns: 40 }),
    }
  }
}

/** Hostile words stand in every fourth rule; what a person cannot send is judged all the same, past the door. */
function spoil(rules: readonly Condition[], from: number): Condition[] {
  return rules.map((c, i) =>
    i % 4 === 3 ? withHostile(c, [hostile[((from + i) >> 2) % hostile.length]!, 'A']) : c,
  )
}

const taken = (draws: readonly unknown[]) => draws.filter((d) => Condition.safeParse(d).success).length

/** Draws rules, has the database and the second opinion judge them, and looks whether a broken judge would be seen. */
export async function fuzzRules(trx: Tx, runs: number, seed: number): Promise<RulesLine> {
  const began = performance.now()
  await allowLong(trx, 30_000)
  const city = await readCity(trx)
  const line: RulesLine = {
    fault: 'rules',
    runs: 0,
    firms: 0,
    differences: 0,
    leaks: 0,
    refused: 0,
    misread: 0,
    seed,
    seconds: 0,
    control: 'missed',
  }
  const unseen = new Map(Object.entries(plants))
  for (const batch of draw(runs, seed, poolsOf(city.facts))) {
    const spoilt = spoil(batch.rules, line.runs)
    const noRules: unknown[] = [
      ...spoilt.filter((c, i) => c !== batch.rules[i]),
      ...fc.sample(broken, { seed: seed + line.runs, numRuns: 10 }),
    ]
    const wrongly = taken(noRules)
    line.misread += wrongly + (batch.rules.length - taken(batch.rules))
    line.refused += noRules.length - wrongly
    const told = await compareBatch(trx, city, { ...batch, rules: spoilt }, own)
    for (const c of [...told.differences, ...told.leaks].slice(0, 3)) console.error(JSON.stringify(c))
    line.differences += told.differences.length
    line.leaks += told.leaks.length
    line.runs += spoilt.length
    line.firms = city.facts.length + batch.drawn.length
    for (const [name, plant] of unseen) {
      const seen = await compareBatch(trx, city, batch, { ...own, ...plant })
      if ((name === 'wordInText' ? seen.leaks : seen.differences).length > 0) unseen.delete(name)
    }
  }
  line.control = unseen.size === 0 ? 'found' : 'missed'
  line.seconds = Math.round((performance.now() - began) / 100) / 10
  return line
}
