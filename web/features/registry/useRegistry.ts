import { api } from '../../shell/api.ts'
import type { Values } from '../../ui/Filters.tsx'
import { usePages } from '../../ui/usePages.ts'

export function useEntities(filters: Values) {
  return usePages(['entities', filters], (cursor) =>
    api.listEntities({ query: { ...(filters as object), cursor } }),
  )
}
