import * as z from 'zod'
import { OfferedAction } from '../assignment/routes.ts'
import { Bp, Day, DivisionCode, Fen, FenSum, Id, Instant, keysOf, text, Version } from '../kernel/ids.ts'
import { Page, pageQuery } from '../kernel/page.ts'
import { route } from '../kernel/route.ts'
import { bankCaseFlow } from './bank-case.flow.ts'
import { declineReasons, guarantees, needTypes, parts, purposeKinds, refusalReasonKeys } from './words.ts'

const Light = z.enum(['green', 'amber', 'red']).nullable()

const common = {
  id: Id,
  declarationId: Id,
  entityId: Id,
  name: z.string(),
  uscc: z.string().nullable(),
  place: z.string(),
  bank: z.string(),
  branch: z.string(),
  part: z.enum(keysOf(parts)),
  status: z.enum(keysOf(bankCaseFlow.statuses)),
  statusLabel: z.string(),
  needType: z.enum(keysOf(needTypes)),
  amountFen: Fen,
  termMonths: z.int(),
  pushedAt: Instant.nullable(),
  dueOn: Day.nullable(),
  light: Light,
  version: z.int(),
}

/** A line in the bank's own work list. */
export const DeskCaseRow = z.object(common).meta({ id: 'DeskCaseRow' })

const Decision = z.object({
  id: Id,
  result: z.enum(['grant', 'refuse']),
  creditFen: Fen.nullable(),
  revolving: z.boolean().nullable(),
  rateBp: z.int().nullable(),
  termMonths: z.int().nullable(),
  guarantee: z.enum(keysOf(guarantees)).nullable(),
  product: z.string().nullable(),
  firstLoan: z.boolean().nullable(),
  reasons: z.array(z.object({ key: z.string(), label: z.string() })),
  facts: z.string().nullable(),
  repairable: z.boolean().nullable(),
  repairOwner: z.string().nullable(),
  repairAdvice: z.string().nullable(),
  explainedOn: Day.nullable(),
  explainedHow: z.string().nullable(),
  late: z.boolean(),
  decidedAt: Instant,
})

const Disbursement = z.object({
  id: Id,
  noteNo: z.string(),
  amountFen: z.string(),
  disbursedOn: Day,
  maturesOn: Day,
  rateBp: z.int(),
  guarantee: z.enum(keysOf(guarantees)),
  firstLoan: z.boolean(),
  renewal: z.boolean(),
  reversed: z.boolean(),
})

/** What the bank sees of its own case: the firm, the need, the five standards, its own decision; never another bank's. */
export const BankCaseForBank = DeskCaseRow.extend({
  purposeKind: z.enum(keysOf(purposeKinds)),
  purpose: z.string(),
  guaranteeOffered: z.enum(keysOf(guarantees)),
  rateCapBp: z.int().nullable(),
  firstLoanClaimed: z.boolean().nullable(),
  ordersNote: z.string().nullable(),
  recommendedFen: Fen.nullable(),
  recommendReason: z.string().nullable(),
  contactName: z.string(),
  contactPhone: z.string(),
  standards: z.array(
    z.object({
      standard: z.int(),
      label: z.string(),
      result: z.string().nullable(),
      basis: z.string().nullable(),
    }),
  ),
  consentGivenAt: Instant.nullable(),
  acceptedAt: Instant.nullable(),
  contactedAt: Instant.nullable(),
  contactHow: z.string().nullable(),
  docsAt: Instant.nullable(),
  decision: Decision.nullable(),
  disbursements: z.array(Disbursement),
  disbursedFen: FenSum,
  timeline: z.array(
    z.object({ at: Instant, label: z.string(), by: z.string().nullable(), note: z.string().nullable() }),
  ),
  actions: z.array(OfferedAction),
}).meta({ id: 'BankCaseForBank' })

/** What the work group and the supervisor see: every bank's part. */
export const BankCaseForOffice = DeskCaseRow.extend({
  no: z.string(),
  division: DivisionCode,
  queuedAt: Instant,
  acceptedAt: Instant.nullable(),
  contactedAt: Instant.nullable(),
  docsAt: Instant.nullable(),
  decidedAt: Instant.nullable(),
  overdueAt: Instant.nullable(),
  late: z.boolean(),
  hasConsent: z.boolean(),
  decision: Decision.nullable(),
  disbursements: z.array(Disbursement),
  disbursedFen: FenSum,
  others: z.array(
    z.object({ id: Id, bank: z.string(), part: z.enum(keysOf(parts)), statusLabel: z.string() }),
  ),
  timeline: z.array(
    z.object({ at: Instant, label: z.string(), by: z.string().nullable(), note: z.string().nullable() }),
  ),
  actions: z.array(OfferedAction),
}).meta({ id: 'BankCaseForOffice' })

export const OfficeCaseRow = z
  .object({ ...common, no: z.string(), division: DivisionCode })
  .meta({ id: 'OfficeCaseRow' })

/** 授信金额 1 千元至 10 亿元, 利率 0–24 % (INV-33). */
const CreditFen = Fen.refine(
  (f) => BigInt(f) >= 100_000n && BigInt(f) <= 100_000_000_000n,
  '金额须在 1 千元至 10 亿元之间，请核对单位',
)
const LoanFen = Fen.refine((f) => BigInt(f) > 0n && BigInt(f) <= 100_000_000_000n, '金额须大于 0')
const Rate = Bp.max(2400)
const reason = text(500, 2)

