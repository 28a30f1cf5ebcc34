import { sql } from 'kysely'
import * as z from 'zod'
import { bankCaseFlow } from '#contract/financing/bank-case.flow.ts'
import { declarationFlow } from '#contract/financing/declaration.flow.ts'
import {
  consentChannels,
  findingResults,
  guarantees,
  parts,
  purposeKinds,
} from '#contract/financing/words.ts'
import { light } from '#contract/kernel/deadline.ts'
import { offeredActions } from '#contract/kernel/flow.ts'
import { keysOf } from '#contract/kernel/ids.ts'
import { maskPhone } from '#contract/registry/codes.ts'
import { type Standard, standardNumbers, standards } from '#contract/visits/words.ts'
import type { Ctx } from '#kernel/context.ts'
import { notFound } from '#kernel/problem.ts'
import { rows } from '#kernel/rows.ts'
import { factsOf, readDeclaration } from './declaration.lock.ts'
import { listDeclarations } from './declaration.queries.ts'
import { endedBasis, standardsOnEndedMarks } from './ended-marks.ts'
import { suggestStandards } from './standards.queries.ts'
import { caseActionLabel } from './timeline.ts'

const Detail = z.object({
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
  mainBranchId: z.string().nullable(),
  mainBranch: z.string().nullable(),
  backupBranchId: z.string().nullable(),
  backupBranch: z.string().nullable(),
  recommendedFen: z.string().nullable(),
  recommendReason: z.string().nullable(),
  verifiedHow: z.string().nullable(),
  closeReason: z.string().nullable(),
  parentId: z.string().nullable(),
})

/** One declaration as the office and the firm itself see it. */
export async function getDeclaration(ctx: Ctx, id: string) {
  const [row] = await listDeclarations(ctx, { id }, { limit: 1, after: null })
  if (!row) throw notFound()
  const [detail] = await rows(
    ctx.trx,
    sql`select d.purpose_kind, d.purpose, d.guarantee, d.rate_cap_bp, d.first_loan_claimed, d.orders_note, d.contact_name, d.contact_phone, d.accepts_other, w.name as wish_bank,
        d.main_branch_id, m.name as main_branch, d.backup_branch_id, b.name as backup_branch, d.recommended_fen, d.recommend_reason, d.verified_how, d.close_reason, d.parent_id
      from declaration d left join org w on w.id = d.wish_bank_id left join org m on m.id = d.main_branch_id left join org b on b.id = d.backup_branch_id where d.id = ${id}`,
    Detail,
  )
  const stored = await readDeclaration(ctx, id)
  const facts = await namedFacts(ctx, stored)
  const own = ctx.actor.scope.kind === 'firm'
  return {
    ...row,
    ...detail!,
    contactPhone: own ? detail!.contactPhone : (maskPhone(detail!.contactPhone) ?? ''),
    suggestedBranches: { main: detail!.mainBranchId, backup: detail!.backupBranchId },
    otherSubmissions: own ? [] : await listOtherSubmissions(ctx, id),
    consents: await listConsents(ctx, id),
    standards: await listStandards(ctx, {
      id,
      entityId: row.entityId,
      purposeKind: detail!.purposeKind,
      ordersNote: detail!.ordersNote,
    }),
    cases: await listCaseLines(ctx, id),
    timeline: own ? [] : await listDeclarationTimeline(ctx, id),
    actions: offeredActions(declarationFlow, {
      status: row.status,
      role: ctx.actor.role,
      facts,
    }).filter((a) => stillToDo(a.action, stored, facts.checkerDiffers === true)),
  }
}

/** What nobody can do a second time, and what who prepared it may not do at all, is not offered. */
function stillToDo(action: string, stored: Parameters<typeof factsOf>[1], checkerDiffers: boolean): boolean {
  if (action === 'verify') return stored.verifiedAt === null
  return action !== 'approve' || checkerDiffers
}

/** The banks are named in the proposal itself, so the button must not wait for them. */
async function namedFacts(ctx: Ctx, stored: Parameters<typeof factsOf>[1]) {
  const facts = await factsOf(ctx, stored)
  return stored.status === 'inReview' ? { ...facts, banksNamed: true, mainConsent: true } : facts
}

/** What else waits, unverified, for the same need under the firm's name: the reviewer picks the one that is the firm's own. */
async function listOtherSubmissions(ctx: Ctx, id: string) {
  const found = await rows(
    ctx.trx,
    sql`select o.id, o.no, o.opened_at, o.contact_name, o.contact_phone, o.amount_fen
      from declaration d join declaration o on o.entity_id = d.entity_id and o.need_type = d.need_type and o.id <> d.id
      where d.id = ${id} and o.closed_at is null and o.channel = 'portal' and o.verified_at is null order by o.id limit 20`,
    z.object({
      id: z.string(),
      no: z.string(),
      openedAt: z.date().transform((d) => d.toISOString()),
      contactName: z.string(),
      contactPhone: z.string(),
      amountFen: z.string(),
    }),
  )
  return found.map((o) => ({ ...o, contactPhone: maskPhone(o.contactPhone) ?? '' }))
}

