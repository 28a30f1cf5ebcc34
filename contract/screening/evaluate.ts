import { type Comparison, type Condition, type Rule, type RuleFieldKey, ruleFields } from './rules.ts'

/**
 * What is known of one firm, by field: text, an amount or number as bigint, words, or a yes; days as yyyy-mm-dd, which
 * compare as text. Null is unknown. What the database judges a city by is said here once more for one firm: for the way
 * out of a verdict, and as the second opinion its tests compare with.
 */
export type FactValue = string | bigint | boolean | readonly string[] | null
export type Facts = Readonly<Record<RuleFieldKey, FactValue>>

/** Three-valued, as SQL's own logic is: what a list does not say is unknown, never false. */
export function evaluate(c: Condition, facts: Facts, asOf: string): boolean | null {
  if ('all' in c) return every(c.all.map((x) => evaluate(x, facts, asOf)))
  if ('any' in c) return negate(every(c.any.map((x) => negate(evaluate(x, facts, asOf)))))
  if ('not' in c) return negate(evaluate(c.not, facts, asOf))
  return compare(c, facts[c.field], asOf)
}

const negate = (x: boolean | null) => (x === null ? null : !x)
const every = (xs: readonly (boolean | null)[]) =>
  xs.includes(false) ? false : xs.includes(null) ? null : true

/** One comparison with one value. */
export function compare(c: Comparison, value: FactValue, asOf: string): boolean | null {
  if (c.is === 'known') return value !== null
  if (value === null) return null
  switch (c.is) {
    case 'oneOf':
      return c.words.includes(value as string)
    case 'hasAny':
      return c.words.some((w) => (value as readonly string[]).includes(w))
    case 'atLeast':
      return (value as bigint) >= BigInt(c.number)
    case 'atMost':
      return (value as bigint) <= BigInt(c.number)
    case 'moneyAtLeast':
      return (value as bigint) >= BigInt(c.fen)
    case 'moneyAtMost':
      return (value as bigint) <= BigInt(c.fen)
    case 'monthsAgoAtLeast':
      return (value as string) <= monthsBefore(asOf, c.months)
    case 'monthsAgoAtMost':
      return (value as string) > monthsBefore(asOf, c.months)
    case 'daysAheadAtMost':
      return (value as string) >= asOf && (value as string) <= daysAfter(asOf, c.days)
    case 'yes':
      return value as boolean
    case 'no':
      return !value
  }
}

/** The day so many months earlier; past the end of a month its last day, as PostgreSQL counts. */
export function monthsBefore(day: string, months: number): string {
  const [y, m, d] = day.split('-').map(Number) as [number, number, number]
  const month = y * 12 + (m - 1) - months
  const last = new Date(Date.UTC(Math.floor(month / 12), (month % 12) + 1, 0)).getUTCDate()
  return new Date(Date.UTC(Math.floor(month / 12), month % 12, Math.min(d, last))).toISOString().slice(0, 10)
}

export function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** Whether a firm is kept: no rule that excludes is met; what cannot be told excludes nobody. */
export function isKept(rules: readonly Rule[], facts: Facts, asOf: string): boolean {
  return !rules.some((r) => 'exclude' in r.effect && evaluate(r.when, facts, asOf) === true)
}

/** Being on a list, for the lists whose other facts only those on it have. */
export const presenceOf: Partial<Record<(typeof ruleFields)[RuleFieldKey]['source'], RuleFieldKey>> = {
  tax: 'inTaxList',
  social: 'inSocialList',
  census: 'inCensus',
  loan: 'hasLoan',
  label: 'labelled',
}

/**
 * The facts with some of them changed: who has a fact of a list is on it, and who is taken off a list has none of its facts.
 */
export function withChanges(facts: Facts, changes: ReadonlyMap<RuleFieldKey, FactValue>): Facts {
  const next: Record<RuleFieldKey, FactValue> = { ...facts }
  for (const [field, value] of changes) {
    next[field] = value
    const presence = presenceOf[ruleFields[field].source]
    if (presence && field !== presence) next[presence] = true
  }
  for (const [field, value] of changes)
    if (value === false && presenceOf[ruleFields[field].source] === field) {
      for (const key of fieldKeys) if (ruleFields[key].source === ruleFields[field].source) next[key] = null
      next[field] = false
    }
  return next
}

const fieldKeys = Object.keys(ruleFields) as RuleFieldKey[]
