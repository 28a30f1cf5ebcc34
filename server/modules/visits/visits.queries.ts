import { sql } from 'kysely'
import * as z from 'zod'
import { keysOf } from '#contract/kernel/ids.ts'
import {
  modes,
  noNeedReasons,
  observationResults,
  operations,
  outcomes,
  outlooks,
  problemCategories,
  type Standard,
  standards,
} from '#contract/visits/words.ts'
import type { Ctx } from '#kernel/context.ts'
import type { Paging } from '#kernel/paging.ts'
import { placeName, withinDivision } from '#kernel/place.ts'
import { notFound } from '#kernel/problem.ts'
import { rows } from '#kernel/rows.ts'
import { firmsOf, searchCondition } from '../registry/registry.public.ts'

export interface VisitFilter {
  search?: string
  division?: string
  from?: string
  to?: string
  outcome?: string
  need?: 'yes' | 'no'
  entityId?: string
  mine?: 'yes'
  id?: string
}

const Row = z.object({
  id: z.string(),
  entityId: z.string(),
  uscc: z.string().nullable(),
  name: z.string(),
  place: z.string(),
  mode: z.enum(keysOf(modes)),
  outcome: z.enum(keysOf(outcomes)),
  counted: z.boolean(),
  onList: z.boolean(),
  hasNeed: z.boolean().nullable(),
  needFen: z.string().nullable(),
  problems: z.int(),
  occurredAt: z.date().transform((d) => d.toISOString()),
  by: z.string(),
  org: z.string(),
})

/** The condition of a visit list, shared with its ledger: a list and its export can never differ. */
export function visitCondition(filter: VisitFilter) {
  return sql`${withinDivision('v.division', filter.division)} and ${searchCondition(filter.search)}
    and ${filter.id === undefined ? sql`true` : sql`v.id = ${filter.id}::bigint`}
    and ${filter.entityId === undefined ? sql`true` : sql`v.entity_id = any (array(${firmsOf(filter.entityId)}))`}
    and ${filter.outcome === undefined ? sql`true` : sql`v.outcome = ${filter.outcome}`}
    and ${filter.need === undefined ? sql`true` : sql`v.has_need = ${filter.need === 'yes'}`}
    and ${filter.from === undefined ? sql`true` : sql`v.occurred_at >= (${filter.from}::date)::timestamp at time zone 'Asia/Shanghai'`}
    and ${filter.to === undefined ? sql`true` : sql`v.occurred_at < (${filter.to}::date + 1)::timestamp at time zone 'Asia/Shanghai'`}`
}

/** Visits in the actor's place (a bank: its own), newest first. Uses visit_division. */
export async function listVisits(ctx: Ctx, filter: VisitFilter, paging: Paging) {
  const [atAfter, idAfter] = paging.after ?? [null, null]
  return rows(
    ctx.trx,
    sql`select v.id, v.entity_id, e.uscc, e.name, ${placeName('v.division')} as place, v.mode, v.outcome, v.counted, v.target_id is not null as on_list,
        v.has_need, v.need_fen, (select count(*)::int from visit_problem p where p.visit_id = v.id) as problems, v.occurred_at, p.name as by, o.name as org
      from visit v join entity e on e.id = v.entity_id join account a on a.id = v.account_id join person p on p.id = a.person_id join org o on o.id = v.org_id
      where ${visitCondition(filter)} and ${filter.mine === undefined ? sql`true` : sql`v.account_id = ${ctx.actor.accountId}::bigint`}
        and ${idAfter === null ? sql`true` : sql`(v.occurred_at, v.id) < (${atAfter}::timestamptz, ${idAfter}::bigint)`}
      order by v.occurred_at desc, v.id desc limit ${paging.limit + 1}`,
    Row,
  )
}

const Detail = z.object({
  household: z.boolean(),
  late: z.boolean(),
  instanceId: z.string(),
  targetId: z.string().nullable(),
  round: z.string().nullable(),
  companions: z.array(z.string()),
  employees: z.int().nullable(),
  revenueFen: z.string().nullable(),
  assetsFen: z.string().nullable(),
  operation: z.enum(keysOf(operations)).nullable(),
  outlook: z.enum(keysOf(outlooks)).nullable(),
  needUse: z.string().nullable(),
  noNeedReason: z.enum(keysOf(noNeedReasons)).nullable(),
  note: z.string().nullable(),
  recordedAt: z.date().transform((d) => d.toISOString()),
})

export async function getVisit(ctx: Ctx, visitId: string) {
  const [visit] = await listVisits(ctx, { id: visitId }, { limit: 1, after: null })
  if (!visit) throw notFound()
  const [detail] = await rows(
    ctx.trx,
    sql`select instance_id, target_id, round, companions, employees, revenue_fen, assets_fen, operation, outlook, need_use, no_need_reason, note, recorded_at, late,
        exists (select 1 from household_visit h where h.visit_id = visit.id) as household from visit where id = ${visitId}`,
    Detail,
  )
  const observations = await rows(
    ctx.trx,
    sql`select standard, result, basis from visit_observation where visit_id = ${visitId} order by standard`,
    z.object({ standard: z.int(), result: z.enum(keysOf(observationResults)), basis: z.string().nullable() }),
  )
  const problemList = await rows(
    ctx.trx,
    sql`select id, category, description, solved_on_spot from visit_problem where visit_id = ${visitId} order by id`,
    z.object({
      id: z.string(),
      category: z.enum(keysOf(problemCategories)),
      description: z.string(),
      solvedOnSpot: z.boolean(),
    }),
  )
  return {
    ...visit,
    ...detail!,
    noNeedReason: detail!.noNeedReason === null ? null : noNeedReasons[detail!.noNeedReason],
    observations: observations.map((o) => ({ ...o, label: standards[o.standard as Standard] })),
    problemList,
  }
}
