import { useQuery } from '@tanstack/react-query'
import type { AnswerOf } from '#contract/kernel/route.ts'
import type { reviewRoutes } from '#contract/screening/review.routes.ts'
import type { screeningRoutes } from '#contract/screening/routes.ts'
import { type Rule, RuleSet as RuleSetSchema } from '#contract/screening/rules.ts'
import { api } from '../../shell/api.ts'
import { pick, type Values } from '../../ui/Filters.tsx'
import { useChange } from '../../ui/useChange.ts'
import { usePages } from '../../ui/usePages.ts'

export type RuleSet = AnswerOf<typeof screeningRoutes.listRuleSets>['rows'][number]
export type Run = AnswerOf<typeof screeningRoutes.listScreeningRuns>['rows'][number]
export type RunResult = AnswerOf<typeof screeningRoutes.getScreeningRun>

/** All versions of the rules, newest first. */
export function useRuleSets() {
  return useQuery({ queryKey: ['rule-sets'], queryFn: async () => (await api.listRuleSets({})).rows })
}

/** The rules of a version as data, to start a draft from or to compare with. */
export function rulesOf(set: RuleSet): Rule[] {
  return RuleSetSchema.parse(set.data)
}

/** Past runs, newest first; read again while one is running. */
export function useRuns() {
  return useQuery({
    queryKey: ['runs'],
    queryFn: async () => (await api.listScreeningRuns({})).rows,
    refetchInterval: ({ state }) => (state.data?.some((r) => r.state === 'running') ? 1500 : false),
  })
}

export function useRun(runId: string) {
  return useQuery({
    queryKey: ['run', runId],
    queryFn: () => api.getScreeningRun({ params: { runId } }),
    refetchInterval: ({ state }) =>
      state.data?.state === 'running' || state.data?.replay?.state === 'running' ? 1500 : false,
  })
}

export function useDraftRules() {
  return useChange(
    ({ key, ...body }: { name: string; note?: string; rules: Rule[]; key: string }) =>
      api.draftRules({ body, key }),
    ['rule-sets'],
  )
}

export function usePublishRules() {
  return useChange(
    ({ ruleSetId, revision, key }: { ruleSetId: string; revision: number; key: string }) =>
      api.publishRules({ params: { ruleSetId }, body: { revision }, key }),
    ['rule-sets'],
  )
}

export function useRunScreening() {
  return useChange(
    ({ asOf, key }: { asOf: string; key: string }) => api.runScreening({ body: { asOf }, key }),
    ['runs', 'entities', 'why'],
  )
}

export type RunFirm = AnswerOf<typeof reviewRoutes.listRunFirms>['rows'][number]

/** The firms behind a figure of a run. */
export function useRunFirms(runId: string, filters: Values) {
  const query = pick(filters, ['verdict', 'reason', 'tier', 'tierRule', 'division', 'kind'])
  return usePages(['run-firms', runId, query], (cursor) =>
    api.listRunFirms({ params: { runId }, query: { ...(query as object), cursor } }),
  )
}

export function useReplay(runId: string) {
  return useChange((key: string) => api.replayScreening({ params: { runId }, body: {}, key }), ['run'])
}

/** Two versions of the rules side by side. */
export function useComparison(before: string, after: string) {
  return useQuery({
    queryKey: ['rule-comparison', before, after],
    queryFn: () => api.compareRules({ params: { ruleSetId: after }, query: { with: before } }),
  })
}

export interface DraftInput {
  name: string
  note: string
  rules: Rule[]
}

export function useEditRules(ruleSetId: string) {
  return useChange(
    ({ key, ...body }: DraftInput & { revision: number; key: string }) =>
      api.editRules({ params: { ruleSetId }, body, key }),
    ['rule-sets'],
  )
}

export function useDiscardRules(ruleSetId: string) {
  return useChange(
    ({ key, revision }: { revision: number; key: string }) =>
      api.discardRules({ params: { ruleSetId }, body: { revision }, key }),
    ['rule-sets'],
  )
}

export type Comparison = AnswerOf<typeof reviewRoutes.compareRules>
