import type { restorationRoutes } from '#contract/screening/restoration.routes.ts'
import type { screeningRoutes } from '#contract/screening/routes.ts'
import type { Handlers } from '#kernel/http/handler.ts'
import { readPaging, toPage } from '#kernel/paging.ts'
import { explainEntity } from './explain.queries.ts'
import { listRestorations } from './restoration.queries.ts'
import { draftRules, openRun, publishRules } from './screening.commands.ts'
import { getRun, listRuleSets, listRuns } from './screening.queries.ts'

export const screeningHandlers: Handlers<typeof screeningRoutes & typeof restorationRoutes> = {
  listRestorations: async (ctx, input) => {
    const paging = readPaging(input)
    return toPage(input, paging, await listRestorations(ctx, input.query, paging), (r) => [r.entityId])
  },

  listRuleSets: async (ctx) => ({ rows: await listRuleSets(ctx) }),

  draftRules: async (ctx, { body }) => {
    const id = await draftRules(ctx, { name: body.name, note: body.note ?? null, rules: body.rules })
    return (await listRuleSets(ctx, id))[0]!
  },

  publishRules: async (ctx, { params }) => {
    await publishRules(ctx, params.ruleSetId)
    return (await listRuleSets(ctx, params.ruleSetId))[0]!
  },

  runScreening: async (ctx, { body, http }) => {
    const runId = await openRun(ctx, body.asOf ?? ctx.today)
    await http.deps.jobs.enqueue(ctx, 'screening.run', { runId })
    ctx.object = `screeningRun:${runId}`
    return (await listRuns(ctx, runId))[0]!
  },

  listScreeningRuns: async (ctx) => ({ rows: await listRuns(ctx) }),
  getScreeningRun: (ctx, { params }) => getRun(ctx, params.runId),
  explainEntity: (ctx, { params }) => explainEntity(ctx, params.entityId),
}
