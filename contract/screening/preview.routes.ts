import * as z from 'zod'
import { Day, DivisionCode, Id, Instant, keysOf } from '../kernel/ids.ts'
import { Page, pageQuery } from '../kernel/page.ts'
import { route } from '../kernel/route.ts'
import { entityKinds } from '../registry/words.ts'

/** What a preview is compared with. */
export const previewBases = { list: '已发布清单', run: '上次筛查', none: '还没有可比的' } as const
export const previewChanges = { entered: '进入', left: '退出' } as const

export const RulePreview = z
  .object({
    id: Id,
    ruleSetId: Id,
    ruleVersion: z.int(),
    state: z.enum(['running', 'done', 'failed']),
    asOf: Day,
    /** Version of the registry that was judged. */
    version: z.int(),
    against: z.enum(keysOf(previewBases)),
    againstText: z.string(),
    /** Whether the draft still says what was tried, over the registry as it still is. */
    current: z.boolean(),
    entities: z.int(),
    targets: z.int(),
    resultHash: z.string().nullable(),
    failure: z.string().nullable(),
    by: z.string(),
    startedAt: Instant,
    finishedAt: Instant.nullable(),
  })
  .meta({ id: 'RulePreview' })

/** One line of a cut: how many come in, how many fall out; the key narrows the list of firms. */
const PreviewLine = z
  .object({ key: z.string(), label: z.string(), entered: z.int(), left: z.int() })
  .meta({ id: 'PreviewLine' })

export const PreviewFirm = z
  .object({
    id: Id,
    name: z.string(),
    uscc: z.string().nullable(),
    kind: z.enum(keysOf(entityKinds)),
    place: z.string(),
    change: z.enum(keysOf(previewChanges)),
    tier: z.int().nullable(),
    wasTier: z.int().nullable(),
    bank: z.string(),
    /** Of a leaver: why it falls out; of an entrant: why it was out. */
    reasons: z.array(z.string()),
  })
  .meta({ id: 'PreviewFirm' })

const previewFilter = {
  change: z.enum(keysOf(previewChanges)),
  division: DivisionCode.optional(),
  bank: Id.or(z.literal('none')).optional(),
  kind: z.enum(keysOf(entityKinds)).optional(),
  tier: z
    .string()
    .regex(/^[1-9]$/)
    .optional(),
  reason: z
    .string()
    .regex(/^[a-z][a-zA-Z0-9]{1,30}$/)
    .optional()
    .meta({ description: '规则代号；gone 不再参加筛查，fresh 原来没有参加，other 原来不在清单上' }),
}
const params = z.strictObject({ previewId: Id })

export const previewRoutes = {
  previewRules: route({
    method: 'POST',
    path: '/api/rule-sets/{ruleSetId}/preview',
    summary: '试算规则草稿：谁进入、谁退出，不写结论',
    tag: '筛查',
    access: 'screening.draft',
    params: z.strictObject({ ruleSetId: Id }),
    body: z.strictObject({ asOf: Day.optional(), against: z.enum(['list', 'run']).optional() }),
    response: RulePreview,
    errors: ['not_found', 'unprocessable', 'wrong_status'],
  }),
  getRulePreview: route({
    method: 'GET',
    path: '/api/rule-previews/{previewId}',
    summary: '试算结果：按区县、镇街、主办行、类型、批次、理由',
    tag: '筛查',
    access: 'screening.draft',
    params,
    response: RulePreview.extend({
      entered: z.int(),
      left: z.int(),
      /** Kept before and after, but visited in another tier. */
      moved: z.int(),
      counties: z.array(PreviewLine),
      towns: z.array(PreviewLine),
      banks: z.array(PreviewLine),
      kinds: z.array(PreviewLine),
      tiers: z.array(PreviewLine),
      reasons: z.array(PreviewLine),
      samples: z.object({ entered: z.array(PreviewFirm), left: z.array(PreviewFirm) }),
    }).meta({ id: 'RulePreviewResult' }),
    errors: ['not_found'],
    personal: true,
  }),
  listPreviewFirms: route({
    method: 'GET',
    path: '/api/rule-previews/{previewId}/firms',
    summary: '试算中进入或退出的户',
    tag: '筛查',
    access: 'screening.draft',
    params,
    query: z.strictObject({ ...previewFilter, ...pageQuery }),
    response: Page(PreviewFirm),
    errors: ['not_found', 'bad_cursor'],
    personal: true,
  }),
  exportPreviewFirms: route({
    method: 'GET',
    path: '/api/rule-previews/{previewId}/xlsx',
    summary: '导出试算中进入或退出的户（xlsx）：与页面同一条件，不含联系方式',
    tag: '筛查',
    access: 'screening.draft',
    params,
    query: z.strictObject(previewFilter),
    response: 'file',
    errors: ['not_found'],
    personal: true,
  }),
} as const
