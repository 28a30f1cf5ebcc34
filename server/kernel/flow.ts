import type { Refusal } from '#contract/kernel/flow.ts'
import { Problem } from './problem.ts'

/** A refused transition as an answer: which fact is missing is said, so that the screen can say it too. */
export function refusalProblem(no: Refusal): Problem {
  if (no.code === 'missing_fact')
    return new Problem('missing_fact', { message: no.message, details: { fact: no.fact } })
  return new Problem(no.code === 'wrong_role' ? 'forbidden' : 'wrong_status')
}
