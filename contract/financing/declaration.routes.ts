import * as z from 'zod'
import { Bp, Day, DivisionCode, Id, keysOf, text, Version, visibleLength } from '../kernel/ids.ts'
import { Page, pageQuery } from '../kernel/page.ts'
import { route } from '../kernel/route.ts'
import { NeedFen } from '../visits/routes.ts'
import { declarationFlow } from './declaration.flow.ts'
import { DeclarationRow, DeclarationView } from './declaration.views.ts'
import { consentChannels, findingResults, guarantees, needTypes, purposeKinds } from './words.ts'

export const NeedFields = {
  needType: z.enum(keysOf(needTypes)),
  amountFen: NeedFen,
  termMonths: z.int().min(1).max(360),
  purposeKind: z.enum(keysOf(purposeKinds)),
  purpose: text(500, 4),
  guarantee: z.enum(keysOf(guarantees)),
  rateCapBp: Bp.max(2400).optional(),
  firstLoanClaimed: z.boolean().optional().meta({ description: '企业自述是否首贷；以银行核定为准' }),
  ordersNote: text(500).optional(),
  contactName: text(40, 1),
  contactPhone: z
    .string()
    .trim()
    .regex(/^(1[3-9]\d{9}|0\d{2,3}-?\d{7,8})$/, '联系电话须为 11 位手机号或带区号的座机'),
  acceptsOther: z.boolean().meta({ description: '是否接受推荐给其他银行' }),
} as const

/** 授权: the collection notice once, and one consent for each bank that may receive the data (PIPL 23). */
export const ConsentInput = z.strictObject({
  channel: z.enum(keysOf(consentChannels)).meta({ description: '线上勾选只限企业本人的账号' }),
  signer: text(40, 1),
  collect: z.literal(true, { error: '须先取得信息采集同意' }),
  provideTo: z.array(Id).max(5),
})

export const NewDeclaration = z
  .strictObject({
    targetId: Id.optional(),
    entityId: Id.optional(),
    visitId: Id.optional(),
    ...NeedFields,
    wishBankId: Id.optional(),
    consent: ConsentInput.optional(),
    submit: z.boolean(),
  })
  .superRefine((d, ctx) => {
    if (d.submit && !d.consent)
      ctx.addIssue({ code: 'custom', path: ['consent'], message: '提交前须取得企业的信息采集同意' })
  })

const declarationParams = z.strictObject({ declarationId: Id })
const reason = text(500, 2)

/** The steps of the declaration flow that a person takes with a few words; approval is a list of its own. */
export const DeclarationActionInput = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('submit'), version: Version, consent: ConsentInput.optional() }),
  z.strictObject({
    action: z.literal('verify'),
    version: Version,
    how: z.enum(['visit', 'registryPhone', 'window']),
    note: text(200).optional(),
  }),
  z.strictObject({ action: z.literal('failPrecheck'), version: Version, reason }),
  z.strictObject({ action: z.literal('accept'), version: Version }),
  z.strictObject({ action: z.literal('requestSupplement'), version: Version, reason }),
  z.strictObject({ action: z.literal('supplement'), version: Version, note: text(500, 2) }),
  z.strictObject({
    action: z.literal('propose'),
    version: Version,
    mainBranchId: Id,
    backupBranchId: Id,
    recommendedFen: NeedFen,
    reason: text(500, 4),
  }),
  z.strictObject({ action: z.literal('proposeIneligible'), version: Version, reason }),
  z.strictObject({ action: z.literal('sendBack'), version: Version, reason }),
  z.strictObject({ action: z.literal('confirmIneligible'), version: Version }),
  z.strictObject({ action: z.literal('withdraw'), version: Version, reason }),
])
export type DeclarationActionInput = z.infer<typeof DeclarationActionInput>

export const declarationFilter = {
  search: text(40, 1).optional(),
  division: DivisionCode.optional(),
  status: z.enum(keysOf(declarationFlow.statuses)).optional(),
  mine: z
    .enum(['review', 'check', 'verify', 'supplement'])
    .optional()
    .meta({ description: '只看待我办理的' }),
  from: Day.optional(),
  to: Day.optional(),
  entityId: Id.optional(),
}

