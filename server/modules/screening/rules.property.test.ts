import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { evaluate, type Facts, type FactValue, isKept, withChanges } from '#contract/screening/evaluate.ts'
import {
  type Comparison,
  Condition,
  comparisonsOf,
  operatorsOf,
  type Rule,
  type RuleField,
  type RuleFieldKey,
  ruleFieldKeys,
  ruleFields,
} from '#contract/screening/rules.ts'
import { turnOf } from '#contract/screening/turn.ts'
import { changeWords } from '#contract/screening/turn.words.ts'
import type { Tx } from '#kernel/database.ts'
import { testApp } from '#test/app.ts'
import { compile } from './compile.ts'

/** Rules drawn at random, over firms drawn at random: the database and the second opinion agree (controls C6, T10; Q4). */
const t = testApp()
const asOf = '2026-03-31'
const seed = Number(process.env.TEST_SEED ?? Math.floor(Math.random() * 2 ** 31))
const of = (numRuns: number) => ({ numRuns, seed })

const fields = fc.constantFrom(...ruleFieldKeys)
const words = (spec: RuleField) => fc.subarray(Object.keys(spec.words ?? {}), { minLength: 1 })
const small = fc.integer({ min: 0, max: 4 })

function comparison(field: RuleFieldKey): fc.Arbitrary<Comparison> {
  const spec: RuleField = ruleFields[field]
  return fc.constantFrom(...operatorsOf[spec.kind]).chain((is): fc.Arbitrary<Comparison> => {
    if (is === 'oneOf' || is === 'hasAny') return words(spec).map((w) => ({ field, is, words: w }))
    if (is === 'atLeast' || is === 'atMost') return small.map((number) => ({ field, is, number }))
    if (is === 'moneyAtLeast' || is === 'moneyAtMost') return small.map((n) => ({ field, is, fen: `${n}` }))
    if (is === 'monthsAgoAtLeast' || is === 'monthsAgoAtMost')
      return small.map((months) => ({ field, is, months }))
    return is === 'daysAheadAtMost' ? small.map((days) => ({ field, is, days })) : fc.constant({ field, is })
  })
}

