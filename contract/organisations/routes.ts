import * as z from 'zod'
import { Day, DivisionCode, Id, Instant, text } from '../kernel/ids.ts'
import { Page, pageQuery } from '../kernel/page.ts'
import { route } from '../kernel/route.ts'
import { parameterKeys } from '../parameters.ts'
import { verbKeys } from './roles.ts'
import { accountStatuses, divisionLevels, grantStates, orgKinds, RoleName } from './words.ts'

const keysOf = <T extends Record<string, string>>(words: T) =>
  Object.keys(words) as [keyof T & string, ...(keyof T & string)[]]

const Login = z
  .string()
  .trim()
  .min(2)
  .max(64)
  .regex(/^[A-Za-z0-9._@-]+$/, '账号只能用字母、数字和 . _ - @')
const Password = z.string().min(10, '口令至少 10 位').max(128)

export const GrantView = z
  .object({
    id: Id,
    role: RoleName,
    roleLabel: z.string(),
    orgId: Id,
    orgName: z.string(),
    state: z.enum(keysOf(grantStates)),
  })
  .meta({ id: 'Grant' })

export const SessionView = z
  .object({
    accountId: Id,
    login: z.string(),
    personName: z.string(),
    grant: GrantView,
    grants: z.array(GrantView),
    verbs: z.array(z.enum(verbKeys)),
    division: DivisionCode.nullable(),
    divisionName: z.string().nullable(),
    bankName: z.string().nullable(),
    today: Day,
    expiresAt: Instant,
  })
  .meta({ id: 'Session' })
export type SessionView = z.infer<typeof SessionView>

export const DivisionView = z
  .object({
    code: DivisionCode,
    name: z.string(),
    level: z.enum(keysOf(divisionLevels)),
    parent: DivisionCode.nullable(),
  })
  .meta({ id: 'Division' })

export const OrgView = z
  .object({
    id: Id,
    kind: z.enum(keysOf(orgKinds)),
    name: z.string(),
    parentId: Id.nullable(),
    division: DivisionCode.nullable(),
  })
  .meta({ id: 'Org' })

export const AccountRow = z
  .object({
    id: Id,
    login: z.string(),
    personName: z.string(),
    status: z.enum(keysOf(accountStatuses)),
    grants: z.array(GrantView),
    version: z.int(),
  })
  .meta({ id: 'Account' })

