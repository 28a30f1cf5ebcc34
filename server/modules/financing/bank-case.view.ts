import { sql } from 'kysely'
import * as z from 'zod'
import { bankCaseFlow } from '#contract/financing/bank-case.flow.ts'
import {
  findingResults,
  guarantees,
  parts,
  purposeKinds,
  refusalReasonLabels,
} from '#contract/financing/words.ts'
import { offeredActions } from '#contract/kernel/flow.ts'
import { keysOf } from '#contract/kernel/ids.ts'
import { type Standard, standardNumbers, standards } from '#contract/visits/words.ts'
import type { Ctx } from '#kernel/context.ts'
import { notFound } from '#kernel/problem.ts'
import { rows } from '#kernel/rows.ts'
import { caseFacts, readCase } from './bank-case.lock.ts'
import { listCases } from './bank-case.queries.ts'
import { endedBasis, standardsOnEndedMarks } from './ended-marks.ts'
import { caseActionLabel } from './timeline.ts'

const instant = z.date().transform((d) => d.toISOString())

const DecisionRow = z.object({
  id: z.string(),
  result: z.enum(['grant', 'refuse']),
  creditFen: z.string().nullable(),
  revolving: z.boolean().nullable(),
  rateBp: z.int().nullable(),
  termMonths: z.int().nullable(),
  guarantee: z.enum(keysOf(guarantees)).nullable(),
  product: z.string().nullable(),
  firstLoan: z.boolean().nullable(),
  reasons: z.array(z.string()).nullable(),
  facts: z.string().nullable(),
  repairable: z.boolean().nullable(),
  repairOwner: z.string().nullable(),
  repairAdvice: z.string().nullable(),
  explainedOn: z.string().nullable(),
  explainedHow: z.string().nullable(),
  late: z.boolean(),
  decidedAt: instant,
})

/** The decision in force on a case; row policies let a bank see only its own. */
async function getDecision(ctx: Ctx, caseId: string) {
  const [d] = await rows(
    ctx.trx,
    sql`select d.* from credit_decision d where d.bank_case_id = ${caseId} and not exists (select 1 from credit_decision n where n.supersedes = d.id) limit 1`,
    DecisionRow,
  )
  return d
    ? { ...d, reasons: (d.reasons ?? []).map((key) => ({ key, label: refusalReasonLabels[key] ?? key })) }
    : null
}

async function listDisbursements(ctx: Ctx, caseId: string) {
  return rows(
    ctx.trx,
    sql`select x.id, x.note_no, x.amount_fen, x.disbursed_on, x.matures_on, x.rate_bp, x.guarantee, x.first_loan, x.renewal,
        exists (select 1 from disbursement r where r.reverses = x.id) as reversed from disbursement x where x.bank_case_id = ${caseId} order by x.id`,
    z.object({
      id: z.string(),
      noteNo: z.string(),
      amountFen: z.string(),
      disbursedOn: z.string(),
      maturesOn: z.string(),
      rateBp: z.int(),
      guarantee: z.enum(keysOf(guarantees)),
      firstLoan: z.boolean(),
      renewal: z.boolean(),
      reversed: z.boolean(),
    }),
  )
}

async function listCaseTimeline(ctx: Ctx, caseId: string) {
  const lines = await rows(
    ctx.trx,
    sql`select l.occurred_at as at, l.action, coalesce(p.name || '（' || o.name || '）', p.name) as by, nullif(concat_ws('；', l.details->>'reason', l.details->>'note'), '') as note
      from action_log l left join org o on o.id = l.org_id left join account a on a.id = l.account_id left join person p on p.id = a.person_id
      where l.flow = 'bank_case' and l.subject_id = ${caseId} order by l.seq desc limit 100`,
    z.object({ at: instant, action: z.string(), by: z.string().nullable(), note: z.string().nullable() }),
  )
  return lines.map((l) => ({
    at: l.at,
    label: caseActionLabel('bank_case', l.action),
    by: l.by,
    note: l.note,
  }))
}

