import { useMutation, useQuery } from '@tanstack/react-query'
import type { AnswerOf } from '#contract/kernel/route.ts'
import type { qualityRoutes } from '#contract/registry/quality.routes.ts'
import { api } from '../../../shell/api.ts'
import { saveFile } from '../../../shell/client.ts'
import { pick, type Values } from '../../../ui/Filters.tsx'
import { useChange } from '../../../ui/useChange.ts'
import { usePages } from '../../../ui/usePages.ts'

export type Quality = AnswerOf<typeof qualityRoutes.getQuality>
export type RuleCount = Quality['rules'][number]
export type Finding = AnswerOf<typeof qualityRoutes.listFindings>['rows'][number]

const countNames = ['owner', 'division'] as const
const listNames = ['rule', 'owner', 'division', 'state'] as const

/** All rules with their counts, as the address narrows them. */
export function useQuality(filters: Values) {
  const query = pick(filters, countNames)
  return useQuery({ queryKey: ['quality', query], queryFn: () => api.getQuality({ query }) })
}

export function useFindings(filters: Values) {
  const query = pick(filters, listNames)
  return usePages(['findings', query], (cursor) =>
    api.listFindings({ query: { ...(query as object), cursor } }),
  )
}

export function useSaveFindings(filters: Values) {
  return useMutation({
    mutationFn: async () => saveFile(await api.exportFindings({ query: pick(filters, listNames) as object })),
  })
}

export function useAccept() {
  return useChange(
    ({ finding, reason, key }: { finding: Finding; reason: string; key: string }) =>
      api.acceptFinding({
        params: { findingId: finding.id },
        body: { reason, version: finding.version },
        key,
      }),
    ['quality', 'findings'],
  )
}
