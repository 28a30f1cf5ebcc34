import { type Condition, effectText, fieldsOf, type Rule, sentence } from './rules.ts'

export interface RuleDifference {
  key: string
  label: string
  change: 'added' | 'removed' | 'changed' | 'same'
  /** Name, grounds, effect and order, where they changed. */
  about: { what: string; before: string; after: string }[]
  sentence: string
  conditions: { before: string | null; after: string | null }[]
}

/** Two versions of the rules, rule by rule in the order of the later one: what came, went and changed, as sentences. */
export function compareRules(before: readonly Rule[], after: readonly Rule[]): RuleDifference[] {
  const old = new Map(before.map((r) => [r.key, r]))
  const kept = new Set(after.map((r) => r.key))
  const shared = (rules: readonly Rule[]) =>
    rules.filter((r) => old.has(r.key) && kept.has(r.key)).map((r) => r.key)
  const [was, now] = [shared(before), shared(after)]
  return [
    ...after.map((rule): RuleDifference => {
      const from = old.get(rule.key)
      if (!from) return plain(rule, 'added')
      const about = aboutOf(from, rule, [was.indexOf(rule.key) + 1, now.indexOf(rule.key) + 1])
      const conditions = compareConditions(from.when, rule.when)
      const same = about.length === 0 && conditions.length === 0
      return { ...plain(rule, same ? 'same' : 'changed'), about, conditions }
    }),
    ...before.filter((r) => !kept.has(r.key)).map((r) => plain(r, 'removed')),
  ]
}

const plain = (rule: Rule, change: RuleDifference['change']): RuleDifference => ({
  key: rule.key,
  label: rule.label,
  change,
  about: [],
  sentence: sentence(rule.when),
  conditions: [],
})

function aboutOf(before: Rule, after: Rule, [was, now]: [number, number]) {
  const pairs = [
    { what: '名称', before: before.label, after: after.label },
    { what: '依据', before: before.why, after: after.why },
    { what: '满足后', before: effectText(before), after: effectText(after) },
    { what: '先后', before: `第 ${was} 条`, after: `第 ${now} 条` },
  ]
  return pairs.filter((p) => p.before !== p.after)
}

/** Parts that must all hold, or one whole: what a reader takes as the single conditions of a rule. */
const partsOf = (c: Condition): Condition[] => ('all' in c ? c.all : [c])

function compareConditions(
  before: Condition,
  after: Condition,
): { before: string | null; after: string | null }[] {
  const gone = missing(partsOf(before), partsOf(after))
  const come = missing(partsOf(after), partsOf(before))
  // A part that asks about the same facts as one that went is that one, changed.
  const changes = come.map((part) => {
    const i = gone.findIndex((g) => fieldsOf(g).join() === fieldsOf(part).join())
    const [from] = i < 0 ? [] : gone.splice(i, 1)
    return { before: from ? sentence(from) : null, after: sentence(part) }
  })
  return [...changes, ...gone.map((g) => ({ before: sentence(g), after: null }))]
}

/** Parts of the one that the other does not have, each as often as it is missing. */
function missing(parts: readonly Condition[], others: readonly Condition[]): Condition[] {
  const rest = others.map((o) => JSON.stringify(o))
  return parts.filter((p) => {
    const i = rest.indexOf(JSON.stringify(p))
    if (i >= 0) rest.splice(i, 1)
    return i < 0
  })
}
