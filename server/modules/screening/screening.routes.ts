import { previewChanges, type previewRoutes } from '#contract/screening/preview.routes.ts'
import type { restorationRoutes } from '#contract/screening/restoration.routes.ts'
import type { reviewRoutes } from '#contract/screening/review.routes.ts'
import type { screeningRoutes } from '#contract/screening/routes.ts'
import { makeWorkbook } from '#kernel/download.ts'
import type { Handlers } from '#kernel/http/handler.ts'
import { readPaging, toPage } from '#kernel/paging.ts'
import { compareRuleSets } from './compare.queries.ts'
import { explainEntity } from './explain.queries.ts'
import { openPreview } from './preview.commands.ts'
import { findPreview, getPreview, listPreviewFirms } from './preview.queries.ts'
import { previewSheet } from './preview.sheet.ts'
import { openReplay } from './replay.commands.ts'
import { findReplay } from './replay.queries.ts'
import { listRestorations } from './restoration.queries.ts'
import { discardRules, draftRules, editRules, publishRules } from './rules.commands.ts'
import { listRunFirms } from './run-firms.queries.ts'
import { openRun } from './screening.commands.ts'
import { getRun, listRuleSets, listRuns } from './screening.queries.ts'

export const screeningHandlers: Handlers<
  typeof screeningRoutes & typeof restorationRoutes & typeof previewRoutes & typeof reviewRoutes
> = {
  listRestorations: async (ctx, input) => {
    const paging = readPaging(input)
    return toPage(input, paging, await listRestorations(ctx, input.query, paging), (r) => [r.entityId])
  },

  listRuleSets: async (ctx) => ({ rows: await listRuleSets(ctx) }),

  draftRules: async (ctx, { body }) => {
    const id = await draftRules(ctx, { name: body.name, note: body.note ?? null, rules: body.rules })
    return (await listRuleSets(ctx, id))[0]!
  },

  editRules: async (ctx, { params, body }) => {
    await editRules(ctx, params.ruleSetId, { ...body, note: body.note ?? null })
    return (await listRuleSets(ctx, params.ruleSetId))[0]!
  },

  discardRules: async (ctx, { params, body }) => {
    await discardRules(ctx, params.ruleSetId, body.revision)
    return (await listRuleSets(ctx, params.ruleSetId))[0]!
  },

  publishRules: async (ctx, { params, body }) => {
    await publishRules(ctx, params.ruleSetId, body.revision)
    return (await listRuleSets(ctx, params.ruleSetId))[0]!
  },

  previewRules: async (ctx, { params, body, http }) => {
    const { id, fresh } = await openPreview(ctx, params.ruleSetId, body.asOf ?? ctx.today, body.against)
    if (fresh) await http.deps.jobs.enqueue(ctx, 'screening.preview', { previewId: id })
    return (await findPreview(ctx, id)).view
  },
  getRulePreview: (ctx, { params }) => getPreview(ctx, params.previewId),
  listPreviewFirms: async (ctx, input) => {
    const paging = readPaging(input)
    const found = await listPreviewFirms(ctx, input.params.previewId, input.query, paging)
    return toPage(input, paging, found, (f) => [f.id])
  },
  exportPreviewFirms: async (ctx, { params, query, http }) =>
    makeWorkbook(http.deps, `试算${previewChanges[query.change]}名单.xlsx`, [
      await previewSheet(ctx, params.previewId, query),
    ]),

  compareRules: (ctx, { params, query }) => compareRuleSets(ctx, query.with, params.ruleSetId),

  replayScreening: async (ctx, { params, http }) => {
    const replayId = await openReplay(ctx, params.runId)
    await http.deps.jobs.enqueue(ctx, 'screening.replay', { replayId })
    return (await findReplay(ctx, params.runId))!
  },
  listRunFirms: async (ctx, input) => {
    const paging = readPaging(input)
    const found = await listRunFirms(ctx, input.params.runId, input.query, paging)
    return toPage(input, paging, found, (f) => [f.id])
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
