import { type RawBuilder, sql } from 'kysely'
import * as z from 'zod'
import type { findingStates } from '#contract/registry/quality.routes.ts'
import { qualityRules } from '#contract/registry/quality.rules.ts'
import { checkText } from '#contract/registry/quality.ts'
import type { Ctx } from '#kernel/context.ts'
import type { Paging } from '#kernel/paging.ts'
import { parameterValue } from '#kernel/parameters.ts'
import { withinDivision } from '#kernel/place.ts'
import { rows } from '#kernel/rows.ts'

export interface FindingFilter {
  rule?: string
  owner?: string
  division?: string
  state?: keyof typeof findingStates
}

/** Which findings (alias f) a page speaks of: one's own to mend unless it is asked otherwise. */
function narrowed(ctx: Ctx, filter: FindingFilter): RawBuilder<unknown> {
  const owner = filter.owner ?? 'own'
  const whose =
    owner === 'all' ? sql`true` : sql`f.owner_id = ${owner === 'own' ? ctx.actor.orgId : owner}::bigint`
  return sql`${whose} and (${filter.rule ?? null}::text is null or f.rule = ${filter.rule ?? null}) and ${withinDivision('f.division', filter.division)}`
}

const trendDays = 14

const Counted = z.object({ rule: z.string(), open: z.int(), fresh: z.int() })
const Past = z.object({ rule: z.string(), ago: z.int(), open: z.int() })

/** Every rule with its open findings, those new today and the curve of two weeks; who has how many. */
export async function getQuality(ctx: Ctx, filter: FindingFilter) {
  const where = narrowed(ctx, filter)
  const counted = await rows(
    ctx.trx,
    sql`select f.rule, count(*)::int as open, count(*) filter (where f.opened_on >= ${ctx.today}::date)::int as fresh
      from quality_finding f where f.state = 'open' and ${where} group by 1`,
    Counted,
  )
  const past = await rows(
    ctx.trx,
    sql`select f.rule, ${ctx.today}::date - f.day as ago, sum(f.open)::int as open
      from (select day, rule, owner_id, nullif(county, 0) as division, open from quality_count where day > ${ctx.today}::date - ${trendDays}::int) f
      where ${where} group by 1, 2`,
    Past,
  )
  const [run] = await rows(
    ctx.trx,
    sql`select max(finished_at) as checked_at from quality_run`,
    z.object({ checkedAt: z.date().nullable() }),
  )
  return {
    checkedAt: run?.checkedAt?.toISOString() ?? null,
    owners: await listOwners(ctx),
    rules: await withRules(ctx, new Map(counted.map((c) => [c.rule, c])), past),
  }
}

async function withRules(
  ctx: Ctx,
  counted: Map<string, z.output<typeof Counted>>,
  past: z.output<typeof Past>[],
) {
  const values = new Map<string, number>()
  const bound = (b: number | { parameter: string }) =>
    (typeof b === 'number' ? b : (values.get(b.parameter) ?? 0)).toLocaleString('zh-CN')
  for (const key of [
    'qualityPhoneFirms',
    'qualityRepShells',
    'qualityListDays',
    'qualityWaitingDays',
    'qualityUninsuredTaxWan',
    'qualityRevenuePerHeadWan',
    'qualityCapitalWan',
  ] as const)
    values.set(key, await parameterValue(ctx, key))
  return qualityRules.map((r) => {
    const count = counted.get(r.key)
    return {
      key: r.key,
      label: r.label,
      subject: r.on,
      severity: r.severity,
      body: r.owner.body,
      sentence: checkText(r.on, r.when, bound),
      why: r.why,
      todo: r.todo,
      open: count?.open ?? 0,
      fresh: count?.fresh ?? 0,
      trend: curve(
        past.filter((p) => p.rule === r.key),
        count?.open ?? 0,
      ),
    }
  })
}

/** A value for each day: a day without a check has the value of the day before; today's is the count as it stands. */
function curve(past: readonly z.output<typeof Past>[], now: number): number[] {
  const trend: number[] = []
  for (let ago = trendDays - 1; ago > 0; ago--)
    trend.push(past.find((p) => p.ago === ago)?.open ?? trend.at(-1) ?? 0)
  return [...trend, now]
}

async function listOwners(ctx: Ctx) {
  return rows(
    ctx.trx,
    sql`select o.id, o.name, f.open from (select owner_id, count(*)::int as open from quality_finding where state = 'open' group by 1) f
      join org o on o.id = f.owner_id order by f.open desc, o.id`,
    z.object({ id: z.string(), name: z.string(), open: z.int() }),
  )
}

const Row = z.object({
  id: z.string(),
  rule: z.string(),
  subject: z.string(),
  subjectId: z.string(),
  entityId: z.string().nullable(),
  title: z.string(),
  code: z.string().nullable(),
  place: z.string().nullable(),
  ownerId: z.string(),
  owner: z.string(),
  shown: z.record(z.string(), z.unknown()),
  openedOn: z.string(),
  firstSeenOn: z.string(),
  lastSeenOn: z.string(),
  state: z.enum(['open', 'changed', 'accepted']),
  reason: z.string().nullable(),
  closedBy: z.string().nullable(),
  closedAt: z.date().nullable(),
  version: z.int(),
})
export type FindingRow = z.output<typeof Row>

const statement = (where: RawBuilder<unknown>, limit: number) => sql`
  select f.id, f.rule, f.subject, f.subject_id, f.entity_id, f.title, f.code, case when f.division is not null then place_name(f.division) end as place,
    f.owner_id, coalesce(o.name, '市专班') as owner, f.shown, f.opened_on, f.first_seen_on, f.last_seen_on, coalesce(f.closed_how, 'open') as state, f.reason,
    p.name as closed_by, f.closed_at, f.version
  from quality_finding f left join org o on o.id = f.owner_id left join account a on a.id = f.closed_by left join person p on p.id = a.person_id
  where ${where} order by f.id desc limit ${limit}`

/** Findings, newest first, keyset-paged. Uses quality_finding_owner. */
export async function listFindings(ctx: Ctx, filter: FindingFilter, paging: Paging): Promise<FindingRow[]> {
  const state = filter.state ?? 'open'
  const which = state === 'open' ? sql`f.state = 'open'` : sql`f.closed_how = ${state}`
  const after = paging.after ? sql`f.id < ${paging.after[0]}::bigint` : sql`true`
  return rows(
    ctx.trx,
    statement(sql`${which} and ${narrowed(ctx, filter)} and ${after}`, paging.limit + 1),
    Row,
  )
}

/** One finding the caller may see. */
export async function getFinding(ctx: Ctx, findingId: string): Promise<FindingRow> {
  const [found] = await rows(ctx.trx, statement(sql`f.id = ${findingId}::bigint`, 1), Row)
  return found!
}
