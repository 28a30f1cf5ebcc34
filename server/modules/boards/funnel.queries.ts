import { sql } from 'kysely'
import * as z from 'zod'
import { type Metric, metricKeys, type Rate, rateKeys, rates, setsOf } from '#contract/boards/words.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import type { Paging } from '#kernel/paging.ts'
import { withinDivision } from '#kernel/place.ts'
import { rows } from '#kernel/rows.ts'
import { type Cut, funnelStatement, type groupKeys, metricRows, type Narrowing } from './funnel.sql.ts'

export interface FunnelInput {
  asOf?: string
  division?: string
  bankId?: string
  by: keyof typeof groupKeys
}

const Cell = z.object({
  metric: z.enum(metricKeys),
  key: z.string().nullable(),
  total: z.int(),
  households: z.int(),
  times: z.int(),
  fen: z.string().nullable(),
})

type Counts = Record<Metric, { households: number; times: number; fen: string | null }>

/** The list that was in force at the end of a day, with its name and version. */
async function findList(ctx: Ctx, asOf: string): Promise<{ id: string; name: string } | null> {
  const [list] = await rows(
    ctx.trx,
    sql`select l.id, l.name || '（' || l.round || ' 第 ' || l.version || ' 版，' || l.targets || ' 户）' as name from target_list l
      where l.published_at < (${asOf}::date + 1)::timestamp at time zone 'Asia/Shanghai' order by l.published_at desc, l.id desc limit 1`,
    z.object({ id: z.string(), name: z.string() }),
  )
  return list ?? null
}

/**
 * Boards see totals that single rows do not show: a bank reads its own share only, whoever of its staff recorded it, so
 * the statement runs as the system with the bank's own number as the condition.
 */
async function withRows<T>(ctx: Ctx, work: () => Promise<T>): Promise<T> {
  return ctx.actor.scope.kind === 'bank' ? asSystem(ctx, work) : work()
}

/** The bank whose share is all the caller sees. */
function bankOf(ctx: Ctx): string | undefined {
  return ctx.actor.scope.kind === 'bank' ? ctx.actor.scope.bankId : undefined
}

function narrow(ctx: Ctx, input: { division?: string; bankId?: string }): Narrowing {
  const bankId = bankOf(ctx) ?? input.bankId
  return {
    where: sql`${withinDivision('r.division', input.division)} and ${bankId === undefined ? sql`true` : sql`r.bank_id = ${bankId}::bigint`}`,
  }
}

/** The funnel by county, town or bank at the end of any day. */
export async function getFunnel(ctx: Ctx, input: FunnelInput) {
  const asOf = input.asOf ?? ctx.today
  const { by } = input
  return withRows(ctx, async () => {
    const list = await findList(ctx, asOf)
    const cut: Cut = { asOf, listId: list?.id ?? null, sentTo: bankOf(ctx) }
    const cells = await rows(ctx.trx, funnelStatement(metricKeys, cut, by, narrow(ctx, input)), Cell)
    const names = await groupNames(ctx, by, input.division, asOf)
    const grouped = new Map<string, Counts>()
    for (const cell of cells.filter((c) => c.total === 0)) fill(grouped, cell.key ?? '0', cell)
    const total = new Map<string, Counts>()
    for (const cell of cells.filter((c) => c.total === 1)) fill(total, 'total', cell)
    const banks = by === 'bank' || (input.bankId ?? bankOf(ctx)) !== undefined
    const keys = [...names.keys(), ...[...grouped.keys()].filter((k) => !names.has(k))]
    return {
      asOf,
      by,
      listName: list?.name ?? null,
      total: toRow('total', '合计', total.get('total') ?? emptyCounts(), { banks, opens: false }),
      rows: keys
        .filter((k) => grouped.has(k) || (by !== 'bank' && names.get(k)?.inForce !== false))
        .map((k) =>
          toRow(
            k,
            names.get(k)?.name ?? (by === 'bank' ? '未指定银行' : '未落位'),
            grouped.get(k) ?? emptyCounts(),
            { banks, opens: by === 'county' && names.has(k) },
          ),
        ),
    }
  })
}

function fill(into: Map<string, Counts>, key: string, cell: z.output<typeof Cell>): void {
  const counts = into.get(key) ?? emptyCounts()
  counts[cell.metric] = { households: cell.households, times: cell.times, fen: cell.fen }
  into.set(key, counts)
}

function emptyCounts(): Counts {
  return Object.fromEntries(
    metricKeys.map((m) => [m, { households: 0, times: 0, fen: null }]),
  ) as unknown as Counts
}

function toRow(key: string, name: string, counts: Counts, as: { banks: boolean; opens: boolean }) {
  return { key, name, counts, rates: rateKeys.map((k) => rateOf(k, counts, as.banks)), opens: as.opens }
}

/** A rate with its two sets by name; a zero base has no rate, never a guessed one. */
function rateOf(key: Rate, counts: Counts, banks: boolean) {
  const spec = { ...rates[key], ...setsOf(key, banks) }
  const pick = (m: Metric) =>
    spec.of === 'money' ? BigInt(counts[m].fen ?? '0') : BigInt(counts[m].households)
  const [above, below] = [pick(spec.numerator), pick(spec.denominator)]
  return {
    key,
    label: spec.label,
    base: spec.base,
    numerator: String(above),
    denominator: String(below),
    bp: below === 0n ? null : Number((above * 10_000n * 2n + below) / (below * 2n)),
  }
}

