import fc from 'fast-check'
import { type RawBuilder, sql } from 'kysely'
import type { Facts, FactValue } from '#contract/screening/evaluate.ts'
import {
  type Comparison,
  type Condition,
  operatorsOf,
  type RuleField,
  type RuleFieldKey,
  ruleFieldKeys,
  ruleFields,
} from '#contract/screening/rules.ts'
import type { Tx } from '#kernel/database.ts'
import { compile } from '#modules/screening/compile.ts'

/** Rules and firms drawn at random, for the suite and for `npm run faults -- rules`: what the database makes of the ones over the others. */
export const asOf = '2026-03-31'

const fields = fc.constantFrom(...ruleFieldKeys)
const words = (spec: RuleField) => fc.subarray(Object.keys(spec.words ?? {}), { minLength: 1 })
const small = fc.integer({ min: 0, max: 4 })

/** Numbers worth asking about beside the small ones: the very values that firms have, by field. */
export type Pools = Partial<Record<RuleFieldKey, readonly number[]>>

function comparison(field: RuleFieldKey, pools: Pools): fc.Arbitrary<Comparison> {
  const spec: RuleField = ruleFields[field]
  const pool = pools[field] ?? []
  const number = pool.length === 0 ? small : fc.oneof(small, fc.constantFrom(...pool))
  return fc.constantFrom(...operatorsOf[spec.kind]).chain((is): fc.Arbitrary<Comparison> => {
    if (is === 'oneOf' || is === 'hasAny') return words(spec).map((w) => ({ field, is, words: w }))
    if (is === 'atLeast' || is === 'atMost') return number.map((n) => ({ field, is, number: n }))
    if (is === 'moneyAtLeast' || is === 'moneyAtMost') return number.map((n) => ({ field, is, fen: `${n}` }))
    if (is === 'monthsAgoAtLeast' || is === 'monthsAgoAtMost')
      return number.map((months) => ({ field, is, months }))
    return is === 'daysAheadAtMost' ? number.map((days) => ({ field, is, days })) : fc.constant({ field, is })
  })
}

const leaf = (pools: Pools = {}) => fields.chain((f) => comparison(f, pools))

/** Conditions as a person may draw them up. */
export const conditions = (pools: Pools = {}): fc.Arbitrary<Condition> =>
  fc.letrec<{ c: Condition }>((tie) => ({
    c: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      leaf(pools),
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
/** What a field may say of a drawn firm. */
export const mayBe = (field: RuleFieldKey): FactValue[] => {
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
export const firm: fc.Arbitrary<Facts> = fc
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

const whole = (v: unknown) => (typeof v === 'number' ? BigInt(v) : null)

/** The facts of a row of profiles, read off it by hand: what the catalogue's SQL must come to as well. */
export function factsOfProfile(p: Readonly<Record<string, unknown>>): Facts {
  const facts: Record<string, FactValue> = {
    kind: p.kind as string,
    registrationStatus: p.registration_status === 'unknown' ? null : (p.registration_status as string),
    foundedOn: p.founded_on as string | null,
    openMarks: p.mark_list === null ? null : ((p.open_marks ?? []) as string[]),
    taxGrade: p.tax_grade as string | null,
    taxPaid: whole(p.tax_fen),
    exportRefund: whole(p.export_refund_fen),
    taxAbnormal: p.tax_abnormal as boolean | null,
    insured: whole(p.insured),
    lastPaidMonth: p.last_paid_month as string | null,
    employees: whole(p.employees),
    revenue: whole(p.revenue_fen),
    loanDueOn: p.loan_due_on as string | null,
    hasDemand: p.has_demand as boolean,
  }
  for (const l of listed) facts[presence[l]] = p[`${l}_list`] === null ? null : p[`${l}_fact`] !== null
  return facts as Facts
}

/** A table of the profiles of drawn firms, numbered in their order, as a rule reads one. */
const drawnProfiles = (firms: readonly Facts[]) => sql`
  jsonb_to_recordset(${json(firms.map(profileOf))}::jsonb) as p (n int, kind text, registration_status text, founded_on date,
    open_marks text[], mark_list bigint, tax_grade text, tax_fen bigint, export_refund_fen bigint, tax_abnormal boolean, insured int,
    last_paid_month date, employees int, revenue_fen bigint, loan_due_on date, has_demand boolean, tax_list bigint, tax_fact bigint,
    social_list bigint, social_fact bigint, census_list bigint, census_fact bigint, loan_list bigint, loan_fact bigint,
    label_list bigint, label_fact bigint)`

export type Compiler = (c: Condition, asOf: string) => RawBuilder<unknown>

/** What the database makes of conditions over firms, drawn ones or those of a table with a column n: a row a firm, in their order. */
export async function judge(
  trx: Tx,
  rules: readonly Condition[],
  firms: readonly Facts[] | RawBuilder<unknown>,
  compiler: Compiler = compile,
): Promise<(boolean | null)[][]> {
  const from = Array.isArray(firms)
    ? drawnProfiles(firms as readonly Facts[])
    : sql`${firms as RawBuilder<unknown>} p`
  const { rows } = await sql<{ r: string }>`
    select array_to_string(array[${sql.join(rules.map((c) => compiler(c, asOf)))}]::boolean[], '', 'u') as r from ${from} order by p.n`.execute(
    trx,
  )
  return rows.map(({ r }) => Array.from(r, (v) => (v === 'u' ? null : v === 't')))
}

export const textOf = (trx: Tx, c: Condition, compiler: Compiler = compile) =>
  sql`select ${compiler(c, asOf)}`.compile(trx).sql

/** The same shape over values that would do harm as text. */
export function withOtherValues(c: Condition): Condition {
  if ('all' in c) return { all: c.all.map(withOtherValues) }
  if ('any' in c) return { any: c.any.map(withOtherValues) }
  if ('not' in c) return { not: withOtherValues(c.not) }
  const harm = "'); select pg_sleep(9); --"
  if ('words' in c) return { ...c, words: [harm, harm] }
  return Object.fromEntries(
    Object.entries(c).map(([k, v]) => [k, k === 'field' || k === 'is' ? (v as string) : harm]),
  ) as Comparison
}

/** What is no rule: another field, operator or key, too deep, too wide. */
export const broken: fc.Arbitrary<unknown> = leaf().chain((c) =>
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
