import { sql } from 'kysely'
import * as z from 'zod'
import { type TargetStage, targetFlow, targetStages } from '#contract/assignment/target.flow.ts'
import { becauseTexts } from '#contract/assignment/words.ts'
import { daysBetween } from '#contract/kernel/deadline.ts'
import { offeredActions } from '#contract/kernel/flow.ts'
import { keysOf } from '#contract/kernel/ids.ts'
import type { entityKinds } from '#contract/registry/words.ts'
import { outcomes } from '#contract/visits/words.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { type Paging, pageRows } from '#kernel/paging.ts'
import { parameterValue } from '#kernel/parameters.ts'
import { inOneCounty, placeName, withinDivision } from '#kernel/place.ts'
import { notFound } from '#kernel/problem.ts'
import { pageOf, planKept, rows } from '#kernel/rows.ts'
import { maskPersonal, searchCondition } from '../registry/registry.public.ts'
import { targetFacts } from './target.commands.ts'

export interface TargetFilter {
  listId?: string
  search?: string
  division?: string
  status?: string
  stage?: TargetStage
  undeclared?: 'yes'
  tier?: string
  bankId?: string
  branchId?: string
  sort?: 'tier' | 'name' | 'visitedOn' | 'place'
  id?: string
  /** Of the actor's teams and covers alone; asked in `asTeam`. */
  queue?: { teamId?: string | undefined; taken?: 'mine' | undefined }
}

interface Row {
  id: string
  entityId: string
  uscc: string | null
  name: string
  kind: keyof typeof entityKinds
  division: string
  place: string
  tier: number
  status: keyof typeof targetFlow.statuses
  mainBranch: string | null
  backupBranch: string | null
  visitedOn: string | null
  visits: number
  version: number
  building: string | null
  leasedBy: string | null
  leasedUntil: Date | null
  leasedToMe: boolean | null
  sortKey: string
}

/** A target as its page shows it: the status in words, the lease in one. */
const shown = (t: Row) =>
  Object.assign(t, {
    statusLabel: targetFlow.statuses[t.status],
    lease:
      t.leasedBy === null
        ? null
        : { by: t.leasedBy, until: t.leasedUntil!.toISOString(), mine: t.leasedToMe === true },
  })

/** In their own types, so that an index in this order serves the page. */
const sortKeys = {
  tier: { key: sql`t.tier`, type: sql`smallint` },
  name: { key: sql`e.name_key`, type: sql`text` },
  visitedOn: { key: sql`coalesce(t.visited_on, 'infinity'::date)`, type: sql`date` },
  place: { key: sql`t.division`, type: sql`bigint` },
} as const

/** Targets of a list (the published one unless named) in the actor's place or branches, keyset-paged. */
export async function listTargets(ctx: Ctx, filter: TargetFilter, paging: Paging) {
  const { key, type } = sortKeys[filter.sort ?? 'tier']
  const [sortAfter, idAfter] = paging.after ?? [null, null]
  // A bank is told its own part only, never who else stands beside it.
  const plan =
    filter.search === undefined && filter.division === undefined && !filter.queue ? planKept : sql``
  const office = ctx.actor.scope.kind === 'place' || ctx.actor.scope.kind === 'system'
  const found = await pageOf(
    ctx.trx,
    // The page is found first and dressed afterwards: names of places and banks are read for its rows alone.
    sql<Row>`${plan} select t.*, ${placeName('t.division')} as place, t.key::text as sort_key,
        ${office ? sql`m.name` : sql`case when t.main_branch_id = any (current_setting('app.orgs')::bigint[]) then m.name end`} as main_branch,
        ${office ? sql`b.name` : sql`null::text`} as backup_branch, bu.name as building,
        lp.name as leased_by, le.until_at as leased_until, le.account_id = current_setting('app.account')::bigint as leased_to_me
      from (select t.id, t.entity_id, e.uscc, e.name, e.kind, t.division, t.tier, t.status, t.main_branch_id, t.backup_branch_id, t.visited_on, t.visits, t.version, ${key} as key
      from target t join entity e on e.id = t.entity_id
      where ${filter.id === undefined ? sql`true` : sql`t.id = ${filter.id}::bigint`}
        and ${filter.id !== undefined && filter.listId === undefined ? sql`true` : sql`t.list_id = ${filter.listId === undefined ? publishedList : sql`${filter.listId}::bigint`}`}
        and ${withinDivision('t.division', filter.division)} and ${filter.queue ? inQueue(ctx, filter.queue) : inOneCounty('t', ctx.actor.scope, filter.division)} and ${searchCondition(filter.search)}
        and ${filter.status === undefined ? sql`true` : sql`t.status = ${filter.status}`}
        and ${filter.stage === undefined ? sql`true` : sql`t.status = any (${targetStages[filter.stage].statuses}::text[])`}
        and ${filter.undeclared === undefined ? sql`true` : sql`not exists (select 1 from declaration d where d.entity_id = t.entity_id)`}
        and ${filter.tier === undefined ? sql`true` : sql`t.tier = ${filter.tier}::smallint`}
        and ${filter.bankId === undefined ? sql`true` : sql`t.main_bank_id = ${filter.bankId}::bigint`}
        and ${filter.branchId === undefined ? sql`true` : sql`t.main_branch_id = ${filter.branchId}::bigint`}
        and ${idAfter === null ? sql`true` : sql`(${key}, t.id) > (${sortAfter}::${type}, ${idAfter}::bigint)`}
      order by ${key}, t.id limit ${pageRows(paging)}) t left join org m on m.id = t.main_branch_id left join org b on b.id = t.backup_branch_id
      left join building_entity be on be.entity_id = t.entity_id left join building bu on bu.id = be.building_id
      left join lease le on le.target_id = t.id and le.until_at > ${ctx.now}::timestamptz
      left join account la on la.id = le.account_id left join person lp on lp.id = la.person_id
      order by t.key, t.id`,
  )
  return found.map(shown)
}

