import { useQuery } from '@tanstack/react-query'
import type { AnswerOf } from '#contract/kernel/route.ts'
import type { importRoutes } from '#contract/registry/import.routes.ts'
import type { reversalRoutes } from '#contract/registry/reversal.routes.ts'
import { entityFilter, type registryRoutes } from '#contract/registry/routes.ts'
import { api } from '../../shell/api.ts'
import { saveFile } from '../../shell/client.ts'
import { pick, type Values } from '../../ui/Filters.tsx'
import { useChange } from '../../ui/useChange.ts'
import { usePages } from '../../ui/usePages.ts'

export type Batch = AnswerOf<typeof importRoutes.getImport>
export type Preview = NonNullable<Batch['preview']>
export type Entity = AnswerOf<typeof registryRoutes.getEntity>

export function useEntities(filters: Values) {
  const query = pick(filters, [...Object.keys(entityFilter), 'sort'])
  return usePages(['entities', query], (cursor) =>
    api.listEntities({ query: { ...(query as object), cursor } }),
  )
}

/** Batches, newest first; read again while one of them is being read by the server. */
export function useImports(filters: Values) {
  const query = pick(filters, ['kind', 'state'])
  return usePages(
    ['imports', query],
    (cursor) => api.listImports({ query: { ...(query as object), cursor } }),
    (rows) => rows.some((b) => b.state === 'reading'),
  )
}

export function useImport(batchId: string) {
  return useQuery({
    queryKey: ['import', batchId],
    queryFn: () => api.getImport({ params: { batchId } }),
    refetchInterval: ({ state }) => (state.data?.state === 'reading' ? 1000 : false),
  })
}

export function useImportIssues(batchId: string, severity: string | undefined) {
  return usePages(['import-issues', batchId, severity], async (cursor) => {
    const page = await api.listImportIssues({
      params: { batchId },
      query: { severity: severity as 'rejected' | undefined, cursor },
    })
    return {
      ...page,
      rows: page.rows.map((r) => ({ ...r, key: [r.sheet, r.rowNo, r.code, r.field].join('|') })),
    }
  })
}

export async function saveImportIssues(batchId: string): Promise<void> {
  await saveFile(await api.exportImportIssues({ params: { batchId } }))
}

const importKeys = ['imports', 'import', 'import-issues', 'entities', 'entity', 'why'] as const

export function useCommitImport(batchId: string) {
  return useChange(
    ({ key, ...body }: { previewHash: string; acceptOlder?: boolean; key: string }) =>
      api.commitImport({ params: { batchId }, body, key }),
    importKeys,
  )
}

export function usePreviewImport(batchId: string) {
  return useChange(
    (key: string) => api.previewImport({ params: { batchId }, body: {}, key }),
    ['imports', 'import'],
  )
}

export function useCancelImport(batchId: string) {
  return useChange(
    (key: string) => api.cancelImport({ params: { batchId }, body: {}, key }),
    ['imports', 'import'],
  )
}

/** Takes the batch back as it was seen; screening and lists are read again, for the registry is another. */
export function useReverseImport(batchId: string) {
  return useChange(
    ({ reason, version, key }: { reason: string; version: number; key: string }) =>
      api.reverseImport({ params: { batchId }, body: { reason, version }, key }),
    [...importKeys, 'reversal'],
  )
}

export type Kept = AnswerOf<typeof reversalRoutes.listReversalKept>['rows'][number] & { key: string }

/** The rows a reversal left in place. */
export function useKept(batchId: string) {
  return usePages(['reversal', batchId, 'kept'], async (cursor) => {
    const page = await api.listReversalKept({ params: { batchId }, query: { cursor } })
    return { ...page, rows: page.rows.map((r) => ({ ...r, key: `${r.sheet}|${r.rowNo}` })) }
  })
}

export async function saveKept(batchId: string): Promise<void> {
  await saveFile(await api.exportReversalKept({ params: { batchId } }))
}

export function useEntity(entityId: string) {
  return useQuery({
    queryKey: ['entity', entityId],
    queryFn: () => api.getEntity({ params: { entityId } }),
  })
}

/** Why a firm is on the list or not: each rule and the facts behind it. */
export function useWhy(entityId: string) {
  return useQuery({
    queryKey: ['why', entityId],
    queryFn: () => api.explainEntity({ params: { entityId } }),
  })
}

export type RevealField = 'phone' | 'legalRep' | 'address'

export function useReveal(entityId: string) {
  return useChange(
    ({ field, reason, key }: { field: RevealField; reason: string; key: string }) =>
      api.reveal({ params: { entityId }, body: { field, reason }, key }),
    ['entity'],
  )
}
