import { factRules } from './quality.rules-facts.ts'
import { firmRules } from './quality.rules-firms.ts'
import { placeRules } from './quality.rules-places.ts'
import { registrationRules } from './quality.rules-registration.ts'
import { workRules } from './quality.rules-work.ts'
import type { QualityRule } from './quality.ts'

/** Every rule of data quality, in the order of the page. */
export const qualityRules: readonly QualityRule[] = [
  ...registrationRules,
  ...firmRules,
  ...factRules,
  ...workRules,
  ...placeRules,
]

const byKey = new Map(qualityRules.map((r) => [r.key, r]))

/** A rule by its key; one that an older release knew is no longer there. */
export function findQualityRule(key: string): QualityRule | undefined {
  return byKey.get(key)
}