/** The targets (alias t) of the duties the actor sees in `asTeam`, found duty by duty; of one team, or taken by oneself. */
function inQueue(ctx: Ctx, queue: NonNullable<TargetFilter['queue']>) {
  return sql`t.id in (select x.id from duty d join target x on x.list_id = ${publishedList} and x.division between d.lo and d.hi
      where ${queue.teamId === undefined ? sql`true` : sql`d.team_id = ${queue.teamId}::bigint`}
        and (d.building_id is null or exists (select 1 from building_entity b where b.entity_id = x.entity_id and b.building_id = d.building_id)))
    and ${queue.taken === undefined ? sql`true` : sql`exists (select 1 from lease l where l.target_id = t.id and l.account_id = ${ctx.actor.accountId}::bigint and l.until_at > ${ctx.now}::timestamptz)`}
    and t.status <> 'excluded'`
}

/** The list everyone works on: the last published one. */
export const publishedList = sql`(select id from target_list where state = 'published' order by published_at desc, id desc limit 1)`

const Extra = z.object({
  listName: z.string(),
  listState: z.string(),
  address: z.string().nullable(),
  phone: z.string().nullable(),
  legalRep: z.string().nullable(),
  scope: z.string().nullable(),
  mainBankId: z.string().nullable(),
  mainBank: z.string().nullable(),
  backupBankId: z.string().nullable(),
  backupBank: z.string().nullable(),
  because: z.int(),
  mainBranchId: z.string().nullable(),
  backupBranchId: z.string().nullable(),
  visitDay: z.string().nullable(),
  visitBy: z.string().nullable(),
  visitOutcome: z.enum(keysOf(outcomes)).nullable(),
  declarationId: z.string().nullable(),
})

/**
 * One target with what its visitor needs; the phone stays masked until it is asked for with a reason. Banks are assigned to
 * a whole list at once, so that step is never offered for one firm.
 */
export async function getTarget(ctx: Ctx, targetId: string) {
  const [target] = await listTargets(ctx, { id: targetId }, { limit: 1, after: null })
  if (!target) throw notFound()
  const [extra] = await rows(
    ctx.trx,
    sql`select l.name as list_name, l.state as list_state, d.address, d.phone, d.legal_rep, d.scope, t.because, t.main_branch_id, t.backup_branch_id,
        t.main_bank_id, mb.name as main_bank, t.backup_bank_id, bb.name as backup_bank,
        (v.occurred_at at time zone 'Asia/Shanghai')::date as visit_day, o.name as visit_by, v.outcome as visit_outcome,
        (select id from declaration x where x.entity_id = t.entity_id and x.closed_at is null order by id desc limit 1) as declaration_id
      from target t join target_list l on l.id = t.list_id join entity e on e.id = t.entity_id left join fact_registration d on d.fact_id = e.registration_fact
      left join org mb on mb.id = t.main_bank_id left join org bb on bb.id = t.backup_bank_id
      left join lateral (select * from visit x where x.entity_id = t.entity_id order by x.occurred_at desc, x.id desc limit 1) v on true
      left join org o on o.id = v.org_id where t.id = ${targetId}`,
    Extra,
  )
  const published = extra!.listState === 'published'
  // Consent is asked bank by bank, by those who may write a declaration; a bank never learns who stands beside it.
  const banks =
    ctx.actor.scope.kind === 'bank'
      ? { mainBankId: null, mainBank: null, backupBankId: null, backupBank: null }
      : {
          mainBankId: extra!.mainBankId,
          mainBank: extra!.mainBank,
          backupBankId: extra!.backupBankId,
          backupBank: extra!.backupBank,
        }
  return {
    ...target,
    listName: extra!.listName,
    ...maskPersonal(target.kind, extra!),
    scope: extra!.scope,
    ...banks,
    assignedWhy: becauseTexts(extra!.because),
    lastVisit:
      extra!.visitDay === null
        ? null
        : { on: extra!.visitDay, by: extra!.visitBy ?? '', outcome: outcomes[extra!.visitOutcome!] },
    repeatWarning: await repeatWarning(ctx, target.entityId, extra!),
    declarationId: extra!.declarationId,
    actions: offeredActions(targetFlow, {
      status: target.status,
      role: ctx.actor.role,
      facts: targetFacts({ published, ...extra! }),
    }).filter((a) => a.action !== 'assign'),
  }
}

/**
 * 同一主体短期内重复走访: says who was there and when. A bank, which reads no visits but its own, is told the day
 * alone: the firm is disturbed all the same.
 */
async function repeatWarning(
  ctx: Ctx,
  entityId: string,
  extra: z.output<typeof Extra>,
): Promise<string | null> {
  const day = ctx.actor.scope.kind === 'bank' ? await lastVisitDay(ctx, entityId) : extra.visitDay
  if (day === null) return null
  const limit = await parameterValue(ctx, 'revisitSuppressionDays')
  const by = day === extra.visitDay ? extra.visitBy : null
  return daysBetween(day, ctx.today) < limit ? `${by ?? '其他小组'}已于 ${day} 走访过，请避免重复打扰` : null
}

async function lastVisitDay(ctx: Ctx, entityId: string): Promise<string | null> {
  const [last] = await asSystem(ctx, (trx) =>
    rows(
      trx,
      sql`select business_day(max(occurred_at)) as day from visit where entity_id = ${entityId}`,
      z.object({ day: z.string().nullable() }),
    ),
  )
  return last!.day
}
