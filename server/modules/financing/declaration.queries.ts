import { sql } from 'kysely'
import * as z from 'zod'
import { type DeclarationStatus, declarationFlow } from '#contract/financing/declaration.flow.ts'
import { channels, needTypes } from '#contract/financing/words.ts'
import { keysOf } from '#contract/kernel/ids.ts'
import { entityKinds } from '#contract/registry/words.ts'
import type { Ctx } from '#kernel/context.ts'
import type { Paging } from '#kernel/paging.ts'
import { placeName, withinDivision } from '#kernel/place.ts'
import { rows } from '#kernel/rows.ts'
import { firmsOf, searchCondition } from '../registry/registry.public.ts'

export interface DeclarationFilter {
  search?: string
  division?: string
  status?: string
  mine?: 'review' | 'check' | 'verify' | 'supplement'
  from?: string
  to?: string
  entityId?: string
  id?: string
}

const Row = z.object({
  id: z.string(),
  no: z.string(),
  entityId: z.string(),
  name: z.string(),
  uscc: z.string().nullable(),
  kind: z.enum(keysOf(entityKinds)),
  division: z.string(),
  place: z.string(),
  status: z.enum(keysOf(declarationFlow.statuses)),
  channel: z.enum(keysOf(channels)),
  needType: z.enum(keysOf(needTypes)),
  amountFen: z.string(),
  termMonths: z.int(),
  verified: z.boolean(),
  openedAt: z.date().transform((d) => d.toISOString()),
  submittedAt: z
    .date()
    .transform((d) => d.toISOString())
    .nullable(),
  recommendedAt: z
    .date()
    .transform((d) => d.toISOString())
    .nullable(),
  version: z.int(),
})

/** In whose hands a declaration is; the firm and the clerk read the same words. */
const holders: Readonly<Record<DeclarationStatus, string>> = {
  drafted: '代填人',
  submitted: '区县专班（受理）',
  precheckFailed: '代填人（修改后重报）',
  inReview: '区县专班（审核）',
  supplementing: '企业（补正）',
  proposed: '区县专班（复核）',
  ineligibleProposed: '区县专班（复核）',
  recommended: '银行',
  notEligible: '已办结',
  awaitingConsultation: '区县专班（会诊）',
  credited: '已办结',
  withdrawn: '已办结',
  merged: '已办结',
}

export function holderOf(status: DeclarationStatus): string {
  return holders[status]
}

/** What waits for the actor: one short word, one condition; the home page and the list share it. */
function mineCondition(ctx: Ctx, mine: DeclarationFilter['mine']) {
  switch (mine) {
    case 'verify':
      return sql`d.status = 'submitted' and d.verified_at is null`
    case 'review':
      return sql`(d.status = 'submitted' and d.verified_at is not null or d.status = 'inReview')`
    case 'check':
      return sql`d.status in ('proposed', 'ineligibleProposed') and not prepared_by(d.id, ${ctx.actor.personId}::bigint)`
    case 'supplement':
      return sql`d.status in ('supplementing', 'precheckFailed', 'drafted')`
    case undefined:
      return sql`true`
  }
}

/** The condition of a declaration list, shared with its ledgers. */
export function declarationCondition(ctx: Ctx, filter: DeclarationFilter) {
  return sql`${withinDivision('d.division', filter.division)} and ${searchCondition(filter.search)}
    and ${filter.id === undefined ? sql`true` : sql`d.id = ${filter.id}::bigint`}
    and ${filter.entityId === undefined ? sql`true` : sql`d.entity_id = any (array(${firmsOf(filter.entityId)}))`}
    and ${filter.status === undefined ? sql`true` : sql`d.status = ${filter.status}`}
    and ${mineCondition(ctx, filter.mine)}
    and ${filter.from === undefined ? sql`true` : sql`d.opened_at >= (${filter.from}::date)::timestamp at time zone 'Asia/Shanghai'`}
    and ${filter.to === undefined ? sql`true` : sql`d.opened_at < (${filter.to}::date + 1)::timestamp at time zone 'Asia/Shanghai'`}`
}

/** Declarations in the actor's place (a firm: its own), newest first. */
export async function listDeclarations(ctx: Ctx, filter: DeclarationFilter, paging: Paging) {
  const [idAfter] = paging.after ?? [null]
  const found = await rows(
    ctx.trx,
    sql`select d.id, d.no, d.entity_id, e.name, e.uscc, e.kind, d.division, ${placeName('d.division')} as place, d.status, d.channel, d.need_type, d.amount_fen,
        d.term_months, d.verified_at is not null as verified, d.opened_at, d.submitted_at, d.recommended_at, d.version
      from declaration d join entity e on e.id = d.entity_id
      where ${declarationCondition(ctx, filter)} and ${idAfter === null ? sql`true` : sql`d.id < ${idAfter}::bigint`}
      order by d.id desc limit ${paging.limit + 1}`,
    Row,
  )
  return found.map((d) => ({
    ...d,
    statusLabel: declarationFlow.statuses[d.status],
    holder: holders[d.status],
  }))
}