export const DeskActionInput = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('accept'), version: Version }),
  z.strictObject({
    action: z.literal('contact'),
    version: Version,
    how: z.enum(['visit', 'phone', 'branch', 'wechat']),
    note: text(200).optional(),
  }),
  z.strictObject({ action: z.literal('completeDocs'), version: Version }),
  z.strictObject({ action: z.literal('startApproval'), version: Version }),
  z.strictObject({ action: z.literal('requestSupplement'), version: Version, reason }),
  z.strictObject({ action: z.literal('supplement'), version: Version }),
  z.strictObject({
    action: z.literal('grant'),
    version: Version,
    creditFen: CreditFen,
    revolving: z.boolean(),
    rateBp: Rate,
    termMonths: z.int().min(1).max(360),
    guarantee: z.enum(keysOf(guarantees)),
    product: text(80).optional(),
    firstLoan: z.boolean().meta({ description: '首贷，由银行核定' }),
  }),
  z.strictObject({
    action: z.literal('refuse'),
    version: Version,
    reasons: z
      .array(z.enum(refusalReasonKeys))
      .min(1, '请至少选择一个原因')
      .max(5)
      .refine((all) => new Set(all).size === all.length, '同一个原因只选一次'),
    facts: text(1000, 10).meta({ description: '事实依据，至少十个字' }),
    repairable: z.boolean(),
    repairOwner: text(60).optional(),
    repairAdvice: text(500).optional(),
    explainedOn: Day.optional(),
    explainedHow: z.enum(['visit', 'phone', 'branch', 'letter']).optional(),
  }),
  z.strictObject({
    action: z.literal('enterpriseDecline'),
    version: Version,
    declineReason: z.enum(keysOf(declineReasons)),
    note: text(200).optional(),
  }),
  z.strictObject({
    action: z.literal('disburse'),
    version: Version,
    noteNo: z
      .string()
      .trim()
      .regex(/^[A-Za-z0-9-]{4,40}$/, '借据号为 4–40 位字母、数字或短横'),
    amountFen: LoanFen,
    disbursedOn: Day,
    maturesOn: Day,
    rateBp: Rate,
    guarantee: z.enum(keysOf(guarantees)),
    firstLoan: z.boolean(),
    renewal: z.boolean().meta({ description: '无还本续贷' }),
  }),
  z.strictObject({ action: z.literal('reverse'), version: Version, disbursementId: Id, reason }),
  z.strictObject({ action: z.literal('close'), version: Version, reason }),
])
export type DeskActionInput = z.infer<typeof DeskActionInput>

export const caseFilter = {
  search: text(40, 1).optional(),
  status: z.enum(keysOf(bankCaseFlow.statuses)).optional(),
  light: z.enum(['green', 'amber', 'red']).optional(),
  open: z.enum(['yes']).optional().meta({ description: '只看还要办的' }),
}

const caseParams = z.strictObject({ caseId: Id })

export const caseRoutes = {
  listDeskCases: route({
    method: 'GET',
    path: '/api/desk/cases',
    summary: '银行工作台：派给本行的企业，按时限先后',
    tag: '银行办理',
    access: 'desk.read',
    query: z.strictObject({ ...caseFilter, ...pageQuery }),
    response: Page(DeskCaseRow),
  }),
  getDeskCase: route({
    method: 'GET',
    path: '/api/desk/cases/{caseId}',
    summary: '银行工作台：一户',
    tag: '银行办理',
    access: 'desk.read',
    params: caseParams,
    response: BankCaseForBank,
    errors: ['not_found'],
    personal: true,
  }),
  actOnDeskCase: route({
    method: 'POST',
    path: '/api/desk/cases/{caseId}/actions',
    summary: '银行办理：接收、对接、材料、审批、授信或不予授信、放款',
    tag: '银行办理',
    access: 'case.work',
    params: caseParams,
    body: DeskActionInput,
    response: z
      .object({
        done: z.literal(true),
        case: BankCaseForBank.nullable().meta({ description: '办结移交后本行不再可见，为空' }),
      })
      .meta({ id: 'DeskActionDone' }),
    errors: ['not_found', 'stale_version', 'wrong_status', 'missing_fact', 'unprocessable', 'duplicate'],
    personal: true,
  }),
  listCases: route({
    method: 'GET',
    path: '/api/cases',
    summary: '银行办理情况（专班与监管）',
    tag: '银行办理',
    access: 'case.read',
    query: z.strictObject({
      ...caseFilter,
      division: DivisionCode.optional(),
      bankId: Id.optional(),
      part: z.enum(keysOf(parts)).optional(),
      ...pageQuery,
    }),
    response: Page(OfficeCaseRow),
  }),
  getCase: route({
    method: 'GET',
    path: '/api/cases/{caseId}',
    summary: '一户在一家银行的办理（专班与监管）',
    tag: '银行办理',
    access: 'case.read',
    params: caseParams,
    response: BankCaseForOffice,
    errors: ['not_found'],
    personal: true,
  }),
  actOnCase: route({
    method: 'POST',
    path: '/api/cases/{caseId}/actions',
    summary: '专班办理：推送银行、收回、代记企业放弃',
    tag: '银行办理',
    access: 'case.push',
    params: caseParams,
    body: z.discriminatedUnion('action', [
      z.strictObject({ action: z.literal('push'), version: Version }),
      z.strictObject({ action: z.literal('recall'), version: Version, reason }),
      z.strictObject({
        action: z.literal('enterpriseDecline'),
        version: Version,
        declineReason: z.enum(keysOf(declineReasons)),
        note: text(200).optional(),
      }),
    ]),
    response: BankCaseForOffice,
    errors: ['not_found', 'stale_version', 'wrong_status', 'missing_fact'],
    personal: true,
  }),
} as const
