import type { studioRoutes } from '#contract/registry/studio.routes.ts'
import type { Handlers } from '#kernel/http/handler.ts'
import { requireBatch } from './import/batch.lock.ts'
import { mapBatch, removeProfile } from './import/mapping.commands.ts'
import { listProfiles } from './import/profile.queries.ts'
import { openStudio } from './import/studio.queries.ts'
import { uploadPath } from './import/uploads.ts'
import { getBatch } from './import.queries.ts'

export const studioHandlers: Handlers<typeof studioRoutes> = {
  tryImport: async (ctx, { params, body, http }) => {
    await requireBatch(ctx, params.batchId)
    return openStudio(ctx, params.batchId, body, (upload) => uploadPath(http.deps, upload))
  },

  mapImport: async (ctx, { params, body, http }) => {
    await requireBatch(ctx, params.batchId)
    const pathOf = (name: string) => uploadPath(http.deps, name)
    const { upload, asOf } = await mapBatch(ctx, params.batchId, body, pathOf)
    const path = pathOf(upload)
    await http.deps.jobs.enqueue(ctx, 'import.read', { batchId: params.batchId, path, asOf })
    return getBatch(ctx, params.batchId)
  },

  listImportProfiles: async (ctx) => ({ rows: await listProfiles(ctx) }),

  removeImportProfile: async (ctx, { params }) => {
    await removeProfile(ctx, params.profileId)
    return { id: params.profileId }
  },
}
