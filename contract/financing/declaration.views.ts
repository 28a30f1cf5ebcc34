import * as z from 'zod'
import { OfferedAction } from '../assignment/routes.ts'
import { Day, DivisionCode, Fen, Id, Instant, keysOf } from '../kernel/ids.ts'
import { entityKinds } from '../registry/words.ts'
import { declarationFlow } from './declaration.flow.ts'
import {
  channels,
  consentChannels,
  findingResults,
  guarantees,
  needTypes,
  parts,
  purposeKinds,
} from './words.ts'

/** What the API shows of a declaration. */
export const DeclarationRow = z
  .object({
    id: Id,
    no: z.string(),
    entityId: Id,
    name: z.string(),
    uscc: z.string().nullable(),
    kind: z.enum(keysOf(entityKinds)),
    division: DivisionCode,
    place: z.string(),
    status: z.enum(keysOf(declarationFlow.statuses)),
    statusLabel: z.string(),
    channel: z.enum(keysOf(channels)),
    needType: z.enum(keysOf(needTypes)),
    amountFen: Fen,
    termMonths: z.int(),
    verified: z.boolean(),
    openedAt: Instant,
    submittedAt: Instant.nullable(),
    recommendedAt: Instant.nullable(),
    holder: z.string().meta({ description: '现在在谁手里' }),
    version: z.int(),
  })
  .meta({ id: 'DeclarationRow' })

const StandardView = z.object({
  standard: z.int(),
  label: z.string(),
  result: z.enum(keysOf(findingResults)).nullable(),
  basis: z.string().nullable(),
  evidence: z.array(z.object({ ref: z.string(), label: z.string() })),
  overrideReason: z.string().nullable(),
  by: z.string().nullable(),
  at: Instant.nullable(),
  suggestion: z.object({
    result: z.enum(keysOf(findingResults)),
    why: z.string(),
    needsOverride: z.boolean(),
    evidence: z.array(z.object({ ref: z.string(), label: z.string() })),
  }),
})

const CaseLine = z.object({
  id: Id,
  bank: z.string(),
  branch: z.string(),
  part: z.enum(keysOf(parts)),
  status: z.string(),
  statusLabel: z.string(),
  dueOn: Day.nullable(),
  light: z.enum(['green', 'amber', 'red']).nullable(),
})

export const DeclarationView = DeclarationRow.extend({
  purposeKind: z.enum(keysOf(purposeKinds)),
  purpose: z.string(),
  guarantee: z.enum(keysOf(guarantees)),
  rateCapBp: z.int().nullable(),
  firstLoanClaimed: z.boolean().nullable(),
  ordersNote: z.string().nullable(),
  contactName: z.string(),
  contactPhone: z.string(),
  acceptsOther: z.boolean(),
  wishBank: z.string().nullable(),
  mainBranchId: Id.nullable(),
  mainBranch: z.string().nullable(),
  backupBranchId: Id.nullable(),
  backupBranch: z.string().nullable(),
  suggestedBranches: z.object({ main: Id.nullable(), backup: Id.nullable() }),
  recommendedFen: Fen.nullable(),
  recommendReason: z.string().nullable(),
  verifiedHow: z.string().nullable(),
  closeReason: z.string().nullable(),
  otherSubmissions: z
    .array(
      z.object({
        id: Id,
        no: z.string(),
        openedAt: Instant,
        contactName: z.string(),
        contactPhone: z.string(),
        amountFen: Fen,
      }),
    )
    .meta({ description: '同一企业同类需求、还没有核实的其他扫码申报' }),
  consents: z.array(
    z.object({
      id: Id,
      purpose: z.enum(['collect', 'provide']),
      bankId: Id.nullable(),
      bank: z.string().nullable(),
      channel: z.enum(keysOf(consentChannels)),
      givenAt: Instant,
      expiresOn: Day,
      withdrawnAt: Instant.nullable(),
    }),
  ),
  standards: z.array(StandardView),
  cases: z.array(CaseLine),
  timeline: z.array(
    z.object({ at: Instant, label: z.string(), by: z.string().nullable(), note: z.string().nullable() }),
  ),
  actions: z.array(OfferedAction),
  parentId: Id.nullable(),
}).meta({ id: 'Declaration' })
