import type { Facts, FactValue } from '#contract/screening/evaluate.ts'
import { type RuleFieldKey, ruleFieldKeys, ruleFields } from '#contract/screening/rules.ts'

/** The values of a firm as the database knows them, by field, in the form in which they are judged here. */
export function factsFrom(values: Readonly<Record<string, unknown>>): Facts {
  return Object.fromEntries(ruleFieldKeys.map((key) => [key, factValue(key, values[key])])) as Facts
}

/** Amounts are whole and below 2^53: an amount of a list ends at 10^15 fen. */
function factValue(key: RuleFieldKey, value: unknown): FactValue {
  if (value === null || value === undefined) return null
  const { kind } = ruleFields[key]
  return kind === 'number' || kind === 'money' ? BigInt(value as number) : (value as FactValue)
}
