import { useQuery } from '@tanstack/react-query'
import type { AnswerOf } from '#contract/kernel/route.ts'
import { visitFilter, type visitRoutes } from '#contract/visits/routes.ts'
import { api } from '../../shell/api.ts'
import { pick, type Values } from '../../ui/Filters.tsx'
import { usePages } from '../../ui/usePages.ts'

export type VisitRow = AnswerOf<typeof visitRoutes.listVisits>['rows'][number]
export type Visit = AnswerOf<typeof visitRoutes.getVisit>

export function useVisits(filters: Values) {
  const query = pick(filters, Object.keys(visitFilter))
  return usePages(['visits', query], (cursor) => api.listVisits({ query: { ...(query as object), cursor } }))
}

export function useVisit(visitId: string) {
  return useQuery({ queryKey: ['visit', visitId], queryFn: () => api.getVisit({ params: { visitId } }) })
}
