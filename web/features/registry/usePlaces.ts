import { useQuery } from '@tanstack/react-query'
import type { AnswerOf } from '#contract/kernel/route.ts'
import { type placeRoutes, unplacedFilter } from '#contract/registry/place.routes.ts'
import { api } from '../../shell/api.ts'
import { saveFile } from '../../shell/client.ts'
import { pick, type Values } from '../../ui/Filters.tsx'
import { useChange } from '../../ui/useChange.ts'
import { usePages } from '../../ui/usePages.ts'

export type PlaceGroup = AnswerOf<typeof placeRoutes.listPlaceGroups>['rows'][number]
export type PlaceDecision = AnswerOf<typeof placeRoutes.listPlaceDecisions>['rows'][number]
export type PlaceCount = AnswerOf<typeof placeRoutes.countUnplaced>['rows'][number]

const query = (filters: Values) => pick(filters, Object.keys(unplacedFilter)) as object

export function usePlaceCounts() {
  return useQuery({ queryKey: ['places', 'counts'], queryFn: () => api.countUnplaced({}) })
}

/** Groups of unplaced firms, the largest first. */
export function usePlaceGroups(filters: Values) {
  return usePages(['places', 'groups', query(filters)], async (cursor) => {
    const page = await api.listPlaceGroups({ query: { ...query(filters), cursor } })
    return { ...page, rows: page.rows.map((g) => ({ ...g, key: `${g.within} ${g.fragment ?? ''}` })) }
  })
}

export function usePlaceFirms(group: Pick<PlaceGroup, 'within' | 'fragment'>) {
  return usePages(['places', 'firms', group], (cursor) =>
    api.listPlaceFirms({
      query: { within: group.within, fragment: group.fragment ?? undefined, cursor },
    }),
  )
}

export function usePlaceDecisions() {
  return usePages(['places', 'decisions'], (cursor) => api.listPlaceDecisions({ query: { cursor } }))
}

const changed = ['places', 'entities', 'entity'] as const

export function useDecidePlace() {
  return useChange(
    ({ key, ...body }: { key: string } & Parameters<typeof api.decidePlace>[0]['body']) =>
      api.decidePlace({ body, key }),
    changed,
  )
}

export function useUndoPlace() {
  return useChange(
    ({ decisionId, key }: { decisionId: string; key: string }) =>
      api.undoPlaceDecision({ params: { decisionId }, body: {}, key }),
    changed,
  )
}

export async function saveUnplaced(filters: Values): Promise<void> {
  await saveFile(await api.exportUnplaced({ query: query(filters) }))
}
