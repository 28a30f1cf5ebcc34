import { useQuery } from '@tanstack/react-query'
import { type assignmentRoutes, targetFilter } from '#contract/assignment/routes.ts'
import type { AnswerOf } from '#contract/kernel/route.ts'
import { api } from '../../shell/api.ts'
import { pick, type Values } from '../../ui/Filters.tsx'
import { useChange } from '../../ui/useChange.ts'
import { usePages } from '../../ui/usePages.ts'

export type TargetListRow = AnswerOf<typeof assignmentRoutes.listTargetLists>['rows'][number]
export type BranchLoad = AnswerOf<typeof assignmentRoutes.getAssignment>['rows'][number]
export type TargetRow = AnswerOf<typeof assignmentRoutes.listTargets>['rows'][number]
export type BankOptions = AnswerOf<typeof assignmentRoutes.explainTargetBanks>
export type Target = AnswerOf<typeof assignmentRoutes.getTarget>

/** All lists, newest first; read again while one of them is being assigned. */
export function useLists(enabled = true) {
  return useQuery({
    queryKey: ['lists'],
    queryFn: async () => (await api.listTargetLists({})).rows,
    refetchInterval: ({ state }) =>
      state.data?.some((l) => l.assignment?.state === 'running') ? 1500 : false,
    enabled,
  })
}

const listKeys = ['lists', 'assignment', 'targets', 'target'] as const

export function useDraftList() {
  return useChange(
    ({ key, ...body }: { runId: string; name: string; round: string; key: string }) =>
      api.draftTargetList({ body, key }),
    listKeys,
  )
}

export function useAssignList(listId: string) {
  return useChange((key: string) => api.assignTargetList({ params: { listId }, body: {}, key }), listKeys)
}

export function usePublishList(listId: string) {
  return useChange((key: string) => api.publishTargetList({ params: { listId }, body: {}, key }), listKeys)
}

/** How full each branch is; `run` changes when an assignment ends, so that the figures are read again. */
export function useBranchLoad(listId: string, run: string | null) {
  return useQuery({
    queryKey: ['assignment', listId, run],
    queryFn: () => api.getAssignment({ params: { listId } }),
  })
}

/** How each bank compared for a firm. */
export function useBankOptions(targetId: string) {
  return useQuery({
    queryKey: ['target', targetId, 'banks'],
    queryFn: () => api.explainTargetBanks({ params: { targetId } }),
  })
}

/** Firms that stand with another main branch than in the version before. */
export function useMoves(listId: string) {
  return usePages(['assignment', listId, 'moves'], (cursor) =>
    api.listAssignmentMoves({ params: { listId }, query: { cursor } }),
  )
}

/** The shares of a branch's yearly visits that main and backup may take, in per cent. */
export function useCapacityShares() {
  const { data } = useQuery({
    queryKey: ['parameters'],
    queryFn: async () => (await api.listParameters({})).rows,
    staleTime: 60_000,
  })
  const share = (key: string) => Number(data?.find((p) => p.key === key)?.value ?? 100)
  return { main: share('primaryBankCapacityShare'), backup: share('backupBankCapacityShare') }
}

export function useTargets(filters: Values, paging: { limit?: string } = {}) {
  const query = { ...pick(filters, [...Object.keys(targetFilter), 'sort']), ...paging }
  return usePages(['targets', query], (cursor) =>
    api.listTargets({ query: { ...(query as object), cursor } }),
  )
}

export function useTarget(targetId: string) {
  return useQuery({
    queryKey: ['target', targetId],
    queryFn: () => api.getTarget({ params: { targetId } }),
  })
}

export type TargetDeed = 'exclude' | 'restore' | 'scheduleRevisit'

export function useActOnTarget(targetId: string) {
  return useChange(
    ({ key, ...body }: { action: TargetDeed; version: number; reason?: string; on?: string; key: string }) =>
      api.actOnTarget({ params: { targetId }, body, key }),
    ['targets', 'target', 'entity'],
  )
}
