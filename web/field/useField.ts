import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type * as z from 'zod'
import type { TargetRow, TargetView } from '#contract/assignment/routes.ts'
import type { TargetStage } from '#contract/assignment/target.flow.ts'
import type { EntityRow } from '#contract/registry/routes.ts'
import type { NewVisit, VisitRow, VisitView } from '#contract/visits/routes.ts'
import { impatient, orgApi } from '../shell/phoneApi.ts'
import { useMay } from '../shell/phoneSession.ts'
import { deliver, type Envelope } from '../shell/submission.ts'
import { newKey } from '../ui/newKey.ts'
import { api } from './api.ts'

export type Target = z.output<typeof TargetView>
export type TargetLine = z.output<typeof TargetRow>
export type EntityLine = z.output<typeof EntityRow>
export type Visit = z.output<typeof VisitView>
export type VisitLine = z.output<typeof VisitRow>
export type VisitBody = z.input<typeof NewVisit>

const pages = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor ?? undefined,
}

/** The firms to see, place by place, the most pressing batch of each place first. */
export function useTargets(
  filter: { stage: TargetStage | undefined; search: string | undefined },
  enabled = true,
) {
  return useInfiniteQuery({
    enabled,
    queryKey: ['targets', filter],
    queryFn: ({ pageParam, signal }) =>
      api.listTargets({ query: { ...filter, sort: 'place', limit: '40', cursor: pageParam }, signal }),
    ...pages,
  })
}

/** Teams, covers, what is taken out: one's own plate. */
export function useMyWork() {
  const may = useMay()
  return useQuery({
    queryKey: ['targets', 'mine'],
    queryFn: () => api.getMyWork({}),
    enabled: may('team.read'),
  })
}

/** The firms of one's teams and of whom one covers for. */
export function useQueue(
  filter: { stage: TargetStage | undefined; search: string | undefined },
  enabled: boolean,
) {
  return useInfiniteQuery({
    enabled,
    queryKey: ['targets', 'queue', filter],
    queryFn: ({ pageParam, signal }) =>
      api.listQueue({ query: { ...filter, limit: '40', cursor: pageParam }, signal }),
    ...pages,
  })
}

/** Takes a firm out for today, or puts it back. */
export function useLease(targetId: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (take: boolean) => {
      const sent = { body: { targetIds: [targetId] }, key: newKey(), signal: impatient() }
      if (take) await api.takeTargets(sent)
      else await api.releaseTargets(sent)
    },
    onSettled: () => {
      for (const key of ['targets', 'target']) void queries.invalidateQueries({ queryKey: [key] })
    },
  })
}

/** How many wait in a stage, as the office counts them; nothing where the post has no such figure. */
export function useWaiting(): Readonly<Record<string, number>> {
  const { data } = useQuery({ queryKey: ['targets', 'home'], queryFn: () => api.getHome({}) })
  return Object.fromEntries((data?.cards ?? []).map((c) => [c.key, c.count]))
}

export function useTarget(targetId: string, enabled = true) {
  return useQuery({
    queryKey: ['target', targetId],
    queryFn: () => api.getTarget({ params: { targetId } }),
    enabled,
  })
}

export function useEntity(entityId: string, enabled = true) {
  return useQuery({
    queryKey: ['entity', entityId],
    queryFn: () => api.getEntity({ params: { entityId } }),
    enabled,
  })
}

/** Firms of the visitor's place by a part of their name, or by their whole code. */
export function useEntitySearch(search: string) {
  return useInfiniteQuery({
    queryKey: ['entities', search],
    queryFn: ({ pageParam, signal }) =>
      api.listEntities({ query: { search, limit: '30', cursor: pageParam }, signal }),
    enabled: search.length >= 2,
    ...pages,
  })
}

/** One value in clear, for a stated purpose; the server keeps a trace and counts. */
export function useReveal(entityId: string) {
  return useMutation({
    mutationFn: (body: { field: 'phone' | 'address' | 'legalRep'; reason: string }) =>
      api.reveal({ params: { entityId }, body, signal: impatient() }),
  })
}

export function useScheduleRevisit(target: Target) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (on: string | undefined) =>
      api.actOnTarget({
        params: { targetId: target.id },
        body: { action: 'scheduleRevisit', version: target.version, on },
        key: newKey(),
        signal: impatient(),
      }),
    onSuccess: (answer) => {
      queries.setQueryData(['target', target.id], answer)
      void queries.invalidateQueries({ queryKey: ['targets'] })
    },
    onError: () => void queries.invalidateQueries({ queryKey: ['target', target.id] }),
  })
}

/** Sends a visit until it has arrived, once; see `deliver`. */
export function useRecordVisit(keep: (envelope: Envelope<VisitBody>) => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (v: { envelope: Envelope<VisitBody>; body: VisitBody }) =>
      deliver(v.envelope, v.body, (body, key) => api.recordVisit({ body, key, signal: impatient() }), keep),
    onSuccess: ({ answer }) => {
      queries.setQueryData(['visit', answer.id], answer)
      for (const key of ['targets', 'target', 'visits']) void queries.invalidateQueries({ queryKey: [key] })
    },
  })
}

/** The visit that a declaration begins from, where there was one. */
export function useVisitIf(visitId: string | undefined) {
  return useQuery({
    queryKey: ['visit', visitId],
    queryFn: () => api.getVisit({ params: { visitId: visitId! } }),
    enabled: visitId !== undefined,
  })
}

/** The banks of the city, by name; an empty list until they are known. */
export function useBanks() {
  const { data } = useQuery({
    queryKey: ['banks'],
    queryFn: () => orgApi.listBanks({}),
    staleTime: 3_600_000,
  })
  return (data?.rows ?? []).filter((o) => o.kind === 'bank')
}

export function useVisit(visitId: string) {
  return useQuery({
    queryKey: ['visit', visitId],
    queryFn: () => api.getVisit({ params: { visitId } }),
  })
}

/** What I wrote down on a day. */
export function useMyVisits(day: string) {
  return useInfiniteQuery({
    queryKey: ['visits', day],
    queryFn: ({ pageParam }) =>
      api.listVisits({ query: { mine: 'yes', from: day, to: day, limit: '50', cursor: pageParam } }),
    ...pages,
  })
}
