import { rename } from 'node:fs/promises'
import { maskNumbers } from '#contract/registry/codes.ts'
import type { importRoutes } from '#contract/registry/import.routes.ts'
import type { registryRoutes } from '#contract/registry/routes.ts'
import { entityKinds, registrationStatuses } from '#contract/registry/words.ts'
import { makeWorkbook } from '#kernel/download.ts'
import type { Handlers } from '#kernel/http/handler.ts'
import { readPaging, toPage } from '#kernel/paging.ts'
import { getEntityDetail, listFacts, maskEntity } from './entity.queries.ts'
import { requireBatch } from './import/batch.lock.ts'
import { cancelBatch, commitBatch, reopenPreview } from './import/import.commands.ts'
import { openBatch } from './import/open.commands.ts'
import { uploadPath } from './import/uploads.ts'
import { getBatch, issueSheets, listBatches, listIssues } from './import.queries.ts'
import { leadTo, listAbsorbed } from './merged.queries.ts'
import { tellsPlaces } from './places/places.jobs.ts'
import { listEntities } from './registry.queries.ts'
import { reveal } from './reveal.commands.ts'
import { listTimeline } from './timeline.queries.ts'
import { actionLabel, actionLink } from './timeline.view.ts'

export const registryHandlers: Handlers<typeof importRoutes & typeof registryRoutes> = {
  uploadList: async (ctx, { query, file, http }) => {
    const upload = ctx.random.uuid()
    const { batchId, known, left } = await openBatch(ctx, {
      fileName: query.fileName,
      sha256: file.sha256,
      bytes: file.bytes,
      kind: query.kind ?? null,
      asOf: query.asOf ?? null,
      mode: query.mode ?? 'incremental',
      upload,
      again: query.again === 'true',
    })
    if (!known) {
      const path = uploadPath(http.deps, upload)
      await rename(file.path, path)
      await http.deps.jobs.enqueue(ctx, 'import.read', { batchId, path, asOf: query.asOf ?? null })
    }
    for (const file of left) await http.deps.jobs.enqueue(ctx, 'import.release', { upload: file })
    ctx.object = `import:${batchId}`
    return { ...(await getBatch(ctx, batchId)), known }
  },

  listImports: async (ctx, input) => {
    const paging = readPaging(input)
    return toPage(input, paging, await listBatches(ctx, input.query, paging), (b) => [b.id])
  },

  getImport: (ctx, { params }) => getBatch(ctx, params.batchId),

  listImportIssues: async (ctx, input) => {
    await requireBatch(ctx, input.params.batchId)
    const paging = readPaging(input)
    const found = await listIssues(ctx, input.params.batchId, input.query.severity, paging)
    const page = toPage(input, paging, found, (i) => [i.sheetNo, i.rowNo, i.code + (i.field ?? '')])
    // The file to download holds the rows as they were sent; the page is read over somebody's shoulder.
    const rows = page.rows.map((i) => ({ ...i, cell: i.cell === null ? null : maskNumbers(i.cell) }))
    return { ...page, rows } as never
  },

  exportImportIssues: async (ctx, { params, http }) => {
    const batch = await getBatch(ctx, params.batchId)
    return makeWorkbook(
      http.deps,
      `${batch.fileName.replace(/\.\w+$/, '')}-问题清单.xlsx`,
      await issueSheets(ctx, params.batchId),
    )
  },

  commitImport: async (ctx, { params, body, http }) => {
    const { upload } = await requireBatch(ctx, params.batchId)
    await commitBatch(ctx, params.batchId, body.previewHash, body.acceptOlder)
    if (upload !== null) await http.deps.jobs.enqueue(ctx, 'import.release', { upload })
    const batch = await getBatch(ctx, params.batchId)
    if (tellsPlaces(batch.kind)) await http.deps.jobs.enqueue(ctx, 'places.learn', {})
    return batch
  },

  previewImport: async (ctx, { params, http }) => {
    await requireBatch(ctx, params.batchId)
    await reopenPreview(ctx, params.batchId)
    await http.deps.jobs.enqueue(ctx, 'import.preview', { batchId: params.batchId })
    return getBatch(ctx, params.batchId)
  },

  cancelImport: async (ctx, { params, http }) => {
    const { upload } = await requireBatch(ctx, params.batchId)
    await cancelBatch(ctx, params.batchId)
    if (upload !== null) await http.deps.jobs.enqueue(ctx, 'import.release', { upload })
    return getBatch(ctx, params.batchId)
  },

  listEntities: async (ctx, input) => {
    const paging = readPaging(input)
    return toPage(input, paging, await listEntities(ctx, input.query, paging), (e) => [e.sortKey, e.id])
  },

  getEntity: async (ctx, { params }) => {
    const { id, mergedFrom } = await leadTo(ctx, params.entityId)
    const entity = await getEntityDetail(ctx, id)
    const timeline = await listTimeline(ctx, id)
    return {
      ...maskEntity(entity),
      mergedFrom,
      absorbed: await listAbsorbed(ctx, id),
      kindLabel: entityKinds[entity.kind],
      statusLabel: registrationStatuses[entity.registrationStatus],
      facts: await listFacts(ctx, id),
      timeline: timeline.map((l) => ({
        ...l,
        label: actionLabel(l.flow, l.action),
        link: actionLink(l.flow, l.subjectId),
      })),
    }
  },

  reveal: async (ctx, { params, body }) => ({
    field: body.field,
    ...(await reveal(ctx, params.entityId, body.field, body.reason)),
  }),
}
