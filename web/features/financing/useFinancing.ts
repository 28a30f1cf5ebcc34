import { type QueryClient, useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import {
  type BankCaseForBank,
  type BankCaseForOffice,
  caseFilter,
  type caseRoutes,
  type DeskActionInput,
} from '#contract/financing/case.routes.ts'
import {
  type DeclarationActionInput,
  declarationFilter,
  type declarationRoutes,
  type NewDeclaration,
} from '#contract/financing/declaration.routes.ts'
import type { DeclarationView } from '#contract/financing/declaration.views.ts'
import { type ParameterKey, parameters } from '#contract/parameters.ts'
import { api } from '../../shell/api.ts'
import { pick, type Values } from '../../ui/Filters.tsx'
import { usePages } from '../../ui/usePages.ts'

export type Declaration = z.output<typeof DeclarationView>
export type DeskCase = z.output<typeof BankCaseForBank>
export type OfficeCase = z.output<typeof BankCaseForOffice>
type WithKey<B> = { body: B; key: string }
type Without<T> = T extends unknown ? Omit<T, 'version'> : never
/** A step without its version: the page adds the one it shows. */
export type DeclarationStep = Without<DeclarationActionInput>
export type DeskStep = Without<DeskActionInput>
export type OfficeStep = Without<z.input<typeof caseRoutes.actOnCase.body>>

/** What a step changes elsewhere: lists, the home page, the messages. */
async function refresh(queries: QueryClient, ...also: string[]): Promise<void> {
  const keys = ['declarations', 'cases', 'desk', 'home', 'notices', 'funnel', ...also]
  await Promise.all(keys.map((key) => queries.invalidateQueries({ queryKey: [key] })))
}

export function useDeclarations(filters: Values, options: { limit?: string } = {}) {
  const query = pick(filters, Object.keys(declarationFilter))
  return usePages(['declarations', query, options], (cursor) =>
    api.listDeclarations({ query: { ...(query as object), ...options, cursor } }),
  )
}

export function useDeclaration(declarationId: string) {
  return useQuery({
    queryKey: ['declaration', declarationId],
    queryFn: () => api.getDeclaration({ params: { declarationId } }),
  })
}

export function useCreateDeclaration() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ body, key }: WithKey<z.input<typeof NewDeclaration>>) =>
      api.createDeclaration({ body, key }),
    onSuccess: async (view) => {
      queries.setQueryData(['declaration', view.id], view)
      await refresh(queries)
    },
  })
}

/** All changes of one declaration; each answers the whole of it, which the page then shows. */
export function useDeclarationSteps(declarationId: string) {
  const queries = useQueryClient()
  const params = { declarationId }
  const keep = async (view: Declaration) => {
    queries.setQueryData(['declaration', declarationId], view)
    await refresh(queries, 'case')
    return view
  }
  const version = () => queries.getQueryData<Declaration>(['declaration', declarationId])?.version ?? 1
  return {
    act: async (step: DeclarationStep, key: string) =>
      keep(
        await api.actOnDeclaration({
          params,
          body: { ...step, version: version() } as DeclarationActionInput,
          key,
        }),
      ),
    find: async (body: Omit<z.input<typeof declarationRoutes.addFinding.body>, 'version'>, key: string) =>
      keep(await api.addFinding({ params, body: { ...body, version: version() }, key })),
    consent: async (body: z.input<typeof declarationRoutes.addConsent.body>, key: string) =>
      keep(await api.addConsent({ params, body, key })),
    withdrawConsent: async (consentId: string, how: string, key: string) =>
      keep(await api.withdrawConsent({ params: { declarationId, consentId }, body: { how }, key })),
    approve: async (key: string) => {
      const done = await api.approveRecommendations({
        body: { declarations: [{ id: declarationId, version: version() }] },
        key,
      })
      await refresh(queries, 'case', 'declaration')
      return done
    },
    reload: () => void queries.invalidateQueries({ queryKey: ['declaration', declarationId] }),
  }
}

export function useApprove() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ body, key }: WithKey<{ id: string; version: number }[]>) =>
      api.approveRecommendations({ body: { declarations: body }, key }),
    onSuccess: () => refresh(queries, 'declaration'),
  })
}

export function useDeskCases(filters: Values, options: { limit?: string } = {}) {
  const query = pick(filters, Object.keys(caseFilter))
  return usePages(['desk', query, options], (cursor) =>
    api.listDeskCases({ query: { ...(query as object), ...options, cursor } }),
  )
}

export function useDeskCase(caseId: string) {
  return useQuery({
    queryKey: ['deskCase', caseId],
    queryFn: () => api.getDeskCase({ params: { caseId } }),
  })
}

/** The bank's steps on its case; the answer is empty once the case has left the bank. */
export function useDeskSteps(caseId: string) {
  const queries = useQueryClient()
  const shown = () => queries.getQueryData<DeskCase>(['deskCase', caseId])
  return {
    act: async (step: DeskStep, key: string): Promise<DeskCase | null> => {
      const body = { ...step, version: shown()?.version ?? 1 } as DeskActionInput
      const done = await api.actOnDeskCase({ params: { caseId }, body, key })
      if (done.case) queries.setQueryData(['deskCase', caseId], done.case)
      await refresh(queries)
      return done.case
    },
    reload: () => void queries.invalidateQueries({ queryKey: ['deskCase', caseId] }),
  }
}

