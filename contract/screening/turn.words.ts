import { compare, type Facts, type FactValue, withChanges } from './evaluate.ts'
import { type Comparison, comparisonsOf, type Rule, type RuleField, ruleFields, sentence } from './rules.ts'
import type { Changes } from './turn.ts'

/** What would have to be otherwise, a phrase for each fact: what the rules would then see of it. */
export function changeWords(rules: readonly Rule[], facts: Facts, changes: Changes, asOf: string): string[] {
  const asked = rules.filter((r) => 'exclude' in r.effect).flatMap((r) => comparisonsOf(r.when))
  const then = withChanges(facts, changes)
  return [...changes].map(([field, value]) => {
    const turned = asked.filter(
      (c) => c.field === field && compare(c, facts[field], asOf) !== compare(c, then[field], asOf),
    )
    const words = [...new Set(turned.map((c) => phraseOf(c, value, asOf)))]
    // Off a list without a rule that asks for it: its facts go with it.
    if (words.length === 0 && typeof value === 'boolean') return sentence({ field, is: value ? 'yes' : 'no' })
    return words.length > 0 ? words.join('，且') : `${ruleFields[field].label}有变化`
  })
}

function phraseOf(c: Comparison, value: FactValue, asOf: string): string {
  // Of a word it is said what it would be; of the rest, on which side of the threshold it would stand.
  const spec: RuleField = ruleFields[c.field]
  if (c.is === 'oneOf') return `${spec.label}为${spec.words?.[value as string] ?? '别的'}`
  return compare(c, value, asOf) === true ? sentence(c) : contrary(c)
}

/** The contrary of a comparison as a sentence. */
function contrary(c: Comparison): string {
  const { label } = ruleFields[c.field]
  switch (c.is) {
    case 'atLeast':
    case 'moneyAtLeast':
      return sentence(c).replace('不少于', '少于')
    case 'atMost':
    case 'moneyAtMost':
      return sentence(c).replace('不多于', '多于')
    case 'monthsAgoAtLeast':
      return sentence({ ...c, is: 'monthsAgoAtMost' })
    case 'monthsAgoAtMost':
      return sentence({ ...c, is: 'monthsAgoAtLeast' })
    case 'daysAheadAtMost':
      return `${label}不在今后 ${c.days} 天内`
    case 'hasAny':
      return sentence(c).replace(`${label}有`, `${label}没有`)
    case 'yes':
      return sentence({ ...c, is: 'no' })
    case 'no':
      return sentence({ ...c, is: 'yes' })
    case 'oneOf':
    case 'known':
      return `不是：${sentence(c)}`
  }
}
