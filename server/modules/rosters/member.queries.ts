import { type RawBuilder, sql } from 'kysely'
import * as z from 'zod'
import { keysOf } from '#contract/kernel/ids.ts'
import { entityKinds } from '#contract/registry/words.ts'
import { listKinds, memberBecause, rowOutcomes } from '#contract/rosters/words.ts'
import type { Ctx } from '#kernel/context.ts'
import type { Paging } from '#kernel/paging.ts'
import { inOneCounty, withinDivision } from '#kernel/place.ts'
import { notFound } from '#kernel/problem.ts'
import { rows } from '#kernel/rows.ts'
import { firmsOf, leadTo, searchCondition } from '../registry/registry.public.ts'
import { allVersions, inForce, membersOf } from './rosters.sql.ts'

/** How many firms stand on each of some versions, in the actor's place. */
export async function countMembers(ctx: Ctx, refs: readonly string[]): Promise<Map<string, number>> {
  if (refs.length === 0) return new Map()
  const parts = refs.map(
    (ref) => sql`select ${ref}::text as ref, (select count(*)::int from (${membersOf(ref)}) m) as n`,
  )
  const found = await rows(
    ctx.trx,
    sql`${sql.join(parts, sql` union all `)}`,
    z.object({ ref: z.string(), n: z.int() }),
  )
  return new Map(found.map((f) => [f.ref, f.n]))
}

/** Who is on the first and not on the second. */
export const missingFrom = (there: string, here: string) =>
  sql`select m.* from (${membersOf(there)}) m where not exists (select 1 from (${membersOf(here)}) o where o.entity_id = m.entity_id)`

/** How many firms came and went between two versions. */
export async function countMoves(
  ctx: Ctx,
  before: string,
  after: string,
): Promise<{ entered: number; left: number }> {
  const [found] = await rows(
    ctx.trx,
    sql`select (select count(*)::int from (${missingFrom(after, before)}) e) as entered, (select count(*)::int from (${missingFrom(before, after)}) l) as left`,
    z.object({ entered: z.int(), left: z.int() }),
  )
  return found!
}

const Firm = z.object({
  entityId: z.string(),
  uscc: z.string().nullable(),
  name: z.string(),
  kind: z.enum(keysOf(entityKinds)),
  division: z.string(),
  place: z.string(),
  because: z.enum(keysOf(memberBecause)).nullable(),
})

export interface FirmFilter {
  division?: string
  search?: string
}

/** A page of the firms of a set (entity_id, because), in the order of their numbers, dressed for its rows alone. */
export async function listFirms(
  ctx: Ctx,
  set: RawBuilder<unknown>,
  filter: FirmFilter,
  paging: Paging,
): Promise<z.output<typeof Firm>[]> {
  const after = paging.after ? sql`e.id > ${paging.after[0]}::bigint` : sql`true`
  return rows(
    ctx.trx,
    sql`select x.*, place_name(x.division::bigint) as place from (
        select e.id as entity_id, e.uscc, e.name, e.kind, e.division, s.because from (${set}) s join entity e on e.id = s.entity_id
        where ${withinDivision('e.division', filter.division)} and ${inOneCounty('e', ctx.actor.scope, filter.division)}
          and ${searchCondition(filter.search)} and ${after} order by e.id limit ${paging.limit + 1}) x order by x.entity_id`,
    Firm,
  )
}

/** The versions in force at the end of a day, by list. */
export async function versionsInForce(ctx: Ctx, on: string) {
  return rows(
    ctx.trx,
    sql`select v.ref, v.list, v.kind, v.name, v.no, v.as_of, v.valid_from, v.rows_in, v.repeated, v.unmatched from ${allVersions} v where ${inForce(on)} order by v.valid_from desc, v.ref`,
    Compared,
  )
}

const Compared = z.object({
  ref: z.string(),
  list: z.string(),
  kind: z.enum(keysOf(listKinds)),
  name: z.string(),
  no: z.int(),
  asOf: z.string(),
  validFrom: z
    .date()
    .transform((d) => d.toISOString())
    .nullable(),
  rowsIn: z.int(),
  repeated: z.int(),
  unmatched: z.int(),
})
export type ComparedVersion = z.output<typeof Compared>

/** One version that has been published, or 404. */
export async function getPublished(ctx: Ctx, ref: string): Promise<ComparedVersion> {
  const [found] = await rows(
    ctx.trx,
    sql`select v.ref, v.list, v.kind, v.name, v.no, v.as_of, v.valid_from, v.rows_in, v.repeated, v.unmatched from ${allVersions} v where v.ref = ${ref} and v.valid_from is not null`,
    Compared,
  )
  if (!found) throw notFound()
  return found
}

const Row = z.object({
  sheet: z.int(),
  rowNo: z.int(),
  uscc: z.string().nullable(),
  name: z.string().nullable(),
  outcome: z.enum(keysOf(rowOutcomes)),
})

/** Rows of a version's file that put nobody on the list, in the order of the file. */
export async function listRows(
  ctx: Ctx,
  versionId: string,
  outcome: keyof typeof rowOutcomes | undefined,
  paging: Paging,
): Promise<z.output<typeof Row>[]> {
  const [sheet, rowNo] = paging.after ?? [0, 0]
  return rows(
    ctx.trx,
    sql`select x.sheet, x.row_no, coalesce(x.uscc, x.reg_no, x.org_code) as uscc, x.name, x.outcome from roster_row x
      where x.version_id = ${versionId} and ${outcome === undefined ? sql`x.outcome <> 'matched'` : sql`x.outcome = ${outcome}`}
        and (x.sheet, x.row_no) > (${sheet}::int, ${rowNo}::int) order by x.sheet, x.row_no limit ${paging.limit + 1}`,
    Row,
  )
}

const Stay = z.object({
  list: z.string(),
  kind: z.enum(keysOf(listKinds)),
  name: z.string(),
  from: z.string(),
  to: z.string().nullable(),
})

/** On which lists a firm stands and stood: versions that follow each other without a gap are one stay. */
export async function listListsOfEntity(ctx: Ctx, entityId: string): Promise<z.output<typeof Stay>[]> {
  const { id } = await leadTo(ctx, entityId)
  const [seen] = await rows(
    ctx.trx,
    sql`select 1 as one from entity e where e.id = ${id} and e.status in ('live', 'withdrawn')`,
    z.object({ one: z.int() }),
  )
  if (!seen) throw notFound()
  const same = sql`any (array(${firmsOf(id)}))`
  const stays = await rows(
    ctx.trx,
    sql`select v.list, v.kind, v.name, v.valid_from as from_at, v.valid_to as to_at, business_day(v.valid_from) as from, business_day(v.valid_to) as to
      from ${allVersions} v join (
        select 'n' || m.version_id as ref from roster_member m where m.entity_id = ${same}
        union all select 't' || t.list_id from target t where t.entity_id = ${same} and t.status <> 'excluded') k on k.ref = v.ref
      where v.valid_from is not null order by v.list, v.valid_from`,
    Stay.extend({ fromAt: z.date(), toAt: z.date().nullable() }),
  )
  const merged: (typeof stays)[number][] = []
  for (const s of stays) {
    const last = merged.at(-1)
    if (last?.list === s.list && last.toAt?.getTime() === s.fromAt.getTime())
      merged[merged.length - 1] = { ...last, name: s.name, to: s.to, toAt: s.toAt }
    else merged.push(s)
  }
  return merged.map(({ fromAt: _from, toAt: _to, ...s }) => s)
}
