import { sql } from 'kysely'
import * as z from 'zod'
import { bankCaseFlow, openStatuses } from '#contract/financing/bank-case.flow.ts'
import { needTypes, parts } from '#contract/financing/words.ts'
import { keysOf } from '#contract/kernel/ids.ts'
import type { Ctx } from '#kernel/context.ts'
import type { Paging } from '#kernel/paging.ts'
import { placeName, withinDivision } from '#kernel/place.ts'
import { rows } from '#kernel/rows.ts'
import { searchCondition } from '../registry/registry.public.ts'
import { lightOf } from './declaration.view.ts'

export interface CaseFilter {
  search?: string
  status?: string
  light?: 'green' | 'amber' | 'red'
  open?: 'yes'
  division?: string
  bankId?: string
  part?: string
  id?: string
}

const Row = z.object({
  id: z.string(),
  no: z.string(),
  declarationId: z.string(),
  entityId: z.string(),
  name: z.string(),
  uscc: z.string().nullable(),
  division: z.string(),
  place: z.string(),
  bank: z.string(),
  branch: z.string(),
  part: z.enum(keysOf(parts)),
  status: z.enum(keysOf(bankCaseFlow.statuses)),
  needType: z.enum(keysOf(needTypes)),
  amountFen: z.string(),
  termMonths: z.int(),
  pushedAt: z
    .date()
    .transform((d) => d.toISOString())
    .nullable(),
  dueOn: z.string().nullable(),
  amberOn: z.string().nullable(),
  pausedOn: z.string().nullable(),
  version: z.int(),
  sortDue: z.string(),
})

function lightCondition(ctx: Ctx, light: CaseFilter['light']) {
  const running = sql`c.paused_on is null and c.due_on is not null and c.status in ('pushed', 'accepted', 'contacted', 'docsComplete', 'underApproval', 'expired')`
  if (light === 'red') return sql`${running} and c.due_on < ${ctx.today}::date`
  if (light === 'amber')
    return sql`${running} and c.due_on >= ${ctx.today}::date and c.amber_on <= ${ctx.today}::date`
  if (light === 'green') return sql`${running} and c.amber_on > ${ctx.today}::date`
  return sql`true`
}

/** The condition of a case list, shared with its ledger. */
export function caseCondition(ctx: Ctx, filter: CaseFilter) {
  return sql`${withinDivision('c.division', filter.division)} and ${searchCondition(filter.search)}
    and ${filter.id === undefined ? sql`true` : sql`c.id = ${filter.id}::bigint`}
    and ${filter.status === undefined ? sql`true` : sql`c.status = ${filter.status}`}
    and ${filter.bankId === undefined ? sql`true` : sql`c.bank_id = ${filter.bankId}::bigint`}
    and ${filter.part === undefined ? sql`true` : sql`c.part = ${filter.part}`}
    and ${filter.open === undefined ? sql`true` : sql`c.status = any (${[...openStatuses]}::text[])`}
    and ${lightCondition(ctx, filter.light)}`
}

/** Cases as far as the actor sees them, the nearest due day first: what must be done today stands on top. */
export async function listCases(ctx: Ctx, filter: CaseFilter, paging: Paging) {
  const [dueAfter, idAfter] = paging.after ?? [null, null]
  const key = sql`coalesce(case when c.status in ('pushed', 'accepted', 'contacted', 'docsComplete', 'underApproval', 'expired') and c.paused_on is null then c.due_on::text end, '9999')`
  const found = await rows(
    ctx.trx,
    sql`select c.id, d.no, c.declaration_id, c.entity_id, e.name, e.uscc, c.division, ${placeName('c.division')} as place, b.name as bank, o.name as branch, c.part, c.status,
        d.need_type, d.amount_fen, d.term_months, c.pushed_at, c.due_on, c.amber_on, c.paused_on, c.version, ${key} as sort_due
      from bank_case c join declaration d on d.id = c.declaration_id join entity e on e.id = c.entity_id join org b on b.id = c.bank_id join org o on o.id = c.branch_id
      where ${caseCondition(ctx, filter)} and ${idAfter === null ? sql`true` : sql`(${key}, c.id) > (${dueAfter}::text, ${idAfter}::bigint)`}
      order by ${key}, c.id limit ${paging.limit + 1}`,
    Row,
  )
  return found.map((c) => ({
    ...c,
    statusLabel: bankCaseFlow.statuses[c.status],
    light: lightOf(c, ctx.today),
  }))
}
