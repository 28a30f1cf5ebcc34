import { useQuery } from '@tanstack/react-query'
import type * as z from 'zod'
import type { buildingRoutes } from '#contract/assignment/building.routes.ts'
import type { teamRoutes } from '#contract/assignment/team.routes.ts'
import type { AnswerOf } from '#contract/kernel/route.ts'
import { api } from '../../shell/api.ts'
import { pick, type Values } from '../../ui/Filters.tsx'
import { useChange } from '../../ui/useChange.ts'
import { usePages } from '../../ui/usePages.ts'

export type TeamRow = AnswerOf<typeof teamRoutes.listTeams>['rows'][number]
export type Team = AnswerOf<typeof teamRoutes.getTeam>
export type Cover = AnswerOf<typeof teamRoutes.listCovers>['rows'][number]
export type Candidate = AnswerOf<typeof teamRoutes.listCandidates>['rows'][number]
export type SplitUnit = AnswerOf<typeof buildingRoutes.getSplit>['units'][number]
export type Building = AnswerOf<typeof buildingRoutes.listBuildings>['rows'][number]
export type TeamChange = z.input<(typeof teamRoutes)['changeTeam']['body']>

export const teamFilters = ['search', 'division'] as const
const teamKeys = ['teams', 'team', 'covers', 'my-work', 'split', 'queue'] as const

export function useTeams(filters: Values) {
  const query = pick(filters, teamFilters)
  return usePages(['teams', query], (cursor) => api.listTeams({ query: { ...(query as object), cursor } }))
}

export function useTeam(teamId: string) {
  return useQuery({
    queryKey: ['team', teamId],
    queryFn: () => api.getTeam({ params: { teamId } }),
  })
}

export function useCandidates(search: string) {
  return useQuery({
    queryKey: ['candidates', search],
    queryFn: async () => (await api.listCandidates({ query: search ? { search } : {} })).rows,
    staleTime: 60_000,
  })
}

export function useCreateTeam() {
  return useChange(
    ({
      key,
      ...body
    }: {
      name: string
      members: { grantId: string; leader: boolean }[]
      duties: { division: string; buildingId?: string }[]
      key: string
    }) => api.createTeam({ body, key }),
    teamKeys,
  )
}

export function useChangeTeam(teamId: string) {
  return useChange(
    ({ key, ...body }: TeamChange & { key: string }) =>
      api.changeTeam({ params: { teamId }, body: body as TeamChange, key }),
    teamKeys,
  )
}

export function useCovers() {
  return usePages(['covers'], (cursor) => api.listCovers({ query: { cursor } }))
}

export function useArrangeCover() {
  return useChange(
    ({
      key,
      ...body
    }: {
      kind: 'leave' | 'handover'
      grantId: string
      coverGrantId: string
      fromOn: string
      toOn?: string
      note: string
      key: string
    }) => api.arrangeCover({ body, key }),
    teamKeys,
  )
}

export function useEndCover() {
  return useChange(
    ({ coverId, key, reason }: { coverId: string; key: string; reason: string }) =>
      api.endCover({ params: { coverId }, body: { reason }, key }),
    teamKeys,
  )
}

export function useMyWork() {
  return useQuery({ queryKey: ['my-work'], queryFn: () => api.getMyWork({}) })
}

export function useQueue(filters: Values) {
  const query = pick(filters, ['teamId', 'search', 'stage', 'taken'])
  return usePages(['queue', query], (cursor) => api.listQueue({ query: { ...(query as object), cursor } }))
}

export function useSplit(division: string | undefined) {
  return useQuery({
    queryKey: ['split', division],
    queryFn: () => api.getSplit({ query: division ? { division } : {} }),
  })
}

export function useBuildings(division: string) {
  return useQuery({
    queryKey: ['split', 'buildings', division],
    queryFn: async () => (await api.listBuildings({ query: { division } })).rows,
  })
}

export function useSaveBuildings() {
  return useChange(
    ({ key, rows }: { key: string; rows: { division: string; name: string; words?: string[] }[] }) =>
      api.saveBuildings({ body: { rows }, key }),
    ['split', 'queue'],
  )
}

export function useCloseBuilding() {
  return useChange(
    ({ buildingId, key, ...body }: { buildingId: string; key: string; version: number; reason: string }) =>
      api.closeBuilding({ params: { buildingId }, body, key }),
    ['split', 'queue'],
  )
}
