import * as z from 'zod'
import { Day, Id, Instant, keysOf, text } from '../kernel/ids.ts'
import { Page, pageQuery } from '../kernel/page.ts'
import { route } from '../kernel/route.ts'
import { AccountRow, GrantView, OrgView } from './views.ts'
import { isApartFromLogin, Login, loginInside, orgKinds, Password, RoleName } from './words.ts'

/** Accounts, posts and the audit: the three administrators' own part. */
export const accountRoutes = {
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
    query: z.strictObject({
      search: text(40).optional(),
      grants: z.enum(['requested']).optional().meta({ description: '只看有岗位待批准的账号' }),
      ...pageQuery,
    }),
    response: Page(AccountRow),
  }),
  createAccount: route({
    method: 'POST',
    path: '/api/accounts',
    summary: '建立账号，同时申请第一个岗位',
    tag: '账号',
    access: 'account.create',
    body: z
      .strictObject({
        personName: text(40, 1),
        login: Login,
        password: Password,
        role: RoleName,
        orgId: Id,
      })
      .refine(isApartFromLogin, loginInside),
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
    errors: ['not_found', 'stale_version', 'wrong_status', 'unprocessable'],
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
        accountId: Id.nullable(),
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
} as const
