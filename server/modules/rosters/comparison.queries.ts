import { sql } from 'kysely'
import * as z from 'zod'
import { explainRate } from '#contract/rosters/rates.ts'
import { type ComparisonPart, comparisonParts } from '#contract/rosters/words.ts'
import type { Ctx } from '#kernel/context.ts'
import { rows } from '#kernel/rows.ts'
import { countParts, type Sides } from './comparison.sql.ts'
import { type ComparedVersion, getPublished, versionsInForce } from './member.queries.ts'

export interface ComparisonInput {
  left?: string
  right?: string
  on?: string
}

interface Chosen {
  on: string
  left: ComparedVersion | null
  right: ComparedVersion | null
  since: string | null
}

/** The two versions: those named, else the list to visit and the province's in force on the day. */
export async function chooseSides(ctx: Ctx, input: ComparisonInput): Promise<Chosen> {
  const on = input.on ?? ctx.today
  const held = await versionsInForce(ctx, on)
  const pick = async (ref: string | undefined, kind: 'visit' | 'province') =>
    ref ? getPublished(ctx, ref) : (held.find((v) => v.kind === kind) ?? null)
  const [left, right] = [await pick(input.left, 'visit'), await pick(input.right, 'province')]
  const visits = [left, right].find((v) => v?.kind === 'visit')
  return { on, left, right, since: visits ? await firstPublished(ctx, visits) : null }
}

/** Visits count from the day the round of the list to visit was first published; those of a round before do not count again. */
async function firstPublished(ctx: Ctx, version: ComparedVersion): Promise<string> {
  const [first] = await rows(
    ctx.trx,
    sql`select business_day(min(p.published_at)) as day from target_list p join target_list l on l.round = p.round where l.id = ${version.ref.slice(1)}::bigint`,
    z.object({ day: z.string() }),
  )
  return first!.day
}

/** The sides as the statement wants them, or null while one of them is missing. */
export function sidesOf({ left, right, on, since }: Chosen): Sides | null {
  return left && right ? { left: left.ref, right: right.ref, on, since } : null
}

const Line = z.object({
  division: z.string().nullable(),
  place: z.string(),
  counts: z.record(z.string(), z.int()),
})
type Counts = Record<ComparisonPart, number>

/** Two lists against each other by county. The total is the sum of its lines: counted once, added up here. */
export async function compareLists(ctx: Ctx, input: ComparisonInput) {
  const chosen = await chooseSides(ctx, input)
  const { on, left, right, since } = chosen
  const sides = sidesOf(chosen)
  const empty = { on, left, right, visitsSince: since, total: null, counties: [], sentence: null }
  if (!sides || !left || !right) return empty
  const counties = (await rows(ctx.trx, countParts(sides), Line)) as {
    division: string | null
    place: string
    counts: Counts
  }[]
  const keys = Object.keys(comparisonParts) as ComparisonPart[]
  const counts = Object.fromEntries(
    keys.map((k) => [k, counties.reduce((sum, line) => sum + line.counts[k], 0)]),
  ) as Counts
  return {
    ...empty,
    counties,
    total: { division: null, place: '合计', counts },
    sentence: explainRate(counts, named(left), named(right)),
  }
}

/** The sentence is copied into briefs, where a rate without the version of its base says nothing. */
const named = ({ name, no }: ComparedVersion) => `${name} 第 ${no} 版`
