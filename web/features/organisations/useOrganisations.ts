import { useQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import type { accountRoutes } from '#contract/organisations/account.routes.ts'
import type { platformRoutes } from '#contract/organisations/platform.routes.ts'
import type { Role } from '#contract/organisations/roles.ts'
import { orgKindsOfRole } from '#contract/organisations/words.ts'
import type { ParameterKey } from '#contract/parameters.ts'
import { api } from '../../shell/api.ts'
import { pick, type Values } from '../../ui/Filters.tsx'
import { useChange } from '../../ui/useChange.ts'
import { usePages } from '../../ui/usePages.ts'

import { objectOf } from './auditObject.ts'

export type Account = z.output<typeof accountRoutes.listAccounts.response>['rows'][number]
export type Grant = Account['grants'][number]
export type AuditLine = z.output<typeof accountRoutes.listAudit.response>['rows'][number]
export type Parameter = z.output<typeof platformRoutes.listParameters.response>['rows'][number]
export type Invariant = z.output<typeof platformRoutes.checkIntegrity.response>['rows'][number]

export const accountFilters = ['search', 'grants'] as const
export const auditFilters = ['account', 'object', 'outcome', 'from', 'to'] as const

export function useAccounts(filters: Values) {
  const query = pick(filters, accountFilters)
  return usePages(['accounts', query], (cursor) =>
    api.listAccounts({ query: { ...(query as object), cursor } }),
  )
}

/** The organisations a role may stand in, by a part of the name. */
export function useOrgsFor(role: Role | undefined, search: string) {
  return useQuery({
    queryKey: ['orgs', role, search],
    queryFn: async () => {
      const kinds = role ? orgKindsOfRole[role] : []
      const query = search ? { search } : {}
      const pages = await Promise.all(kinds.map((kind) => api.listOrgs({ query: { kind, ...query } })))
      return pages.flatMap((p) => p.rows)
    },
    enabled: role !== undefined,
    staleTime: 60_000,
  })
}

export function useCreateAccount() {
  return useChange(
    ({
      key,
      ...body
    }: {
      personName: string
      login: string
      password: string
      role: Role
      orgId: string
      key: string
    }) => api.createAccount({ body, key }),
    ['accounts'],
  )
}

export function useDisableAccount() {
  return useChange(
    ({ accountId, key, ...body }: { accountId: string; version: number; reason: string; key: string }) =>
      api.disableAccount({ params: { accountId }, body, key }),
    ['accounts'],
  )
}

export function useEnableAccount() {
  return useChange(
    ({ accountId, key, ...body }: { accountId: string; version: number; reason: string; key: string }) =>
      api.enableAccount({ params: { accountId }, body, key }),
    ['accounts'],
  )
}

export function useResetPassword() {
  return useChange(
    ({ accountId, key, ...body }: { accountId: string; version: number; reason: string; key: string }) =>
      api.resetPassword({ params: { accountId }, body, key }),
    ['accounts'],
  )
}

export function useRequestGrant() {
  return useChange(
    ({ accountId, key, ...body }: { accountId: string; role: Role; orgId: string; key: string }) =>
      api.requestGrant({ params: { accountId }, body, key }),
    ['accounts'],
  )
}

export function useDecideGrant() {
  return useChange(
    ({
      grantId,
      key,
      ...body
    }: {
      grantId: string
      decision: 'approve' | 'refuse' | 'end'
      reason?: string
      key: string
    }) => api.decideGrant({ params: { grantId }, body, key }),
    ['accounts'],
  )
}

export function useAudit(filters: Values) {
  const query = pick({ ...filters, object: filters.object && objectOf(filters.object) }, auditFilters)
  return usePages(['audit', query], (cursor) => api.listAudit({ query: { ...(query as object), cursor } }))
}

export function useParameters() {
  return useQuery({
    queryKey: ['parameters', 'all'],
    queryFn: async () => (await api.listParameters({})).rows,
  })
}

export function useChangeParameter() {
  return useChange(
    ({
      parameter,
      key,
      ...body
    }: {
      parameter: ParameterKey
      value: string | number | boolean
      reason: string
      version: number
      key: string
    }) => api.changeParameter({ params: { key: parameter }, body, key }),
    ['parameters'],
  )
}

export type DeadJob = z.output<typeof platformRoutes.listJobs.response>['rows'][number]

export function useJobs() {
  return useQuery({ queryKey: ['jobs'], queryFn: () => api.listJobs({}), refetchInterval: 10_000 })
}

export function useRetryJob() {
  return useChange(
    ({ jobId, key }: { jobId: string; key: string }) => api.retryJob({ params: { jobId }, body: {}, key }),
    ['jobs'],
  )
}

/** Runs the invariants once the page is open, and again only when asked: on a large city they take a while. */
export function useIntegrity() {
  return useQuery({
    queryKey: ['integrity'],
    queryFn: () => api.checkIntegrity({}),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  })
}
