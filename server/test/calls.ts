import { caseCalls, firmCalls } from './calls.firms.ts'
import { listCalls } from './calls.lists.ts'
import { officeCalls, platformCalls } from './calls.office.ts'
import { teamCalls } from './calls.teams.ts'
import type { GoodCalls, Stage } from './stage.ts'

/** A good call of every route of the product: a route that is added without one does not compile here. */
export function goodCalls(stage: Stage): GoodCalls {
  return {
    ...platformCalls(stage),
    ...officeCalls(stage),
    ...listCalls(stage),
    ...teamCalls(stage),
    ...firmCalls(stage),
    ...caseCalls(stage),
  }
}