const officeFilters = [...Object.keys(caseFilter), 'division', 'bankId', 'part']

export function useCases(filters: Values, options: { limit?: string } = {}) {
  const query = pick(filters, officeFilters)
  return usePages(['cases', query, options], (cursor) =>
    api.listCases({ query: { ...(query as object), ...options, cursor } }),
  )
}

const officeCase = (caseId: string) => ({
  queryKey: ['case', caseId],
  queryFn: () => api.getCase({ params: { caseId } }),
})

export function useCase(caseId: string) {
  return useQuery(officeCase(caseId))
}

/** The parts of the other banks on the same declaration, to stand beside this one. */
export function useOtherCases(caseIds: readonly string[]): OfficeCase[] {
  return useQueries({ queries: caseIds.map(officeCase) }).flatMap((q) => (q.data ? [q.data] : []))
}

export function useOfficeSteps() {
  const queries = useQueryClient()
  return {
    act: async (shown: { id: string; version: number }, step: OfficeStep, key: string) => {
      const body = { ...step, version: shown.version } as z.input<typeof caseRoutes.actOnCase.body>
      const view = await api.actOnCase({ params: { caseId: shown.id }, body, key })
      queries.setQueryData(['case', shown.id], view)
      await refresh(queries, 'declaration')
      await queries.invalidateQueries({ queryKey: ['case'] })
      return view
    },
    reload: (caseId: string) => void queries.invalidateQueries({ queryKey: ['case', caseId] }),
  }
}

/** Banks and branches that may be named; they change rarely. */
export function useBanks() {
  return useQuery({ queryKey: ['banks'], queryFn: () => api.listBanks({}), staleTime: 600_000 })
}

/** The value of a rule that differs by place. */
export function useParameter<K extends ParameterKey>(name: K): (typeof parameters)[K]['default'] {
  const { data } = useQuery({
    queryKey: ['parameters'],
    queryFn: () => api.listParameters({}),
    staleTime: 600_000,
  })
  const row = data?.rows.find((r) => r.key === name)
  return (row?.value ?? parameters[name].default) as (typeof parameters)[K]['default']
}

const oneEntity = (entityId: string) => ({
  queryKey: ['entity', entityId],
  queryFn: () => api.getEntity({ params: { entityId } }),
})

/** The firm's place on the published list, so that the banks assigned to it are known; null where it is on none. */
async function findTarget(queries: QueryClient, entityId: string): Promise<string | null> {
  const entity = await queries.ensureQueryData(oneEntity(entityId))
  const { rows } = await api.listTargets({ query: { search: entity.uscc ?? entity.name, limit: '10' } })
  return rows.find((r) => r.entityId === entityId)?.id ?? null
}

/** Where a new declaration comes from: the visit, the firm on the list, and the firm itself. */
export function useOrigin(from: { visitId?: string; targetId?: string; entityId?: string }) {
  const queries = useQueryClient()
  const visit = useQuery({
    queryKey: ['visit', from.visitId],
    queryFn: () => api.getVisit({ params: { visitId: from.visitId! } }),
    enabled: from.visitId !== undefined,
  })
  const listed = useQuery({
    queryKey: ['targets', 'of', from.entityId],
    queryFn: () => findTarget(queries, from.entityId!),
    enabled: from.entityId !== undefined && from.targetId === undefined,
  })
  const targetId = from.targetId ?? visit.data?.targetId ?? listed.data ?? undefined
  const target = useQuery({
    queryKey: ['target', targetId],
    queryFn: () => api.getTarget({ params: { targetId: targetId! } }),
    enabled: targetId !== undefined,
  })
  const entityId = from.entityId ?? target.data?.entityId ?? visit.data?.entityId
  const entity = useQuery({ ...oneEntity(entityId ?? ''), enabled: entityId !== undefined })
  return { visit, target, entity, targetId, entityId }
}

/** Firms by a few characters of the name, or by code, for a form that must name one. */
export function useFirmSearch(search: string) {
  return useQuery({
    queryKey: ['entities', 'pick', search],
    queryFn: () => api.listEntities({ query: { search, limit: '10' } }),
    enabled: search.length >= 2,
  })
}

/** One value in clear, with the purpose written down; the server counts and keeps every look. */
export function useReveal(entityId: string) {
  return useMutation({
    mutationFn: (body: { field: 'phone'; reason: string }) => api.reveal({ params: { entityId }, body }),
  })
}

/** The places one level below, or the top of one's own place. */
export function useDivisions(parent: string | undefined, enabled = true) {
  return useQuery({
    queryKey: ['divisions', parent ?? 'top'],
    queryFn: () => api.listDivisions({ query: { parent } }),
    staleTime: Number.POSITIVE_INFINITY,
    enabled,
  })
}