async function listConsents(ctx: Ctx, id: string) {
  return rows(
    ctx.trx,
    sql`select c.id, c.purpose, c.bank_id, b.name as bank, c.channel, c.given_at, c.expires_on, w.withdrawn_at
      from consent c left join org b on b.id = c.bank_id left join consent_withdrawal w on w.consent_id = c.id where c.declaration_id = ${id} order by c.id`,
    z.object({
      id: z.string(),
      purpose: z.enum(['collect', 'provide']),
      bankId: z.string().nullable(),
      bank: z.string().nullable(),
      channel: z.enum(keysOf(consentChannels)),
      givenAt: z.date().transform((d) => d.toISOString()),
      expiresOn: z.string(),
      withdrawnAt: z
        .date()
        .transform((d) => d.toISOString())
        .nullable(),
    }),
  )
}

const FindingRow = z.object({
  standard: z.int(),
  result: z.enum(keysOf(findingResults)),
  basis: z.string(),
  evidence: z.array(z.string()),
  overrideReason: z.string().nullable(),
  by: z.string(),
  at: z.date().transform((d) => d.toISOString()),
})

/** The five standards: the finding in force beside what the facts suggest. */
async function listStandards(
  ctx: Ctx,
  d: { id: string; entityId: string; purposeKind: string; ordersNote: string | null },
) {
  const found = await rows(
    ctx.trx,
    sql`select distinct on (f.standard) f.standard, f.result, f.basis, f.evidence, f.override_reason, p.name as by, f.found_at as at
      from finding f join person p on p.id = f.person_id where f.declaration_id = ${d.id} order by f.standard, f.id desc`,
    FindingRow,
  )
  const suggestions = await suggestStandards(ctx, d)
  const ended = await standardsOnEndedMarks(ctx, d.id)
  return standardNumbers.map((standard) => {
    const f = found.find((x) => x.standard === standard)
    const suggestion = suggestions[standard - 1]!
    const labels = new Map(suggestion.evidence.map((e) => [e.ref, e.label]))
    return {
      standard,
      label: standards[standard as Standard],
      result: f?.result ?? null,
      basis: f && ended.has(standard) ? endedBasis : (f?.basis ?? null),
      evidence: (f?.evidence ?? []).map((ref) => ({ ref, label: labels.get(ref) ?? evidenceLabel(ref) })),
      overrideReason: f?.overrideReason ?? null,
      by: f?.by ?? null,
      at: f?.at ?? null,
      suggestion,
    }
  })
}

function evidenceLabel(ref: string): string {
  const [kind, text] = [ref.slice(0, ref.indexOf(':')), ref.slice(ref.indexOf(':') + 1)]
  if (kind === 'note') return text
  return kind === 'visit' ? `走访记录 ${text}` : `部门数据 ${text}`
}

async function listCaseLines(ctx: Ctx, id: string) {
  const lines = await rows(
    ctx.trx,
    sql`select c.id, b.name as bank, o.name as branch, c.part, c.status, c.due_on, c.amber_on, c.paused_on
      from bank_case c join org b on b.id = c.bank_id join org o on o.id = c.branch_id where c.declaration_id = ${id} order by c.id`,
    z.object({
      id: z.string(),
      bank: z.string(),
      branch: z.string(),
      part: z.enum(keysOf(parts)),
      status: z.enum(keysOf(bankCaseFlow.statuses)),
      dueOn: z.string().nullable(),
      amberOn: z.string().nullable(),
      pausedOn: z.string().nullable(),
    }),
  )
  return lines.map(({ amberOn, pausedOn, ...c }) => ({
    ...c,
    statusLabel: bankCaseFlow.statuses[c.status],
    light: lightOf({ ...c, amberOn, pausedOn }, ctx.today),
  }))
}

/** The clock's colour while a bank is at work; none where no clock runs. */
export function lightOf(
  c: { status: string; dueOn: string | null; amberOn: string | null; pausedOn: string | null },
  today: string,
) {
  const runs = ['pushed', 'accepted', 'contacted', 'docsComplete', 'underApproval', 'expired'].includes(
    c.status,
  )
  if (!runs || c.dueOn === null || c.pausedOn !== null) return null
  return light(today, c.dueOn, c.amberOn ?? c.dueOn)
}

async function listDeclarationTimeline(ctx: Ctx, id: string) {
  const lines = await rows(
    ctx.trx,
    sql`select l.occurred_at as at, l.flow, l.action, coalesce(p.name || '（' || o.name || '）', p.name) as by, nullif(concat_ws('；', l.details->>'reason', l.details->>'note'), '') as note
      from action_log l left join org o on o.id = l.org_id left join account a on a.id = l.account_id left join person p on p.id = a.person_id
      where (l.flow = 'declaration' and l.subject_id = ${id}) or (l.flow = 'bank_case' and l.subject_id in (select id from bank_case where declaration_id = ${id}))
      order by l.seq desc limit 200`,
    z.object({
      at: z.date().transform((d) => d.toISOString()),
      flow: z.string(),
      action: z.string(),
      by: z.string().nullable(),
      note: z.string().nullable(),
    }),
  )
  return lines.map((l) => ({ at: l.at, label: caseActionLabel(l.flow, l.action), by: l.by, note: l.note }))
}