export const declarationRoutes = {
  listDeclarations: route({
    method: 'GET',
    path: '/api/declarations',
    summary: '融资申报',
    tag: '申报与审核',
    access: 'declaration.read',
    query: z.strictObject({ ...declarationFilter, ...pageQuery }),
    response: Page(DeclarationRow),
  }),
  getDeclaration: route({
    method: 'GET',
    path: '/api/declarations/{declarationId}',
    summary: '一份申报：需求、授权、五项标准、银行办理、可做的事',
    tag: '申报与审核',
    access: 'declaration.read',
    params: declarationParams,
    response: DeclarationView,
    errors: ['not_found'],
    personal: true,
  }),
  createDeclaration: route({
    method: 'POST',
    path: '/api/declarations',
    summary: '代填或自填一份申报',
    tag: '申报与审核',
    access: 'declaration.write',
    body: NewDeclaration,
    response: DeclarationView,
    errors: ['not_found', 'duplicate', 'unprocessable'],
    personal: true,
  }),
  actOnDeclaration: route({
    method: 'POST',
    path: '/api/declarations/{declarationId}/actions',
    summary: '办理申报：提交、核实、受理、补正、提请、退回、撤回',
    tag: '申报与审核',
    access: 'declaration.read',
    params: declarationParams,
    body: DeclarationActionInput,
    response: DeclarationView,
    errors: [
      'not_found',
      'stale_version',
      'wrong_status',
      'missing_fact',
      'maker_is_checker',
      'forbidden',
      'unprocessable',
    ],
    personal: true,
  }),
  addFinding: route({
    method: 'POST',
    path: '/api/declarations/{declarationId}/findings',
    summary: '记录一项标准的结论与佐证',
    tag: '申报与审核',
    access: 'declaration.review',
    params: declarationParams,
    body: z.strictObject({
      version: Version,
      standard: z.int().min(1).max(5),
      result: z.enum(keysOf(findingResults)),
      basis: text(500, 2),
      evidence: z
        .array(
          text(205, 2)
            .regex(/^(fact|visit):[1-9]\d{0,17}$|^note:.{2,200}$/s, '佐证须为事实、走访或文字说明')
            .refine(
              (ref) => !ref.startsWith('note:') || visibleLength(ref.slice(5)) >= 2,
              '文字说明至少 2 个字',
            ),
        )
        .max(20),
      overrideReason: text(500, 4).optional(),
    }),
    response: DeclarationView,
    errors: ['not_found', 'stale_version', 'wrong_status', 'missing_fact', 'unprocessable'],
    personal: true,
  }),
  addConsent: route({
    method: 'POST',
    path: '/api/declarations/{declarationId}/consents',
    summary: '登记企业对某家银行的单独同意',
    tag: '申报与审核',
    access: 'declaration.write',
    params: declarationParams,
    body: z.strictObject({ bankId: Id, channel: z.enum(keysOf(consentChannels)), signer: text(40, 1) }),
    response: DeclarationView,
    errors: ['not_found', 'unprocessable'],
    personal: true,
  }),
  withdrawConsent: route({
    method: 'POST',
    path: '/api/declarations/{declarationId}/consents/{consentId}/withdrawal',
    summary: '登记企业撤回授权：立即停止向该银行提供',
    tag: '申报与审核',
    access: 'declaration.write',
    params: z.strictObject({ declarationId: Id, consentId: Id }),
    body: z.strictObject({ how: text(200, 2) }),
    response: DeclarationView,
    errors: ['not_found', 'duplicate'],
    personal: true,
  }),
  approveRecommendations: route({
    method: 'POST',
    path: '/api/recommendations',
    summary: '复核一批申报，列入推荐清单（复核人须不同于经办人；全部通过或全部不做）',
    tag: '申报与审核',
    access: 'declaration.approve',
    body: z.strictObject({
      declarations: z
        .array(z.strictObject({ id: Id, version: Version }))
        .min(1)
        .max(200),
    }),
    response: z.object({ batchNo: z.string(), approved: z.int() }),
    errors: ['not_found', 'stale_version', 'wrong_status', 'missing_fact', 'maker_is_checker'],
  }),
} as const
