import * as z from 'zod'
import { Day, DivisionCode, Id, Instant } from '../kernel/ids.ts'
import { route } from '../kernel/route.ts'
import { DivisionView, OrgView, SessionView } from './views.ts'
import { Password } from './words.ts'

/** Sessions, places, bodies, messages. */
export const organisationRoutes = {
  login: route({
    method: 'POST',
    path: '/api/session',
    summary: '登录',
    tag: '会话',
    access: 'public',
    idempotency: 'natural',
    body: z.strictObject({ login: z.string().max(64), password: z.string().max(128) }),
    whilePasswordDue: true,
    response: SessionView,
    errors: ['bad_credentials', 'too_many'],
  }),
  getSession: route({
    method: 'GET',
    path: '/api/session',
    summary: '当前会话、岗位与权限',
    tag: '会话',
    access: 'session',
    whilePasswordDue: true,
    response: SessionView,
  }),
  logout: route({
    method: 'DELETE',
    path: '/api/session',
    summary: '退出登录',
    tag: '会话',
    access: 'session',
    idempotency: 'natural',
    whilePasswordDue: true,
    response: z.object({ signedOut: z.literal(true) }),
  }),
  changePassword: route({
    method: 'POST',
    path: '/api/session/password',
    summary: '修改自己的口令，其他设备上的会话随之退出',
    tag: '会话',
    access: 'session',
    whilePasswordDue: true,
    // Without a key: the hash of its content, kept with the answer, would be a quick way to guess two passwords.
    idempotency: 'natural',
    body: z.strictObject({ old: z.string().max(128), password: Password }),
    response: SessionView,
    errors: ['unprocessable', 'too_many'],
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
    summary: '行政区划：某代码的下级，按当日现行',
    tag: '机构',
    access: 'org.read',
    query: z.strictObject({
      parent: DivisionCode.optional(),
      on: Day.optional().meta({ description: '哪一天的区划；不填为今天' }),
    }),
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
