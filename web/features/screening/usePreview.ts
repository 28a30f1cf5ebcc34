import { useQuery } from '@tanstack/react-query'
import type { AnswerOf } from '#contract/kernel/route.ts'
import type { previewRoutes } from '#contract/screening/preview.routes.ts'
import { api } from '../../shell/api.ts'
import { saveFile } from '../../shell/client.ts'
import { pick, type Values } from '../../ui/Filters.tsx'
import { useChange } from '../../ui/useChange.ts'
import { usePages } from '../../ui/usePages.ts'

export type Preview = AnswerOf<typeof previewRoutes.getRulePreview>
export type PreviewFirm = AnswerOf<typeof previewRoutes.listPreviewFirms>['rows'][number]

/** Tries a draft; the same draft over the same facts answers the preview there is. */
export function usePreviewRules() {
  return useChange(
    ({
      ruleSetId,
      key,
      ...body
    }: {
      ruleSetId: string
      against?: 'list' | 'run'
      asOf?: string
      key: string
    }) => api.previewRules({ params: { ruleSetId }, body, key }),
    ['rule-sets', 'preview'],
  )
}

/** A preview; read again while it is being worked out. */
export function usePreview(previewId: string) {
  return useQuery({
    queryKey: ['preview', previewId],
    queryFn: () => api.getRulePreview({ params: { previewId } }),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? 1500 : false),
  })
}

const filterNames = ['change', 'division', 'bank', 'kind', 'tier', 'reason'] as const

function firmQuery(filters: Values) {
  const { change, ...rest } = pick(filters, filterNames)
  return { ...rest, change: change === 'entered' ? 'entered' : 'left' } as { change: 'entered' | 'left' }
}

export function usePreviewFirms(previewId: string, filters: Values) {
  const query = firmQuery(filters)
  return usePages(['preview-firms', previewId, query], (cursor) =>
    api.listPreviewFirms({ params: { previewId }, query: { ...query, cursor } }),
  )
}

export async function savePreviewFirms(previewId: string, filters: Values): Promise<void> {
  await saveFile(await api.exportPreviewFirms({ params: { previewId }, query: firmQuery(filters) }))
}
