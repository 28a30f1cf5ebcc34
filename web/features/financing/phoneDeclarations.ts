import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type * as z from 'zod'
import {
  type DeclarationActionInput,
  declarationRoutes,
  type NewDeclaration,
} from '#contract/financing/declaration.routes.ts'
import type { DeclarationView } from '#contract/financing/declaration.views.ts'
import { impatient, phoneClient } from '../../shell/phoneApi.ts'
import { deliver, type Envelope } from '../../shell/submission.ts'
import { newKey } from '../../ui/newKey.ts'

const { listDeclarations, getDeclaration, createDeclaration, actOnDeclaration, withdrawConsent } =
  declarationRoutes
const api = phoneClient({
  listDeclarations,
  getDeclaration,
  createDeclaration,
  actOnDeclaration,
  withdrawConsent,
})

export type Declaration = z.output<typeof DeclarationView>
export type NewDeclarationBody = z.input<typeof NewDeclaration>

/** Declarations in the actor's sight, newest first: a firm's own. */
export function useDeclarations() {
  return useInfiniteQuery({
    queryKey: ['declarations'],
    queryFn: ({ pageParam }) => api.listDeclarations({ query: { limit: '20', cursor: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  })
}

export function useDeclaration(declarationId: string) {
  return useQuery({
    queryKey: ['declaration', declarationId],
    queryFn: () => api.getDeclaration({ params: { declarationId } }),
  })
}

/** Sends a new declaration until it has arrived, once. */
export function useDeclare(keep: (envelope: Envelope<NewDeclarationBody>) => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (v: { envelope: Envelope<NewDeclarationBody>; body: NewDeclarationBody }) =>
      deliver(
        v.envelope,
        v.body,
        (body, key) => api.createDeclaration({ body, key, signal: impatient() }),
        keep,
      ),
    onSuccess: ({ answer }) => {
      queries.setQueryData(['declaration', answer.id], answer)
      void queries.invalidateQueries({ queryKey: ['declarations'] })
      void queries.invalidateQueries({ queryKey: ['target'] })
    },
  })
}

/** One step of a declaration; the answer is the declaration as it then stands. */
export function useActOnDeclaration(declarationId: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: DeclarationActionInput) =>
      api.actOnDeclaration({ params: { declarationId }, body, key: newKey(), signal: impatient() }),
    onSuccess: (answer) => {
      queries.setQueryData(['declaration', declarationId], answer)
      void queries.invalidateQueries({ queryKey: ['declarations'] })
    },
    // A stale version or status: what stands now is fetched, the refusal stays on the page.
    onError: () => void queries.invalidateQueries({ queryKey: ['declaration', declarationId] }),
  })
}

export function useWithdrawConsent(declarationId: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (v: { consentId: string; how: string }) =>
      api.withdrawConsent({
        params: { declarationId, consentId: v.consentId },
        body: { how: v.how },
        key: newKey(),
        signal: impatient(),
      }),
    onSuccess: (answer) => queries.setQueryData(['declaration', declarationId], answer),
  })
}
