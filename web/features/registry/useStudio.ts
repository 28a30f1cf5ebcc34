import { useQuery } from '@tanstack/react-query'
import type { AnswerOf, BodyOf } from '#contract/kernel/route.ts'
import type { studioRoutes } from '#contract/registry/studio.routes.ts'
import { api } from '../../shell/api.ts'
import { useChange } from '../../ui/useChange.ts'

export type Studio = AnswerOf<typeof studioRoutes.tryImport>
export type Asked = BodyOf<typeof studioRoutes.tryImport>
export type SaidColumn = NonNullable<Asked['columns']>[number]
export type TextSaid = NonNullable<Studio['textGiven']>
export type Profile = AnswerOf<typeof studioRoutes.listImportProfiles>['rows'][number]
type Mapping = BodyOf<typeof studioRoutes.mapImport>

/** A sheet as it would be read the way it is asked for; what was shown before stays until the answer is there. */
export function useTrial(batchId: string, asked: Asked) {
  return useQuery({
    queryKey: ['import-studio', batchId, asked],
    queryFn: () => api.tryImport({ params: { batchId }, body: asked }),
    placeholderData: (before) => before,
    gcTime: 0,
  })
}

export function useMapImport(batchId: string) {
  return useChange(
    ({ key, ...body }: Mapping & { key: string }) => api.mapImport({ params: { batchId }, body, key }),
    ['imports', 'import', 'import-issues', 'import-profiles'],
  )
}

export function useProfiles() {
  return useQuery({ queryKey: ['import-profiles'], queryFn: () => api.listImportProfiles({}) })
}

export function useRemoveProfile() {
  return useChange(
    ({ profileId, key }: { profileId: string; key: string }) =>
      api.removeImportProfile({ params: { profileId }, body: {}, key }),
    ['import-profiles'],
  )
}