export const organisationRoutes = {
  health: route({
    method: 'GET',
    path: '/api/health',
    summary: '服务是否就绪',
    tag: '平台',
    access: 'public',
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
          z.strictObject({
            role: z.enum(['system_admin', 'security_admin', 'audit_admin']),
            personName: text(40, 1),
            login: Login,
            password: Password,
          }),
        )
        .length(3),
    }),
    response: z.object({ created: z.int() }),
    errors: ['gone', 'unprocessable'],
  }),
  login: route({
    method: 'POST',
    path: '/api/session',
    summary: '登录',
    tag: '会话',
    access: 'public',
    idempotency: 'natural',
    body: z.strictObject({ login: z.string().max(64), password: z.string().max(128) }),
    response: SessionView,
    errors: ['bad_credentials', 'too_many'],
  }),
  getSession: route({
    method: 'GET',
    path: '/api/session',
    summary: '当前会话、岗位与权限',
    tag: '会话',
    access: 'session',
    response: SessionView,
  }),
  logout: route({
    method: 'DELETE',
    path: '/api/session',
    summary: '退出登录',
    tag: '会话',
    access: 'session',
    idempotency: 'natural',
    response: z.object({ signedOut: z.literal(true) }),
  }),
  switchGrant: route({
    method: 'POST',
    path: '/api/session/grant',
    summary: '切换岗位（会话令牌随之更换）',
    tag: '会话',
    access: 'session',
    idempotency: 'natural',
    body: z.strictObject({ grantId: Id }),
    response: SessionView,
    errors: ['not_found'],
  }),
  listDivisions: route({
    method: 'GET',
    path: '/api/divisions',
    summary: '行政区划：某代码的下级',
    tag: '机构',
    access: 'org.read',
    query: z.strictObject({ parent: DivisionCode.optional() }),
    response: z.object({ rows: z.array(DivisionView) }),
  }),
  listBanks: route({
    method: 'GET',
    path: '/api/banks',
    summary: '银行与支行',
    tag: '机构',
    access: 'org.read',
    response: z.object({ rows: z.array(OrgView) }),
  }),
  listOrgs: route({
    method: 'GET',
    path: '/api/orgs',
    summary: '机构列表',
    tag: '机构',
    access: 'account.read',
    query: z.strictObject({
      kind: z.enum(keysOf(orgKinds)).optional(),
      search: text(40).optional(),
      ...pageQuery,
    }),
    response: Page(OrgView),
  }),
  listAccounts: route({
    method: 'GET',
    path: '/api/accounts',
    summary: '账号列表',
    tag: '账号',
    access: 'account.read',
    query: z.strictObject({ search: text(40).optional(), ...pageQuery }),
    response: Page(AccountRow),
  }),
  createAccount: route({
    method: 'POST',
    path: '/api/accounts',
    summary: '建立账号，同时申请第一个岗位',
    tag: '账号',
    access: 'account.create',
    body: z.strictObject({
      personName: text(40, 1),
      login: Login,
      password: Password,
      role: RoleName,
      orgId: Id,
    }),
    response: AccountRow,
    errors: ['duplicate', 'unprocessable'],
  }),
  disableAccount: route({
    method: 'POST',
    path: '/api/accounts/{accountId}/disable',
    summary: '停用账号，立即注销其全部会话',
    tag: '账号',
    access: 'account.disable',
    params: z.strictObject({ accountId: Id }),
    body: z.strictObject({ version: z.int().min(1), reason: text(200, 2) }),
    response: AccountRow,
    errors: ['not_found', 'stale_version'],
  }),
  requestGrant: route({
    method: 'POST',
    path: '/api/accounts/{accountId}/grants',
    summary: '申请岗位授权（须另一人批准）',
    tag: '账号',
    access: 'grant.request',
    params: z.strictObject({ accountId: Id }),
    body: z.strictObject({ role: RoleName, orgId: Id }),
    response: GrantView,
    errors: ['not_found', 'unprocessable', 'duplicate'],
  }),
  decideGrant: route({
    method: 'POST',
    path: '/api/grants/{grantId}/decision',
    summary: '批准、不批准或收回岗位授权',
    tag: '账号',
    access: 'grant.approve',
    params: z.strictObject({ grantId: Id }),
    body: z.strictObject({ decision: z.enum(['approve', 'refuse', 'end']), reason: text(200, 2).optional() }),
    response: GrantView,
    errors: ['not_found', 'maker_is_checker', 'wrong_status', 'unprocessable'],
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
  listAudit: route({
    method: 'GET',
    path: '/api/audit',
    summary: '审计记录',
    tag: '审计',
    access: 'audit.read',
    query: z.strictObject({
      account: Id.optional(),
      object: text(80).optional(),
      outcome: z.enum(['done', 'denied', 'failed']).optional(),
      from: Day.optional(),
      to: Day.optional(),
      ...pageQuery,
    }),
    response: Page(
      z.object({
        seq: Id,
        at: Instant,
        login: z.string().nullable(),
        personName: z.string().nullable(),
        role: z.string().nullable(),
        orgName: z.string().nullable(),
        ip: z.string(),
        action: z.string(),
        summary: z.string(),
        object: z.string().nullable(),
        status: z.int(),
        outcome: z.enum(['done', 'denied', 'failed']),
        traceId: z.string(),
      }),
    ),
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
  listNotices: route({
    method: 'GET',
    path: '/api/notices',
    summary: '消息提醒',
    tag: '会话',
    access: 'session',
    response: z.object({
      unread: z.int(),
      rows: z.array(
        z.object({ id: Id, at: Instant, title: z.string(), link: z.string().nullable(), read: z.boolean() }),
      ),
    }),
  }),
  readNotices: route({
    method: 'POST',
    path: '/api/notices/read',
    summary: '消息设为已读',
    tag: '会话',
    access: 'session',
    idempotency: 'natural',
    body: z.strictObject({ upTo: Id }),
    response: z.object({ unread: z.int() }),
  }),
} as const
