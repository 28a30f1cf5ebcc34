import {
  compare,
  daysAfter,
  evaluate,
  type Facts,
  type FactValue,
  isKept,
  monthsBefore,
  withChanges,
} from './evaluate.ts'
import {
  type Comparison,
  type Condition,
  comparisonsOf,
  type Rule,
  type RuleField,
  type RuleFieldKey,
  ruleFieldKeys,
  ruleFields,
} from './rules.ts'

export type Changes = ReadonlyMap<RuleFieldKey, FactValue>

/** A firm is told of few facts to change, or of none: beyond this no way out is one. */
export const mostChanges = 6
/** How many partial changes are looked at; beyond, the answer says that it is not the end of the search. */
const patience = 10_000

export interface Turn {
  /** What the verdict would be. */
  to: 'target' | 'excluded'
  /** The smallest sets of facts whose change turns it, all of one size, in the order of the catalogue; at most three. */
  ways: Changes[]
  /** Whether the search ended by itself: no smaller set exists, and where there is no way, none is. */
  exact: boolean
}

/**
 * The least number of facts of a firm that would have to be otherwise for its verdict to turn. Exact: whatever turns a
 * verdict changes, for each rule that stands in the way, some fact of what must give way in it; those alone are tried,
 * fewest first. Of a fact only values are tried that some comparison tells apart. Fixed facts are never changed.
 */
export function turnOf(rules: readonly Rule[], facts: Facts, asOf: string): Turn {
  const exclusions = rules.filter((r) => 'exclude' in r.effect)
  const kept = isKept(exclusions, facts, asOf)
  const values = candidates(exclusions, facts, asOf, kept)
  // Out: every rule must give way. In: one rule must come to hold, whichever; the ways to each are searched apart.
  const goals: Goal[] = kept
    ? exclusions.map((r) => ({ rules: [r], want: true }))
    : [{ rules: exclusions, want: false }]
  const search: Search = { facts, asOf, values, left: patience, seen: new Set(), found: [] }
  for (let size = 1; size <= mostChanges && search.found.length === 0 && search.left > 0; size++)
    for (const goal of goals) {
      search.seen = new Set()
      deepen(search, goal, new Map(), size)
    }
  const first = new Map<string, Changes>()
  for (const way of search.found) if (!first.has(orderOf(way))) first.set(orderOf(way), way)
  const ways = [...first].toSorted(([x], [y]) => (x < y ? -1 : 1)).map(([, way]) => way)
  return { to: kept ? 'excluded' : 'target', ways: ways.slice(0, 3), exact: search.left > 0 }
}

/** Facts as they stand with the changes so far, and which may still be changed. */
interface At {
  facts: Facts
  asOf: string
  may: (field: RuleFieldKey) => boolean
}

interface Goal {
  rules: readonly Rule[]
  want: boolean
}

interface Search {
  facts: Facts
  asOf: string
  values: ReadonlyMap<RuleFieldKey, readonly FactValue[]>
  left: number
  seen: Set<string>
  found: Changes[]
}

function deepen(s: Search, goal: Goal, changes: Changes, size: number): void {
  const key = keyOf(changes)
  if (s.seen.has(key) || s.left <= 0) return
  s.seen.add(key)
  s.left -= 1
  const facts = withChanges(s.facts, changes)
  const open = goal.rules.find((r) => (evaluate(r.when, facts, s.asOf) === true) !== goal.want)
  if (!open) {
    s.found.push(changes)
    return
  }
  if (changes.size === size) return
  const at: At = { facts, asOf: s.asOf, may: (f) => s.values.has(f) && !changes.has(f) }
  const fields = inTheWay(open.when, goal.want, true, at)
  for (const field of ruleFieldKeys.filter((f) => fields.has(f)))
    for (const value of s.values.get(field)!) deepen(s, goal, new Map(changes).set(field, value), size)
}

/**
 * Facts of which at least one must change for a condition to come out as wanted: a set as small as can be seen at once.
 * `want` is whether it is to be `truth`; otherwise anything but `truth` will do, unknown as well.
 */
function inTheWay(c: Condition, want: boolean, truth: boolean, at: At): Set<RuleFieldKey> {
  if ('not' in c) return inTheWay(c.not, want, !truth, at)
  if ('field' in c) return new Set(together(c.field).filter(at.may))
  const parts = 'all' in c ? c.all : c.any
  const open = parts
    .filter((p) => (evaluate(p, at.facts, at.asOf) === truth) !== want)
    .map((p) => inTheWay(p, want, truth, at))
  // All must be true, or none may be false: each part that is not must give way, so the smallest will do to begin with.
  if ('all' in c === (truth === want)) return open.reduce((x, y) => (y.size < x.size ? y : x))
  return new Set(open.flatMap((x) => [...x]))
}