const leaf = fields.chain(comparison)
const condition: fc.Arbitrary<Condition> = fc.letrec<{ c: Condition }>((tie) => ({
  c: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    leaf,
    fc.array(tie('c'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
    fc.array(tie('c'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    tie('c').map((not) => ({ not })),
  ),
})).c

/** Days on and beside every edge the rules above can draw. */
const days = [
  '2025-11-29',
  '2025-11-30',
  '2025-12-01',
  '2025-12-31',
  '2026-01-31',
  '2026-02-27',
  '2026-02-28',
  '2026-03-01',
  '2026-03-30',
  asOf,
  '2026-04-01',
  '2026-04-04',
  '2026-04-05',
]
const mayBe = (field: RuleFieldKey): FactValue[] => {
  const spec: RuleField = ruleFields[field]
  if (spec.kind === 'yes') return [true, false]
  if (spec.kind === 'number' || spec.kind === 'money') return [0n, 1n, 2n, 3n, 4n, 5n]
  const own = Object.keys(spec.words ?? {}).filter((w) => w !== 'unknown')
  if (spec.kind === 'word') return own
  if (spec.kind === 'words')
    return own.reduce<string[][]>((all, w) => all.flatMap((s) => [s, [...s, w]]), [[]])
  if (field === 'loanDueOn') return days.filter((d) => d >= asOf)
  return days.filter((d) => field === 'foundedOn' || d <= asOf)
}

const orNot = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 3 })
const listed = ['tax', 'social', 'census', 'loan', 'label'] as const
const detailOf: Partial<Record<RuleFieldKey, (typeof listed)[number]>> = {
  taxGrade: 'tax',
  taxPaid: 'tax',
  exportRefund: 'tax',
  taxAbnormal: 'tax',
  insured: 'social',
  lastPaidMonth: 'social',
  employees: 'census',
  revenue: 'census',
  loanDueOn: 'loan',
}
const presence = {
  tax: 'inTaxList',
  social: 'inSocialList',
  census: 'inCensus',
  loan: 'hasLoan',
  label: 'labelled',
} as const

/** A firm as lists can make one: who has a fact of a list is on it, and a list that never came says nothing. */
const firm: fc.Arbitrary<Facts> = fc
  .record({
    on: fc.record(
      Object.fromEntries(listed.map((l) => [l, orNot(fc.boolean())])) as Record<
        (typeof listed)[number],
        fc.Arbitrary<boolean | null>
      >,
    ),
    own: fc.record(
      Object.fromEntries(ruleFieldKeys.map((f) => [f, orNot(fc.constantFrom(...mayBe(f)))])) as Record<
        RuleFieldKey,
        fc.Arbitrary<FactValue>
      >,
    ),
  })
  .map(({ on, own }) => {
    const facts: Record<RuleFieldKey, FactValue> = { ...own, hasDemand: own.hasDemand === true }
    for (const l of listed) facts[presence[l]] = on[l]
    for (const [field, list] of Object.entries(detailOf))
      if (on[list] !== true) facts[field as RuleFieldKey] = null
    return facts
  })

/** The profile a firm of such facts has. */
const profileOf = (f: Facts, n: number) => ({
  n,
  kind: f.kind,
  registration_status: f.registrationStatus ?? 'unknown',
  founded_on: f.foundedOn,
  open_marks: f.openMarks,
  mark_list: f.openMarks === null ? null : 1,
  tax_grade: f.taxGrade,
  tax_fen: f.taxPaid,
  export_refund_fen: f.exportRefund,
  tax_abnormal: f.taxAbnormal,
  insured: f.insured,
  last_paid_month: f.lastPaidMonth,
  employees: f.employees,
  revenue_fen: f.revenue,
  loan_due_on: f.loanDueOn,
  has_demand: f.hasDemand,
  ...Object.fromEntries(
    listed.flatMap((l) => [
      [`${l}_list`, f[presence[l]] === null ? null : 1],
      [`${l}_fact`, f[presence[l]] === true ? 7 : null],
    ]),
  ),
})
const json = (value: unknown) =>
  JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? Number(v) : v))

/** What the database makes of conditions over firms: a row a firm, in their order. */
async function judge(
  trx: Tx,
  conditions: readonly Condition[],
  firms: readonly Facts[],
): Promise<(boolean | null)[][]> {
  const { rows } = await sql<{ r: (boolean | null)[] }>`
    select array[${sql.join(conditions.map((c) => compile(c, asOf)))}]::boolean[] as r
    from jsonb_to_recordset(${json(firms.map(profileOf))}::jsonb) as p (n int, kind text, registration_status text, founded_on date,
      open_marks text[], mark_list bigint, tax_grade text, tax_fen bigint, export_refund_fen bigint, tax_abnormal boolean, insured int,
      last_paid_month date, employees int, revenue_fen bigint, loan_due_on date, has_demand boolean, tax_list bigint, tax_fact bigint,
      social_list bigint, social_fact bigint, census_list bigint, census_fact bigint, loan_list bigint, loan_fact bigint,
      label_list bigint, label_fact bigint) order by p.n`.execute(trx)
  return rows.map((r) => r.r)
}

test('whatever rule is drawn, the database judges as the second opinion does, and no value is ever its text', async () => {
  await t.system(async ({ trx }) => {
    await sql`select set_config('statement_timeout', '5000', true)`.execute(trx)
    await fc.assert(
      fc.asyncProperty(
        fc.array(condition, { minLength: 4, maxLength: 8 }),
        fc.array(firm, { minLength: 6, maxLength: 12 }),
        async (conditions, firms) => {
          for (const c of conditions) {
            expect(Condition.safeParse(c).success).toBe(true)
            expect(textOf(trx, withOtherValues(c))).toBe(textOf(trx, c))
          }
          const found = await judge(trx, conditions, firms)
          expect(found).toEqual(firms.map((f) => conditions.map((c) => evaluate(c, f, asOf))))
        },
      ),
      of(60),
    )
  })
})

const textOf = (trx: Tx, c: Condition) => sql`select ${compile(c, asOf)}`.compile(trx).sql

