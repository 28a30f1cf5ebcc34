import * as z from 'zod'
import { Fen, Id, Instant, text, Version } from '../kernel/ids.ts'
import { route } from '../kernel/route.ts'
import { parameterKeys } from '../parameters.ts'
import { isApartFromLogin, Login, loginInside, Password } from './words.ts'

/** The platform itself: readiness, first start, parameters, integrity. */
const BranchCapacity = z
  .object({
    branchId: Id,
    branch: z.string(),
    bank: z.string(),
    place: z.string(),
    visitsPerYear: z.int(),
    trades: z.string().meta({ description: '特色行业门类字母（GB/T 4754）' }),
    creditPlanFen: Fen.nullable(),
    version: z.int(),
  })
  .meta({ id: 'BranchCapacity' })

const DeadJob = z
  .object({
    id: Id,
    name: z.string(),
    label: z.string(),
    requestedBy: z.string(),
    reason: z.string(),
    advice: z.string(),
    failedAt: Instant,
    retriedAt: Instant.nullable(),
    canRetry: z.boolean(),
  })
  .meta({ id: 'DeadJob' })

export const platformRoutes = {
  health: route({
    method: 'GET',
    path: '/api/health',
    summary: '服务是否就绪',
    tag: '平台',
    access: 'public',
    whilePasswordDue: true,
    response: z.object({ ready: z.boolean(), needsBootstrap: z.boolean(), city: z.string() }),
  }),
  bootstrap: route({
    method: 'POST',
    path: '/api/bootstrap',
    summary: '首次启动：凭一次性口令建立三员账号',
    tag: '平台',
    access: 'public',
    idempotency: 'natural',
    body: z.strictObject({
      secret: z.string().min(20).max(200),
      administrators: z
        .array(
          z
            .strictObject({
              role: z.enum(['system_admin', 'security_admin', 'audit_admin']),
              personName: text(40, 1),
              login: Login,
              password: Password,
            })
            .refine(isApartFromLogin, loginInside),
        )
        .length(3),
    }),
    response: z.object({ created: z.int() }),
    errors: ['gone', 'bad_credentials', 'unprocessable'],
  }),
  listParameters: route({
    method: 'GET',
    path: '/api/parameters',
    summary: '可调参数：现值、默认值与依据',
    tag: '参数',
    access: 'session',
    response: z.object({
      rows: z.array(
        z.object({
          key: z.enum(parameterKeys),
          label: z.string(),
          value: z.unknown(),
          default: z.unknown(),
          why: z.string(),
          changedReason: z.string().nullable(),
          version: z.int(),
        }),
      ),
    }),
  }),
  changeParameter: route({
    method: 'PUT',
    path: '/api/parameters/{key}',
    summary: '调整参数（须写明理由）',
    tag: '参数',
    access: 'parameter.change',
    params: z.strictObject({ key: z.enum(parameterKeys) }),
    body: z.strictObject({
      value: z.union([z.string().max(40), z.int(), z.boolean()]),
      reason: text(200, 4),
      version: z.int().min(0),
    }),
    response: z.object({ key: z.enum(parameterKeys), value: z.unknown(), version: z.int() }),
    errors: ['stale_version', 'bad_request'],
  }),
  listCapacities: route({
    method: 'GET',
    path: '/api/branches',
    summary: '各网点的走访能力、特色行业与专项授信计划',
    tag: '机构',
    access: 'list.read',
    response: z.object({ rows: z.array(BranchCapacity) }),
  }),
  changeCapacity: route({
    method: 'POST',
    path: '/api/branches/{branchId}/capacity',
    summary: '调整一个网点的能力（须写明理由）；下一次派发按新的算',
    tag: '机构',
    access: 'capacity.change',
    params: z.strictObject({ branchId: Id }),
    body: z.strictObject({
      version: Version,
      visitsPerYear: z.int().min(0).max(1_000_000),
      trades: z.string().regex(/^[A-T]{0,20}$/, '特色行业填门类字母，如 CF'),
      creditPlanFen: Fen.nullable(),
      reason: text(200, 4),
    }),
    response: z.object({ rows: z.array(BranchCapacity) }),
    errors: ['not_found', 'stale_version'],
  }),
  listJobs: route({
    method: 'GET',
    path: '/api/admin/jobs',
    summary: '后台任务：排队与在做的数目，没有做完的逐件',
    tag: '平台',
    access: 'job.manage',
    response: z.object({
      waiting: z.int(),
      running: z.int(),
      oldestWaitingAt: Instant.nullable(),
      rows: z.array(DeadJob),
    }),
  }),
  retryJob: route({
    method: 'POST',
    path: '/api/admin/jobs/{jobId}/retry',
    summary: '重新交办一件没有做完的后台任务',
    tag: '平台',
    access: 'job.manage',
    params: z.strictObject({ jobId: Id }),
    body: z.strictObject({}),
    response: DeadJob,
    errors: ['not_found', 'wrong_status', 'unprocessable'],
  }),
  checkIntegrity: route({
    method: 'GET',
    path: '/api/admin/integrity',
    summary: '数据一致性检查：逐条不变量的结果',
    tag: '平台',
    access: 'integrity.read',
    response: z.object({
      checkedAt: Instant,
      rows: z.array(
        z.object({
          id: z.string(),
          severity: z.enum(['S0', 'S1', 'S2']),
          title: z.string(),
          count: z.int(),
          sample: z.array(z.record(z.string(), z.unknown())),
        }),
      ),
    }),
  }),
} as const