/** The facts that move together: those of one list, with being on it. */
function together(field: RuleFieldKey): RuleFieldKey[] {
  const { source } = ruleFields[field]
  if (source === 'registration') return [field]
  return ruleFieldKeys.filter((f) => ruleFields[f].source === source)
}

const textOf = (v: FactValue) => (typeof v === 'bigint' ? `${v}` : JSON.stringify(v))
const keyOf = (changes: Changes) =>
  [...changes]
    .map(([f, v]) => `${f}=${textOf(v)}`)
    .toSorted()
    .join('&')
/** The facts of a way by their place in the catalogue. */
const orderOf = (changes: Changes) =>
  ruleFieldKeys.flatMap((f, i) => (changes.has(f) ? [String(i).padStart(2, '0')] : [])).join('|')

/**
 * For each fact that can change, one value for each way the comparisons can see it: first those by which the fewest hold
 * (the most, for a way in), so that a way out does not rest on what is merely not known; then the nearest to what is.
 */
function candidates(
  rules: readonly Rule[],
  facts: Facts,
  asOf: string,
  kept: boolean,
): Map<RuleFieldKey, FactValue[]> {
  const all = rules.flatMap((r) => comparisonsOf(r.when))
  const found = new Map<RuleFieldKey, FactValue[]>()
  for (const field of new Set(all.map((c) => c.field))) {
    const spec: RuleField = ruleFields[field]
    if (spec.fixed) continue
    const asked = all.filter((c) => c.field === field)
    const sights = new Map<string, FactValue>()
    for (const value of valuesOf(field, asked, facts[field], asOf)) {
      const sight = asked.map((c) => compare(c, value, asOf)).join()
      if (textOf(value) !== textOf(facts[field]) && !sights.has(sight)) sights.set(sight, value)
    }
    const holding = (sight: string) => (kept ? -1 : 1) * sight.split(',').filter((x) => x === 'true').length
    found.set(
      field,
      [...sights].toSorted(([x], [y]) => holding(x) - holding(y)).map(([, value]) => value),
    )
  }
  return found
}

function valuesOf(
  field: RuleFieldKey,
  asked: readonly Comparison[],
  now: FactValue,
  asOf: string,
): FactValue[] {
  const spec: RuleField = ruleFields[field]
  switch (spec.kind) {
    case 'yes':
      return [true, false]
    case 'word':
      return Object.keys(spec.words ?? {}).filter((w) => w !== 'unknown')
    case 'words':
      return setsOf(Object.keys(spec.words ?? {}), (now ?? []) as readonly string[])
    case 'number':
    case 'money':
      return numbersOf(asked, typeof now === 'bigint' ? now : 0n)
    case 'date':
      return daysOf(field, asked, asOf)
  }
}

/** Every set of the words, those first that differ least from what stands now. */
function setsOf(words: readonly string[], now: readonly string[]): string[][] {
  const sets = words.reduce<string[][]>((all, w) => all.flatMap((set) => [set, [...set, w]]), [[]])
  const far = (set: readonly string[]) => words.filter((w) => set.includes(w) !== now.includes(w)).length
  return sets.toSorted((x, y) => far(x) - far(y))
}

/** Both sides of every threshold, the nearest first. */
function numbersOf(asked: readonly Comparison[], now: bigint): bigint[] {
  const edges = asked.flatMap((c) => ('number' in c ? [BigInt(c.number)] : 'fen' in c ? [BigInt(c.fen)] : []))
  const far = (n: bigint) => (n > now ? n - now : now - n)
  return [0n, ...edges.flatMap((e) => [e - 1n, e, e + 1n])]
    .filter((n) => n >= 0n)
    .toSorted((x, y) => (far(x) < far(y) ? -1 : far(x) > far(y) ? 1 : 0))
}

/** Both sides of every edge, as far as such a day can be: nothing is paid in the future, no loan falls due in the past. */
function daysOf(field: RuleFieldKey, asked: readonly Comparison[], asOf: string): string[] {
  const edges = asked.flatMap((c) =>
    'months' in c ? [monthsBefore(asOf, c.months)] : 'days' in c ? [asOf, daysAfter(asOf, c.days)] : [],
  )
  const days = [asOf, ...edges.flatMap((e) => [daysAfter(e, -1), e, daysAfter(e, 1)])].toSorted().toReversed()
  if (field === 'loanDueOn') return days.filter((d) => d >= asOf).toReversed()
  return days.filter((d) => d <= asOf)
}
