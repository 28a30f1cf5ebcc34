import { useQuery } from '@tanstack/react-query'
import type { AnswerOf } from '#contract/kernel/route.ts'
import type { identityRoutes } from '#contract/registry/identity.routes.ts'
import { api } from '../../shell/api.ts'
import { saveFile } from '../../shell/client.ts'
import { pick, type Values } from '../../ui/Filters.tsx'
import { useChange } from '../../ui/useChange.ts'
import { usePages } from '../../ui/usePages.ts'

export type IdentityCase = AnswerOf<typeof identityRoutes.getIdentityCase>
export type IdentityRow = AnswerOf<typeof identityRoutes.listIdentityCases>['rows'][number]
export type IdentityOption = IdentityCase['options'][number]

const names = ['state', 'kind', 'division'] as const

export function useIdentityCases(filters: Values) {
  const query = pick(filters, names)
  return usePages(['identity-cases', query], (cursor) =>
    api.listIdentityCases({ query: { ...(query as object), cursor } }),
  )
}

/** The same rows as a workbook. */
export async function saveIdentityCases(filters: Values): Promise<void> {
  await saveFile(await api.exportIdentityCases({ query: pick(filters, names) as object }))
}

export function useIdentityCase(caseId: string) {
  return useQuery({
    queryKey: ['identity-case', caseId],
    queryFn: () => api.getIdentityCase({ params: { caseId } }),
  })
}

export type Decision =
  | { action: 'link'; version: number; entityId: string }
  | { action: 'merge' | 'notSame' | 'later' | 'undo'; version: number }

/** Decides a case; the list, the count in the menu and both records are read again. */
export function useDecide(caseId: string) {
  return useChange(
    ({ body, key }: { body: Decision; key: string }) =>
      api.actOnIdentityCase({ params: { caseId }, body, key }),
    ['identity-cases', 'identity-case', 'identity-count', 'entity', 'entities'],
  )
}