async function groupNames(
  ctx: Ctx,
  by: keyof typeof groupKeys,
  division: string | undefined,
  asOf: string,
): Promise<Map<string, { name: string; inForce: boolean }>> {
  const scope = ctx.actor.scope
  const within = scope.kind === 'place' && !scope.whole ? withinDivision('code', scope.division) : sql`true`
  const statement =
    by === 'bank'
      ? sql`select id::text as key, name, true as in_force from org where kind = 'bank' order by id`
      : sql`select code::text as key, division_called(code, name, ${asOf}::date)
          || coalesce((select case when h.name = division.name then '（代码已变更）' when h.valid_from = division.valid_to then '（已改为 ' || h.name || '）' else '（已并入 ' || h.name || '）' end from division h where h.code = division.heir and division.valid_to <= ${asOf}::date), '') as name,
          coalesce(valid_from <= ${asOf}::date, true) and coalesce(valid_to > ${asOf}::date, true) as in_force
        from division where level = ${by} and ${within} and ${withinDivision('code', division)} order by code`
  const found = await rows(
    ctx.trx,
    statement,
    z.object({ key: z.string(), name: z.string(), inForce: z.boolean() }),
  )
  return new Map(found.map((f) => [f.key, f]))
}

const Line = z.object({
  entityId: z.string(),
  name: z.string(),
  uscc: z.string().nullable(),
  place: z.string(),
  bank: z.string().nullable(),
  on: z.string().nullable(),
  fen: z.string().nullable(),
  subject: z.string(),
})

export interface FunnelRowsInput {
  asOf?: string
  division?: string
  bankId?: string
  metric: Metric
  unit?: 'households' | 'times'
}

/**
 * The rows behind one number: the same statement, the same condition. Households: one line a firm, its last. `key` is
 * where a page ends.
 */
export async function listFunnelRows(ctx: Ctx, input: FunnelRowsInput, paging: Paging) {
  const asOf = input.asOf ?? ctx.today
  const [entityAfter, subjectAfter] = paging.after ?? [null, null]
  const times = input.unit === 'times'
  const found = await withRows(ctx, async () => {
    const list = await findList(ctx, asOf)
    const cut: Cut = { asOf, listId: list?.id ?? null, sentTo: bankOf(ctx) }
    return rows(
      ctx.trx,
      sql`select x.entity_id, e.name, e.uscc, place_name(x.division) as place, b.name as bank, business_day(x.happened) as on, x.fen, x.subject
        from (select ${times ? sql`` : sql`distinct on (r.entity_id)`} r.* from (${metricRows(input.metric, cut)}) r
          where ${narrow(ctx, input).where} ${times ? sql`` : sql`order by r.entity_id, r.happened desc nulls last, r.subject`}) x
        join entity e on e.id = x.entity_id left join org b on b.id = x.bank_id
        where ${entityAfter === null ? sql`true` : sql`(x.entity_id, x.subject) > (${entityAfter}::bigint, ${subjectAfter}::text)`}
        order by x.entity_id, x.subject limit ${paging.limit + 1}`,
      Line,
    )
  })
  const opens = await openLines(ctx, found)
  return found.map(({ subject, ...l }) => ({
    key: [l.entityId, subject],
    ...(opens(subject, l.entityId) ? { ...l, link: linkOf(ctx, subject, l.entityId) } : unnamed(l)),
  }))
}

/** What a line says when the number counts it and the caller may not, or no longer, open it. */
function unnamed({ on, bank }: Pick<z.output<typeof Line>, 'on' | 'bank'>) {
  return { entityId: null, name: '（不在本行名下）', uscc: null, place: '', bank, on, fen: null, link: null }
}

/**
 * Which lines a bank may read: a case or declaration while it is assigned, a visit or target while the firm is. Asked of
 * the row policies themselves; offices read what their statement found.
 */
async function openLines(
  ctx: Ctx,
  lines: readonly z.output<typeof Line>[],
): Promise<(subject: string, entityId: string) => boolean> {
  if (ctx.actor.scope.kind !== 'bank') return () => true
  const ids = (kind: string) =>
    lines.flatMap((l) => (l.subject.startsWith(`${kind}:`) ? [l.subject.slice(kind.length + 1)] : []))
  const found = await rows(
    ctx.trx,
    sql`select 'case:' || id as ref from bank_case where id = any (${ids('case')}::bigint[])
      union all select 'declaration:' || id from declaration where id = any (${ids('declaration')}::bigint[])
      union all select 'entity:' || id from entity where id = any (${lines.map((l) => l.entityId)}::bigint[])`,
    z.object({ ref: z.string() }),
  )
  const open = new Set(found.map((f) => f.ref))
  return (subject, entityId) =>
    open.has(/^(case|declaration):/.test(subject) ? subject : `entity:${entityId}`)
}

/** Where a line opens, for those who may open it. */
function linkOf(ctx: Ctx, subject: string, entityId: string): string | null {
  const [kind, id] = subject.split(':') as [string, string]
  if (ctx.actor.scope.kind === 'bank') return kind === 'case' ? `/desk/${id}` : null
  if (ctx.actor.role === 'province_office') return null
  if (kind === 'visit') return `/visits/${id}`
  if (kind === 'declaration') return `/declarations/${id}`
  if (kind === 'case') return `/cases/${id}`
  return `/entities/${entityId}`
}
