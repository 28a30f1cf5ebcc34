import { type RawBuilder, sql } from 'kysely'
import * as z from 'zod'
import { listKinds } from '#contract/rosters/words.ts'
import type { Ctx } from '#kernel/context.ts'
import { rows } from '#kernel/rows.ts'
import { type ComparedVersion, versionsInForce } from './member.queries.ts'
import { membersOf } from './rosters.sql.ts'

/** The lists asked for as they stand on a day, each by the version then in force; without a choice all of them. */
async function chosen(ctx: Ctx, lists: string | undefined, on: string): Promise<ComparedVersion[]> {
  const held = await versionsInForce(ctx, on)
  const one = held.filter((v, i) => held.findIndex((w) => w.list === v.list) === i)
  const order = Object.keys(listKinds)
  if (lists === undefined)
    return one.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)).slice(0, mostLists)
  const wanted = [...new Set(lists.split(','))]
  return wanted.flatMap((w) => one.filter((v) => v.list === w))
}

/** As many as the mask of one pass over their members holds with ease. */
const mostLists = 12

/** Each firm once, with a bit for every list it stands on. Volume: the members of all lists, one hash aggregate. */
function masks(lists: readonly ComparedVersion[]): RawBuilder<unknown> {
  const parts = lists.map(
    (l, i) => sql`select m.entity_id, ${2 ** i}::int as bit from (${membersOf(l.ref)}) m`,
  )
  return sql`select x.entity_id, bit_or(x.bit) as mask from (${sql.join(parts, sql` union all `)}) x group by 1`
}

/** Lists against lists: every pair, every list, all together; a firm counts once wherever it counts. */
export async function getOverlap(ctx: Ctx, wanted: string | undefined, on: string) {
  const lists = await chosen(ctx, wanted, on)
  const groups =
    lists.length === 0
      ? []
      : await rows(
          ctx.trx,
          sql`select g.mask, count(*)::int as firms from (${masks(lists)}) g group by 1`,
          z.object({ mask: z.int(), firms: z.int() }),
        )
  const having = (bits: number) =>
    groups.filter((g) => (g.mask & bits) === bits).reduce((sum, g) => sum + g.firms, 0)
  return {
    on,
    lists: lists.map((l, i) => ({
      list: l.list,
      ref: l.ref,
      kind: l.kind,
      name: l.name,
      no: l.no,
      members: having(2 ** i),
    })),
    pairs: lists.flatMap((a, i) =>
      lists.slice(i + 1).map((b, k) => ({
        a: a.list,
        b: b.list,
        firms: having((2 ** i) | (2 ** (i + k + 1))),
      })),
    ),
    union: groups.reduce((sum, g) => sum + g.firms, 0),
    all: lists.length === 0 ? 0 : having(2 ** lists.length - 1),
  }
}

/** The firms behind a number of the overlap: on all of some lists, or on any of them. */
export async function overlapSet(
  ctx: Ctx,
  wanted: string,
  how: 'all' | 'any',
  on: string,
): Promise<RawBuilder<unknown>> {
  const lists = await chosen(ctx, wanted, on)
  // A list that was not in force on that day has nobody on it.
  const asked = new Set(wanted.split(',')).size
  if (lists.length === 0 || (how === 'all' && lists.length < asked))
    return sql`select null::bigint as entity_id, null::text as because where false`
  const full = how === 'all' ? sql`g.mask = ${2 ** lists.length - 1}` : sql`true`
  return sql`select g.entity_id, null::text as because from (${masks(lists)}) g where ${full}`
}
