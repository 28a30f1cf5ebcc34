import * as z from 'zod'
import { DivisionCode, Id, text } from '../kernel/ids.ts'
import { route } from '../kernel/route.ts'
import { NeedFields } from './declaration.routes.ts'

export const portalRoutes = {
  portalNotice: route({
    method: 'GET',
    path: '/api/portal/notice',
    summary: '扫码申报页所需：告知书、五项标准、可选银行、所在区县镇街',
    tag: '企业门户',
    access: 'public',
    query: z.strictObject({ division: DivisionCode.optional() }),
    response: z.object({
      city: z.string(),
      noticeVersion: z.string(),
      collectText: z.string(),
      provideText: z.string(),
      standards: z.array(z.string()),
      banks: z.array(z.object({ id: Id, name: z.string() })),
      places: z.array(
        z.object({
          code: DivisionCode,
          name: z.string(),
          towns: z.array(z.object({ code: DivisionCode, name: z.string() })),
        }),
      ),
    }),
  }),
  portalDeclare: route({
    method: 'POST',
    path: '/api/portal/declarations',
    summary: '企业扫码申报（无需账号）：回答对任何主体都相同，只凭回执查询',
    tag: '企业门户',
    access: 'public',
    body: z.strictObject({
      firmName: text(80, 2),
      code: text(40).optional().meta({ description: '统一社会信用代码；没有执照的农户可不填' }),
      division: DivisionCode,
      ...NeedFields,
      wishBankIds: z.array(Id).max(3),
      collectConsent: z.literal(true, { error: '请阅读并同意信息采集告知' }),
      provideConsents: z.array(Id).max(3).meta({ description: '逐家银行的单独同意' }),
      signer: text(40, 1),
    }),
    response: z.object({ receipt: z.string(), message: z.string() }),
    errors: ['too_many', 'unprocessable'],
  }),
  portalStatus: route({
    method: 'POST',
    path: '/api/portal/status',
    summary: '凭回执查询进展',
    tag: '企业门户',
    access: 'public',
    idempotency: 'natural',
    body: z.strictObject({ receipt: z.string().min(20).max(80) }),
    response: z.object({
      stage: z.string(),
      holder: z.string(),
      dueOn: z.string().nullable(),
      steps: z.array(z.object({ label: z.string(), done: z.boolean() })),
      consents: z.array(z.object({ id: Id, bank: z.string(), withdrawn: z.boolean() })),
      canWithdraw: z.boolean().meta({ description: '现在能否撤回申报' }),
    }),
    errors: ['not_found', 'too_many'],
    personal: true,
  }),
  portalWithdrawConsent: route({
    method: 'POST',
    path: '/api/portal/consents/withdrawal',
    summary: '凭回执撤回对某家银行的授权',
    tag: '企业门户',
    access: 'public',
    body: z.strictObject({ receipt: z.string().min(20).max(80), consentId: Id }),
    response: z.object({ withdrawn: z.literal(true) }),
    errors: ['not_found', 'duplicate', 'too_many'],
  }),
  portalWithdraw: route({
    method: 'POST',
    path: '/api/portal/withdrawal',
    summary: '凭回执撤回申报',
    tag: '企业门户',
    access: 'public',
    body: z.strictObject({ receipt: z.string().min(20).max(80), reason: text(200, 2) }),
    response: z.object({ withdrawn: z.literal(true) }),
    errors: ['not_found', 'wrong_status', 'too_many'],
  }),
} as const
