import * as z from 'zod'
import { Day, DivisionCode, Id, Instant, text, Version } from '../kernel/ids.ts'
import { route } from '../kernel/route.ts'
import { Replay } from './review.routes.ts'
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
    state: z.enum(['draft', 'published', 'retired', 'discarded']),
    /** How often the draft has been saved; a change or a publication names the one it was made on. */
    revision: Version,
    note: z.string().nullable(),
    draftedBy: z.string(),
    draftedAt: Instant,
    editedAt: Instant.nullable(),
    /** Everyone who wrote at it; none of them may publish it. */
    makers: z.array(z.string()),
    /** Whether the reader is one of them. */
    mine: z.boolean(),
    /** The newest preview of it. */
    previewId: Id.nullable(),
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

const draftBody = { name: text(60, 2), note: text(300).optional(), rules: RuleSet }
const ruleSetParams = z.strictObject({ ruleSetId: Id })

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
    body: z.strictObject(draftBody),
    response: RuleSetView,
  }),
  editRules: route({
    method: 'PUT',
    path: '/api/rule-sets/{ruleSetId}',
    summary: '改规则草稿；改过的人不能发布',
    tag: '筛查',
    access: 'screening.draft',
    params: ruleSetParams,
    body: z.strictObject({ ...draftBody, revision: Version }),
    response: RuleSetView,
    errors: ['not_found', 'wrong_status', 'stale_version'],
  }),
  discardRules: route({
    method: 'POST',
    path: '/api/rule-sets/{ruleSetId}/discard',
    summary: '作废规则草稿',
    tag: '筛查',
    access: 'screening.draft',
    params: ruleSetParams,
    body: z.strictObject({ revision: Version }),
    response: RuleSetView,
    errors: ['not_found', 'wrong_status', 'stale_version'],
  }),
  publishRules: route({
    method: 'POST',
    path: '/api/rule-sets/{ruleSetId}/publish',
    summary: '发布规则（没有起草也没有改过它的人）',
    tag: '筛查',
    access: 'screening.publish',
    params: ruleSetParams,
    body: z
      .strictObject({ revision: Version.optional() })
      .meta({ description: '带上所看的是第几次改动，草稿在此期间被改过的不发布' }),
    response: RuleSetView,
    errors: ['not_found', 'maker_is_checker', 'wrong_status', 'stale_version'],
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
      replay: Replay.nullable(),
      tiers: z.array(z.object({ tier: z.int(), key: z.string(), label: z.string(), count: z.int() })),
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
      /** The least that would have to be otherwise for the verdict to turn; each way is as small as any. */
      turn: z
        .object({
          to: z.enum(['target', 'excluded']),
          ways: z.array(z.array(z.string())),
          /** Where there is no way: the facts it rests on that do not change. */
          fixed: z.array(z.string()),
          /** Whether the search came to its end: then no way is smaller, and none is missing. */
          exact: z.boolean(),
        })
        .nullable(),
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
