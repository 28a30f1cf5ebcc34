import * as z from 'zod'
import { Day, DivisionCode, Id, Instant, keysOf } from '../kernel/ids.ts'
import { Page, pageQuery } from '../kernel/page.ts'
import { route } from '../kernel/route.ts'
import { entityKinds } from '../registry/words.ts'

export const ruleChanges = {
  added: '新增',
  removed: '不再使用',
  changed: '有改动',
  same: '未变',
} as const

export const Replay = z
  .object({
    state: z.enum(['running', 'done', 'failed']),
    /** Same firms, same reasons, same tiers as were written at the time. */
    same: z.boolean().nullable(),
    differing: z.int().nullable(),
    failure: z.string().nullable(),
    by: z.string(),
    startedAt: Instant,
    finishedAt: Instant.nullable(),
  })
  .meta({ id: 'Replay' })

const ConditionChange = z.object({ before: z.string().nullable(), after: z.string().nullable() })

/** What one version of the rules did at a moment: a run, or the preview of a draft. */
const RuleEffect = z.object({
  from: z.enum(['run', 'preview']),
  targets: z.int(),
  excluded: z.int(),
  /** Firms each rule left out, or put into its tier, by the key of the rule. */
  byRule: z.record(z.string(), z.int()),
})

const RunFirm = z
  .object({
    id: Id,
    name: z.string(),
    uscc: z.string().nullable(),
    kind: z.enum(keysOf(entityKinds)),
    place: z.string(),
    tier: z.int().nullable(),
    /** Why it is left out; of a kept one the rule of its tier. */
    reasons: z.array(z.string()),
  })
  .meta({ id: 'RunFirm' })

const RuleKey = z.string().regex(/^[a-z][a-zA-Z0-9]{1,30}$/)

export const reviewRoutes = {
  compareRules: route({
    method: 'GET',
    path: '/api/rule-sets/{ruleSetId}/compare',
    summary: '两版规则逐条对照；两版在同一登记库版本上都算过的，并列效果',
    tag: '筛查',
    access: 'screening.read',
    params: z.strictObject({ ruleSetId: Id }),
    query: z.strictObject({ with: Id }),
    response: z.object({
      before: z.object({ id: Id, version: z.int(), name: z.string() }),
      after: z.object({ id: Id, version: z.int(), name: z.string() }),
      lines: z.array(
        z.object({
          key: z.string(),
          label: z.string(),
          change: z.enum(keysOf(ruleChanges)),
          /** Name, grounds, effect and place in the order, where they changed. */
          about: z.array(z.object({ what: z.string(), before: z.string(), after: z.string() })),
          sentence: z.string(),
          conditions: z.array(ConditionChange),
        }),
      ),
      effects: z
        .object({
          asOf: Day,
          version: z.int(),
          before: RuleEffect,
          after: RuleEffect,
        })
        .nullable(),
    }),
    errors: ['not_found'],
  }),
  replayScreening: route({
    method: 'POST',
    path: '/api/screening-runs/{runId}/replay',
    summary: '按当时的规则和当时的事实重算一次筛查，核对结论是否一致',
    tag: '筛查',
    access: 'screening.run',
    params: z.strictObject({ runId: Id }),
    body: z.strictObject({}),
    response: Replay,
    errors: ['not_found', 'wrong_status', 'duplicate'],
  }),
  listRunFirms: route({
    method: 'GET',
    path: '/api/screening-runs/{runId}/firms',
    summary: '一次筛查中某个数字背后的户',
    tag: '筛查',
    access: 'screening.read',
    params: z.strictObject({ runId: Id }),
    query: z.strictObject({
      verdict: z.enum(['target', 'excluded']).optional(),
      division: DivisionCode.optional(),
      kind: z.enum(keysOf(entityKinds)).optional(),
      reason: RuleKey.optional().meta({ description: '剔除规则的代号' }),
      tier: z
        .string()
        .regex(/^[1-9]$/)
        .optional(),
      tierRule: RuleKey.optional().meta({ description: '批次规则的代号；rest 为其余主体' }),
      ...pageQuery,
    }),
    response: Page(RunFirm),
    errors: ['not_found', 'bad_cursor'],
    personal: true,
  }),
} as const
