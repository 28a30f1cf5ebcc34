import type { reversalRoutes } from '#contract/registry/reversal.routes.ts'
import { makeWorkbook } from '#kernel/download.ts'
import type { Handlers } from '#kernel/http/handler.ts'
import { readPaging, toPage } from '#kernel/paging.ts'
import { requireBatch } from './import/batch.lock.ts'
import { previewReversal, reverseBatch } from './import/reversal.commands.ts'
import { getBatch } from './import.queries.ts'
import { tellsPlaces } from './places/places.jobs.ts'
import { keptSheet, listKept } from './reversal.queries.ts'

export const reversalHandlers: Handlers<typeof reversalRoutes> = {
  previewReversal: async (ctx, { params }) => {
    await requireBatch(ctx, params.batchId)
    return previewReversal(ctx, params.batchId)
  },

  reverseImport: async (ctx, { params, body, http }) => {
    await requireBatch(ctx, params.batchId)
    await reverseBatch(ctx, params.batchId, body)
    const batch = await getBatch(ctx, params.batchId)
    // What was learned from it is learned anew.
    if (tellsPlaces(batch.kind)) await http.deps.jobs.enqueue(ctx, 'places.learn', {})
    return batch
  },

  listReversalKept: async (ctx, input) => {
    await requireBatch(ctx, input.params.batchId)
    const paging = readPaging(input)
    return toPage(input, paging, await listKept(ctx, input.params.batchId, paging), (k) => [
      k.sheetNo,
      k.rowNo,
    ])
  },

  exportReversalKept: async (ctx, { params, http }) => {
    const { fileName } = await getBatch(ctx, params.batchId)
    const name = `${fileName.replace(/\.\w+$/, '')}-未撤回的行.xlsx`
    return makeWorkbook(http.deps, name, [await keptSheet(ctx, params.batchId, fileName)])
  },
}
