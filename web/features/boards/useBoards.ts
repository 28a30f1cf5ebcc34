import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import type { boardRoutes } from '#contract/boards/routes.ts'
import type { LedgerKind } from '#contract/boards/words.ts'
import { api } from '../../shell/api.ts'
import { saveFile } from '../../shell/client.ts'
import { pick, type Values } from '../../ui/Filters.tsx'
import { useChange } from '../../ui/useChange.ts'
import { usePages } from '../../ui/usePages.ts'

export type FunnelQuery = z.input<typeof boardRoutes.getFunnel.query>
export type Funnel = z.output<typeof boardRoutes.getFunnel.response>
export type FunnelRow = Funnel['total']
export type FunnelRowsQuery = Omit<z.input<typeof boardRoutes.listFunnelRows.query>, 'cursor' | 'limit'>

export function useHome() {
  return useQuery({ queryKey: ['home'], queryFn: () => api.getHome({}), refetchInterval: 60_000 })
}

export function useFunnel(query: FunnelQuery, staleTime = 10_000) {
  return useQuery({
    queryKey: ['funnel', query],
    queryFn: () => api.getFunnel({ query }),
    staleTime,
    // A change of filter keeps the old numbers on the page until the new ones are there.
    placeholderData: (before) => before,
  })
}

/** The rows of one number; a firm may stand in it several times, so each line gets a key of its own. */
export function useFunnelRows(query: FunnelRowsQuery) {
  return usePages(['funnel', 'rows', query], async (cursor) => {
    const page = await api.listFunnelRows({ query: { ...query, cursor } })
    return {
      ...page,
      rows: page.rows.map((row, i) => ({ ...row, key: `${cursor ?? ''}#${i}` })),
    }
  })
}

export const ledgerFilters = ['division', 'from', 'to', 'search'] as const

/** A ledger page by page: the columns come with the lines, in the printed order. */
export function useLedger(kind: LedgerKind, filters: Values) {
  const query = pick(filters, ledgerFilters)
  return useInfiniteQuery({
    queryKey: ['ledger', kind, query],
    queryFn: ({ pageParam }) =>
      api.listLedger({ params: { kind }, query: { ...(query as object), cursor: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  })
}

/** Requests for large ledgers: one's own, and those that wait for one's consent. */
export function useExportRequests(enabled: boolean) {
  return useQuery({
    queryKey: ['exports'],
    queryFn: async () => (await api.listExportRequests({ query: { limit: '20' } })).rows,
    enabled,
  })
}

export function useRequestExport(kind: LedgerKind) {
  return useChange(
    ({ filters, reason, key }: { filters: Values; reason: string; key: string }) =>
      api.requestExport({ body: { kind, ...pick(filters, ledgerFilters), reason }, key }),
    ['exports'],
  )
}

export function useDecideExport() {
  return useChange(
    ({
      exportId,
      key,
      ...body
    }: {
      exportId: string
      version: number
      approve: boolean
      reason?: string
      key: string
    }) => api.decideExport({ params: { exportId }, body, key }),
    ['exports'],
  )
}

export async function saveExport(exportId: string): Promise<void> {
  await saveFile(await api.takeExport({ params: { exportId } }))
}

export function useExportLedger(kind: LedgerKind) {
  return useMutation({
    mutationFn: async (filters: Values) =>
      saveFile(await api.exportLedger({ params: { kind }, query: pick(filters, ledgerFilters) as object })),
  })
}