/** The same shape over values that would do harm as text. */
function withOtherValues(c: Condition): Condition {
  if ('all' in c) return { all: c.all.map(withOtherValues) }
  if ('any' in c) return { any: c.any.map(withOtherValues) }
  if ('not' in c) return { not: withOtherValues(c.not) }
  const harm = "'); select pg_sleep(9); --"
  if ('words' in c) return { ...c, words: [harm, harm] }
  return Object.fromEntries(
    Object.entries(c).map(([k, v]) => [k, k === 'field' || k === 'is' ? (v as string) : harm]),
  ) as Comparison
}

test('a rule that names another field, operator or key, or is too deep or too wide, is no rule', () => {
  const broken = leaf.chain((c) =>
    fc.constantFrom<unknown>(
      { ...c, field: 'decision' },
      { ...c, field: 'p.uscc' },
      { ...c, field: '__proto__' },
      { ...c, is: 'like' },
      { ...c, sql: '1' },
      { ...c, is: 'oneOf', words: Array.from({ length: 21 }, () => 'A') },
      { all: [] },
      { all: Array.from({ length: 21 }, () => c) },
      Array.from({ length: 7 }).reduce((inner) => ({ not: inner }), c as unknown),
      { all: Array.from({ length: 4 }, () => ({ any: Array.from({ length: 16 }, () => c) })) },
    ),
  )
  fc.assert(
    fc.property(broken, (c) => {
      expect(Condition.safeParse(c).success).toBe(false)
    }),
    of(200),
  )
})

const ruleSet = fc
  .array(condition, { minLength: 1, maxLength: 4 })
  .map((all) =>
    all.map(
      (when, i): Rule => ({ key: `r${i}x`, label: `规则${i}`, why: '', effect: { exclude: true }, when }),
    ),
  )

/** Every set of so many of the facts the rules ask about, with every value each may have. */
function* everyChange(rules: readonly Rule[], size: number): Generator<Map<RuleFieldKey, FactValue>> {
  const asked = [...new Set(rules.flatMap((r) => comparisonsOf(r.when)).map((c) => c.field))].filter(
    (f) => !('fixed' in ruleFields[f]),
  )
  function* from(
    start: number,
    chosen: Map<RuleFieldKey, FactValue>,
  ): Generator<Map<RuleFieldKey, FactValue>> {
    if (chosen.size === size) yield chosen
    else
      for (let i = start; i < asked.length; i++)
        for (const value of mayBe(asked[i]!)) yield* from(i + 1, new Map(chosen).set(asked[i]!, value))
  }
  yield* from(0, new Map())
}

test('the way out of a verdict turns it in the database, and no smaller one does', async () => {
  let turned = 0
  await t.system(async ({ trx }) => {
    await fc.assert(
      fc.asyncProperty(ruleSet, firm, async (rules, facts) => {
        const kept = isKept(rules, facts, asOf)
        const turn = turnOf(rules, facts, asOf)
        expect(turn.to).toBe(kept ? 'excluded' : 'target')
        const changed = turn.ways.map((way) => withChanges(facts, way))
        if (changed.length > 0) {
          const judged = await judge(
            trx,
            rules.map((r) => r.when),
            [facts, ...changed],
          )
          expect(judged.map((row) => !row.includes(true))).toEqual([kept, ...changed.map(() => !kept)])
          turned += 1
        }
        for (const way of turn.ways) {
          expect([...way.keys()].some((f) => 'fixed' in ruleFields[f])).toBe(false)
          expect(changeWords(rules, facts, way, asOf).join()).not.toMatch(/有变化/)
        }
        const size = turn.ways[0]?.size ?? (turn.exact ? 3 : 1)
        for (let k = 1; k < Math.min(size, 3); k++)
          for (const change of everyChange(rules, k))
            if (isKept(rules, withChanges(facts, change), asOf) !== kept)
              expect.fail(`${[...change.keys()].join()} is smaller than ${size}`)
      }),
      of(100),
    )
  })
  expect(turned).toBeGreaterThan(40)
}, 120_000)
