import * as z from 'zod'
import { Day, DivisionCode, Id, Instant, text } from '../kernel/ids.ts'
import { route } from '../kernel/route.ts'
import { RuleSet } from './rules.ts'

export const runStates = { running: '进行中', done: '完成', failed: '失败' } as const

const RuleView = z.object({
  key: z.string(),
  label: z.string(),
  why: z.string(),
  effect: z.string(),
  sentence: z.string(),
})

export const RuleSetView = z
  .object({
    id: Id,
    version: z.int(),
    name: z.string(),
    state: z.enum(['draft', 'published', 'retired']),
    note: z.string().nullable(),
    draftedBy: z.string(),
    draftedAt: Instant,
    publishedBy: z.string().nullable(),
    publishedAt: Instant.nullable(),
    rules: z.array(RuleView),
    /** The rules as data, to start the next draft from. */
    data: z.unknown(),
  })
  .meta({ id: 'RuleSet' })

export const ScreeningRun = z
  .object({
    id: Id,
    ruleVersion: z.int(),
    state: z.enum(['running', 'done', 'failed']),
    asOf: Day,
    entities: z.int(),
    targets: z.int(),
    excluded: z.int(),
    resultHash: z.string().nullable(),
    failure: z.string().nullable(),
    by: z.string(),
    startedAt: Instant,
    finishedAt: Instant.nullable(),
  })
  .meta({ id: 'ScreeningRun' })

export const screeningRoutes = {
  listRuleSets: route({
    method: 'GET',
    path: '/api/rule-sets',
    summary: '筛查规则各版本',
    tag: '筛查',
    access: 'screening.read',
    response: z.object({ rows: z.array(RuleSetView) }),
  }),
  draftRules: route({
    method: 'POST',
    path: '/api/rule-sets',
    summary: '起草新一版规则',
    tag: '筛查',
    access: 'screening.draft',
    body: z.strictObject({ name: text(60, 2), note: text(300).optional(), rules: RuleSet }),
    response: RuleSetView,
  }),
  publishRules: route({
    method: 'POST',
    path: '/api/rule-sets/{ruleSetId}/publish',
    summary: '发布规则（起草人以外的人）',
    tag: '筛查',
    access: 'screening.publish',
    params: z.strictObject({ ruleSetId: Id }),
    body: z.strictObject({}),
    response: RuleSetView,
    errors: ['not_found', 'maker_is_checker', 'wrong_status'],
  }),
  runScreening: route({
    method: 'POST',
    path: '/api/screening-runs',
    summary: '按已发布的规则筛查全部主体',
    tag: '筛查',
    access: 'screening.run',
    body: z.strictObject({ asOf: Day.optional() }),
    response: ScreeningRun,
    errors: ['unprocessable', 'duplicate'],
  }),
  listScreeningRuns: route({
    method: 'GET',
    path: '/api/screening-runs',
    summary: '历次筛查',
    tag: '筛查',
    access: 'screening.read',
    response: z.object({ rows: z.array(ScreeningRun) }),
  }),
  getScreeningRun: route({
    method: 'GET',
    path: '/api/screening-runs/{runId}',
    summary: '一次筛查的结果：按理由、批次、区县',
    tag: '筛查',
    access: 'screening.read',
    params: z.strictObject({ runId: Id }),
    response: ScreeningRun.extend({
      reasons: z.array(z.object({ key: z.string(), label: z.string(), count: z.int() })),
      tiers: z.array(z.object({ tier: z.int(), label: z.string(), count: z.int() })),
      places: z.array(
        z.object({ division: DivisionCode, name: z.string(), targets: z.int(), excluded: z.int() }),
      ),
    }).meta({ id: 'ScreeningResult' }),
    errors: ['not_found'],
  }),
  explainEntity: route({
    method: 'GET',
    path: '/api/entities/{entityId}/why',
    summary: '为什么：逐条规则的结论与所依据的事实（值、来源、日期）',
    tag: '筛查',
    access: 'entity.read',
    params: z.strictObject({ entityId: Id }),
    response: z.object({
      runId: Id.nullable(),
      asOf: Day.nullable(),
      state: z.enum(['target', 'excluded']).nullable(),
      tier: z.int().nullable(),
      rules: z.array(
        z.object({
          key: z.string(),
          label: z.string(),
          sentence: z.string(),
          effect: z.string(),
          result: z.enum(['met', 'unmet', 'unknown']),
          facts: z.array(
            z.object({ label: z.string(), value: z.string(), source: z.string(), asOf: Day.nullable() }),
          ),
        }),
      ),
    }),
    errors: ['not_found'],
  }),
} as const
