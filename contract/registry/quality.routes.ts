import * as z from 'zod'
import { Day, DivisionCode, Id, Instant, keysOf, text, Version } from '../kernel/ids.ts'
import { Page, pageQuery } from '../kernel/page.ts'
import { route } from '../kernel/route.ts'
import { qualitySubjects } from './quality.fields.ts'
import { qualityBodies, qualitySeverities } from './quality.ts'

export const findingStates = { open: '未处理', changed: '数据已改', accepted: '认可例外' } as const

const RuleCount = z
  .object({
    key: z.string(),
    label: z.string(),
    subject: z.enum(keysOf(qualitySubjects)),
    severity: z.enum(keysOf(qualitySeverities)),
    body: z.enum(keysOf(qualityBodies)),
    sentence: z.string().meta({ description: '查什么：条件的中文，门槛为现行参数' }),
    why: z.string(),
    todo: z.string(),
    open: z.int(),
    fresh: z.int().meta({ description: '今日新发现' }),
    trend: z.array(z.int()).meta({ description: '近 14 天每天未处理数，末位为今天' }),
  })
  .meta({ id: 'QualityRuleCount' })

export const Finding = z
  .object({
    id: Id,
    rule: z.string(),
    label: z.string(),
    subject: z.enum(keysOf(qualitySubjects)),
    title: z.string(),
    code: z.string().nullable(),
    place: z.string().nullable(),
    owner: z.string(),
    link: z.string().nullable(),
    shown: z.array(z.object({ label: z.string(), value: z.string() })),
    openedOn: Day,
    firstSeenOn: Day,
    lastSeenOn: Day,
    state: z.enum(keysOf(findingStates)),
    reason: z.string().nullable(),
    closedBy: z.string().nullable(),
    closedAt: Instant.nullable(),
    version: Version,
    canAccept: z.boolean(),
  })
  .meta({ id: 'QualityFinding' })

export const findingFilter = {
  rule: z
    .string()
    .regex(/^[a-zA-Z]{2,40}$/, '没有这条规则')
    .optional(),
  owner: z
    .union([z.enum(['own', 'all']), Id])
    .optional()
    .meta({ description: '由谁核改：own 本机构（默认）、all 全部，或机构编号' }),
  division: DivisionCode.optional(),
}

const listFilter = { ...findingFilter, state: z.enum(keysOf(findingStates)).optional() }

export const qualityRoutes = {
  getQuality: route({
    method: 'GET',
    path: '/api/quality',
    summary: '数据质量：各规则未处理数、今日新增、近两周走势',
    tag: '数据质量',
    access: 'quality.read',
    query: z.strictObject(findingFilter),
    response: z.object({
      checkedAt: Instant.nullable(),
      owners: z.array(z.object({ id: Id, name: z.string(), open: z.int() })),
      rules: z.array(RuleCount),
    }),
  }),
  listFindings: route({
    method: 'GET',
    path: '/api/quality/findings',
    summary: '逐条的数据质量问题',
    tag: '数据质量',
    access: 'quality.read',
    query: z.strictObject({ ...listFilter, ...pageQuery }),
    response: Page(Finding),
  }),
  exportFindings: route({
    method: 'GET',
    path: '/api/quality/findings/export',
    summary: '导出数据质量问题（不含联系方式）',
    tag: '数据质量',
    access: 'quality.read',
    query: z.strictObject(listFilter),
    response: 'file',
    errors: ['approval_required'],
  }),
  acceptFinding: route({
    method: 'POST',
    path: '/api/quality/findings/{findingId}/accept',
    summary: '认可为例外，须写明理由；所看的值变了会自行重新打开',
    tag: '数据质量',
    access: 'quality.accept',
    params: z.strictObject({ findingId: Id }),
    body: z.strictObject({ reason: text(200, 4), version: Version }),
    response: Finding,
    errors: ['not_found', 'forbidden', 'stale_version', 'wrong_status'],
  }),
} as const