/** What both views share: clock, decision, loans, timeline, actions. */
async function getCommon(ctx: Ctx, caseId: string) {
  const [row] = await listCases(ctx, { id: caseId }, { limit: 1, after: null })
  if (!row) throw notFound()
  const stored = await readCase(ctx, caseId)
  const disbursements = await listDisbursements(ctx, caseId)
  return {
    row,
    stored,
    common: {
      acceptedAt: stored.acceptedAt?.toISOString() ?? null,
      contactedAt: stored.contactedAt?.toISOString() ?? null,
      docsAt: stored.docsAt?.toISOString() ?? null,
      decision: await getDecision(ctx, caseId),
      disbursements,
      disbursedFen: String(disbursements.reduce((sum, x) => sum + BigInt(x.amountFen), 0n)),
      timeline: await listCaseTimeline(ctx, caseId),
      actions: offeredActions(bankCaseFlow, {
        status: row.status,
        role: ctx.actor.role,
        facts: await caseFacts(ctx, stored),
      }),
    },
  }
}

const Firm = z.object({
  purposeKind: z.enum(keysOf(purposeKinds)),
  purpose: z.string(),
  guaranteeOffered: z.enum(keysOf(guarantees)),
  rateCapBp: z.int().nullable(),
  firstLoanClaimed: z.boolean().nullable(),
  ordersNote: z.string().nullable(),
  recommendedFen: z.string().nullable(),
  recommendReason: z.string().nullable(),
  contactName: z.string(),
  contactPhone: z.string(),
  consentGivenAt: instant.nullable(),
})

/**
 * A case for the bank that holds it. The contact's phone is shown: the firm consented to this bank by name, and the
 * reading leaves a trace. Nothing of another bank is read here at all.
 */
export async function getDeskCase(ctx: Ctx, caseId: string) {
  const { row, stored, common } = await getCommon(ctx, caseId)
  const [firm] = await rows(
    ctx.trx,
    sql`select d.purpose_kind, d.purpose, d.guarantee as guarantee_offered, d.rate_cap_bp, d.first_loan_claimed, d.orders_note, d.recommended_fen, d.recommend_reason, d.contact_name, d.contact_phone,
        (select max(k.given_at) from consent k where k.declaration_id = d.id) as consent_given_at
      from declaration d where d.id = ${row.declarationId}`,
    Firm,
  )
  const findings = await rows(
    ctx.trx,
    sql`select distinct on (f.standard) f.standard, f.result, f.basis from finding f where f.declaration_id = ${row.declarationId} order by f.standard, f.id desc`,
    z.object({ standard: z.int(), result: z.enum(keysOf(findingResults)), basis: z.string() }),
  )
  const ended = await standardsOnEndedMarks(ctx, row.declarationId)
  return {
    ...row,
    ...common,
    ...firm!,
    contactHow: stored.contactHow,
    standards: standardNumbers.map((standard) => {
      const f = findings.find((x) => x.standard === standard)
      return {
        standard,
        label: standards[standard as Standard],
        result: f ? findingResults[f.result] : null,
        basis: f && ended.has(standard) ? endedBasis : (f?.basis ?? null),
      }
    }),
  }
}

/** A case for the work group and the supervisor, with the other bank's part beside it. */
export async function getOfficeCase(ctx: Ctx, caseId: string) {
  const { row, stored, common } = await getCommon(ctx, caseId)
  const others = await rows(
    ctx.trx,
    sql`select c.id, b.name as bank, c.part, c.status from bank_case c join org b on b.id = c.bank_id where c.declaration_id = ${row.declarationId} and c.id <> ${caseId} order by c.id`,
    z.object({
      id: z.string(),
      bank: z.string(),
      part: z.enum(keysOf(parts)),
      status: z.enum(keysOf(bankCaseFlow.statuses)),
    }),
  )
  const facts = await caseFacts(ctx, stored)
  return {
    ...row,
    ...common,
    queuedAt: stored.queuedAt.toISOString(),
    decidedAt: stored.decidedAt?.toISOString() ?? null,
    overdueAt: stored.overdueAt?.toISOString() ?? null,
    late: stored.late,
    hasConsent: facts.bankConsent === true,
    others: others.map((o) => ({
      id: o.id,
      bank: o.bank,
      part: o.part,
      statusLabel: bankCaseFlow.statuses[o.status],
    })),
  }
}
