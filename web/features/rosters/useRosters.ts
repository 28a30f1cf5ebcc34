import { useQuery } from '@tanstack/react-query'
import type { AnswerOf } from '#contract/kernel/route.ts'
import type { rosterRoutes } from '#contract/rosters/routes.ts'
import type { RosterKindKey } from '#contract/rosters/words.ts'
import { api } from '../../shell/api.ts'
import { pick, type Values } from '../../ui/Filters.tsx'
import { useChange } from '../../ui/useChange.ts'
import { usePages } from '../../ui/usePages.ts'

type R = typeof rosterRoutes
export type ListLine = AnswerOf<R['listLists']>['rows'][number]
export type ListVersionLine = AnswerOf<R['getList']>['versions'][number]
export type Comparison = AnswerOf<R['compareLists']>
export type Overlap = AnswerOf<R['getOverlap']>
export type ListFirmRow = AnswerOf<R['listListMembers']>['rows'][number]

const keys = ['rosters'] as const

export function useRosters(on?: string) {
  return useQuery({
    queryKey: ['rosters', 'all', on],
    queryFn: async () => (await api.listLists({ query: { on } })).rows,
  })
}

/** A list and its versions; read again while the members of one are being found. */
export function useRoster(listId: string) {
  return useQuery({
    queryKey: ['rosters', listId],
    queryFn: () => api.getList({ params: { listId } }),
    refetchInterval: ({ state }) =>
      state.data?.versions.some((v) => v.filling === 'running' && v.state === 'draft') ? 1500 : false,
  })
}

export function useCreateRoster() {
  return useChange(
    ({ key, ...body }: { kind: RosterKindKey; name: string; note?: string; key: string }) =>
      api.createList({ body, key }),
    keys,
  )
}

export function useDraftVersion(listId: string) {
  return useChange(
    ({ from, key }: { from: 'rule' | 'copy' | 'empty'; key: string }) =>
      api.draftListVersion({ params: { listId }, body: { from }, key }),
    keys,
  )
}

export function useUploadVersion(listId: string) {
  return useChange(
    ({ file, key }: { file: File; key: string }) =>
      api.uploadListFile({ params: { listId }, query: { fileName: file.name }, file, key }),
    keys,
  )
}

export type VersionDeed = 'approve' | 'sendBack' | 'publish' | 'recall' | 'discard'

export function useActOnVersion(versionId: string) {
  return useChange(
    ({ key, ...body }: { action: VersionDeed; version: number; reason?: string; key: string }) =>
      api.actOnListVersion({ params: { versionId }, body, key }),
    keys,
  )
}

export function useEditMember(versionId: string) {
  return useChange(
    ({ key, ...body }: { deed: 'add' | 'remove'; uscc: string; reason: string; key: string }) =>
      api.editListMember({ params: { versionId }, body, key }),
    keys,
  )
}

export function useOverlap(filters: Values) {
  const query = pick(filters, ['lists', 'on'])
  return useQuery({
    queryKey: ['rosters', 'overlap', query],
    queryFn: () => api.getOverlap({ query: query as object }),
  })
}

export const comparisonNames = ['left', 'right', 'on']

export function useComparison(filters: Values) {
  const query = pick(filters, comparisonNames)
  return useQuery({
    queryKey: ['rosters', 'comparison', query],
    queryFn: () => api.compareLists({ query: query as object }),
  })
}

const firmNames = ['division', 'search']

/** The firms behind a number: of a list, of an overlap, or of a part of a comparison, as the address says. */
export function useListFirms(filters: Values) {
  const paged = (names: readonly string[], cursor: string | undefined) =>
    ({ ...pick(filters, [...names, ...firmNames]), cursor }) as object
  return usePages(['rosters', 'firms', filters], (cursor) => {
    if (filters.part)
      return api.listComparisonFirms({
        query: paged([...comparisonNames, 'part', 'unplaced'], cursor) as never,
      })
    if (filters.lists) return api.listOverlapFirms({ query: paged(['lists', 'how', 'on'], cursor) as never })
    return api.listListMembers({
      params: { listId: filters.listId ?? '' },
      query: paged(['on', 'versionId', 'change'], cursor),
    })
  })
}

export function useListRows(versionId: string, outcome: string | undefined) {
  return usePages(['rosters', 'rows', versionId, outcome], (cursor) =>
    api.listListRows({ params: { versionId }, query: { outcome: outcome as never, cursor } }),
  )
}
