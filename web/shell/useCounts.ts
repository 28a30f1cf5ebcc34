import { useQuery } from '@tanstack/react-query'
import type { Verb } from '#contract/organisations/roles.ts'
import { api } from './api.ts'

/** How many wait behind an item of the menu, by its place; nothing where none do. */
export function useCounts(verbs: readonly Verb[]): Readonly<Record<string, number>> {
  const identity = useQuery({
    queryKey: ['identity-count'],
    queryFn: () => api.countIdentityCases({}),
    enabled: verbs.includes('identity.decide'),
    staleTime: 60_000,
  })
  return { '/identity': (identity.data?.open ?? 0) + (identity.data?.proposed ?? 0) }
}
