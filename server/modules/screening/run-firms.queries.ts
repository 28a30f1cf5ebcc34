import { sql } from 'kysely'
import * as z from 'zod'
import { keysOf } from '#contract/kernel/ids.ts'
import { entityKinds } from '#contract/registry/words.ts'
import type { Rule } from '#contract/screening/rules.ts'
import type { Ctx } from '#kernel/context.ts'
import type { Paging } from '#kernel/paging.ts'
import { placeName, withinDivision } from '#kernel/place.ts'
import { notFound } from '#kernel/problem.ts'
import { rows } from '#kernel/rows.ts'
import { rulesOfRun } from './screening.queries.ts'

export interface RunFirmFilter {
  verdict?: string
  division?: string
  kind?: string
  reason?: string
  tier?: string
  tierRule?: string
}

const Row = z.object({
  id: z.string(),
  name: z.string(),
  uscc: z.string().nullable(),
  kind: z.enum(keysOf(entityKinds)),
  place: z.string(),
  reasons: z.string(),
  tier: z.int().nullable(),
  tierRule: z.int().nullable(),
})

/**
 * The firms behind a figure of a run, within the actor's place, keyset-paged by their id. Volume: one run's verdicts; uses
 * their primary key, or verdict_division for a place.
 */
export async function listRunFirms(ctx: Ctx, runId: string, filter: RunFirmFilter, paging: Paging) {
  const known = await ctx.trx
    .selectFrom('screeningRun')
    .select('id')
    .where('id', '=', runId)
    .executeTakeFirst()
  if (!known) throw notFound()
  const rules = await rulesOfRun(ctx, runId)
  const { kind, tier } = filter
  const found = await rows(
    ctx.trx,
    sql`select e.id, e.name, e.uscc, e.kind, ${placeName('v.division')} as place, v.reasons, v.tier, v.tier_rule
      from verdict v join entity e on e.id = v.entity_id
      where v.run_id = ${runId} and ${withinDivision('v.division', filter.division)}
        and ${filter.verdict === undefined ? sql`true` : filter.verdict === 'target' ? sql`v.reasons = 0` : sql`v.reasons <> 0`}
        and (${kind ?? null}::text is null or e.kind = ${kind ?? null})
        and (${tier ?? null}::int is null or v.tier = ${tier ?? null}::int)
        and ${filter.reason === undefined ? sql`true` : ofReason(filter.reason, rules)}
        and ${filter.tierRule === undefined ? sql`true` : ofTierRule(filter.tierRule, rules)}
        and v.entity_id > ${paging.after?.[0] ?? 0}::bigint
      order by v.entity_id limit ${paging.limit + 1}`,
    Row,
  )
  return found.map(({ reasons, tierRule, ...firm }) => ({
    ...firm,
    reasons:
      firm.tier === null
        ? rules.filter((_, i) => ((BigInt(reasons) >> BigInt(i)) & 1n) === 1n).map((r) => r.label)
        : [tierRule === null ? '其余主体' : rules[tierRule]!.label],
  }))
}

function ofReason(key: string, rules: readonly Rule[]) {
  const i = rules.findIndex((r) => r.key === key)
  return i < 0 ? sql`false` : sql`(v.reasons >> ${i}::int) & 1 = 1`
}

function ofTierRule(key: string, rules: readonly Rule[]) {
  if (key === 'rest') return sql`v.tier is not null and v.tier_rule is null`
  const i = rules.findIndex((r) => r.key === key)
  return i < 0 ? sql`false` : sql`v.tier_rule = ${i}::int`
}
