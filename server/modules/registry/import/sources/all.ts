import type { ImportKind } from '#contract/registry/words.ts'
import type { Source } from '../source.ts'
import { branchSource } from './branch.ts'
import { censusSource } from './census.ts'
import { divisionSource } from './division.ts'
import { labelSource } from './label.ts'
import { loanSource } from './loan.ts'
import { markSource } from './mark.ts'
import { registrationSource } from './registration.ts'
import { socialSource } from './social.ts'
import { taxSource } from './tax.ts'

/** Every declared list format. A new one is a file here and a line below. */
export const sources: readonly Source[] = [
  registrationSource,
  taxSource,
  socialSource,
  censusSource,
  markSource,
  loanSource,
  labelSource,
  branchSource,
  divisionSource,
]

export function sourceOfKind(kind: ImportKind): Source {
  return sources.find((s) => s.kind === kind)!
}
