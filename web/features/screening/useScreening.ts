import { useQuery } from '@tanstack/react-query'
import type { AnswerOf } from '#contract/kernel/route.ts'
import type { screeningRoutes } from '#contract/screening/routes.ts'
import { type Rule, RuleSet as RuleSetSchema } from '#contract/screening/rules.ts'
import { api } from '../../shell/api.ts'
import { useChange } from '../../ui/useChange.ts'

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
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? 1500 : false),
  })
}

export function useDraftRules() {
  return useChange(
    ({ key, ...body }: { name: string; note: string; rules: Rule[]; key: string }) =>
      api.draftRules({ body, key }),
    ['rule-sets'],
  )
}

export function usePublishRules() {
  return useChange(
    ({ ruleSetId, key }: { ruleSetId: string; key: string }) =>
      api.publishRules({ params: { ruleSetId }, body: {}, key }),
    ['rule-sets'],
  )
}

export function useRunScreening() {
  return useChange(
    ({ asOf, key }: { asOf: string; key: string }) => api.runScreening({ body: { asOf }, key }),
    ['runs', 'entities', 'why'],
  )
}
