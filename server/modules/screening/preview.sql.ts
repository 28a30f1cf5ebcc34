import { type RawBuilder, sql } from 'kysely'
import * as z from 'zod'
import type { Rule } from '#contract/screening/rules.ts'
import type { Tx } from '#kernel/database.ts'
import { rows } from '#kernel/rows.ts'
import type { Moment } from './profile.sql.ts'
import { digest, verdicts } from './screening.sql.ts'

/** What a preview is compared with: a run, and the published list where there is one. */
export interface Base {
  against: 'list' | 'run' | 'none'
  runId: string | null
  listId: string | null
}

/** Each firm's standing before: reasons and tier of the run, whether it counted as kept, and its main bank on the list. */
function before(base: Base): RawBuilder<unknown> {
  const run = sql`(select entity_id, division, reasons, tier from verdict where run_id = ${base.runId}::bigint)`
  const list = sql`(select entity_id, division, tier, main_bank_id from target where list_id = ${base.listId}::bigint and status <> 'excluded')`
  if (base.against === 'list')
    return sql`select coalesce(t.entity_id, w.entity_id) as entity_id, coalesce(t.division, w.division) as division, w.reasons,
      coalesce(t.tier, w.tier) as tier, t.main_bank_id, t.entity_id is not null as kept
      from ${list} t full join ${run} w on w.entity_id = t.entity_id`
  return sql`select w.entity_id, w.division, w.reasons, w.tier, t.main_bank_id, w.reasons = 0 as kept
    from ${run} w left join ${list} t on t.entity_id = w.entity_id`
}

const Totals = z.object({ entities: z.int(), targets: z.int(), hash: z.string() })

/**
 * Judges the whole registry as `insertVerdicts` would, and keeps of it the counts and the firms that change sides: no row a
 * firm of the city is written. Where there is nothing to compare with, nobody changes sides. Answers the totals and the
 * digest a run under these rules would have.
 */
export async function insertPreview(
  trx: Tx,
  previewId: string,
  rules: readonly Rule[],
  moment: Moment,
  base: Base,
): Promise<z.output<typeof Totals>> {
  const kept = sql`coalesce(v.reasons = 0, false)`
  const was = base.against === 'none' ? kept : sql`coalesce(w.kept, false)`
  const [totals] = await rows(
    trx,
    sql`
    with v as materialized (select v.id, v.division, v.kind, v.reasons, v.tier, v.tier_rule from (${verdicts(rules, moment)}) v),
    w as materialized (${before(base)}),
    d as materialized (
      select coalesce(v.id, w.entity_id) as entity_id, coalesce(v.division, w.division) as division, coalesce(v.kind, e.kind, 'other') as kind,
        v.reasons, v.tier, v.tier_rule, w.reasons as was, w.tier as was_tier, w.main_bank_id as bank_id,
        case when ${kept} and ${was} then 'stayed' when ${kept} then 'entered' when ${was} then 'left' else 'out' end as change
      from v full join w on w.entity_id = v.id left join entity e on v.id is null and e.id = w.entity_id),
    f as (
      insert into screening_preview_firm (preview_id, entity_id, division, change, reasons, tier, was, was_tier, bank_id)
      select ${previewId}, entity_id, division, change, reasons, tier, was, was_tier, bank_id from d where change in ('entered', 'left')),
    c as (
      insert into screening_preview_count (preview_id, division, kind, change, reasons, tier, tier_rule, was, was_tier, bank_id, firms)
      select ${previewId}, division / 1000 * 1000, kind, change, reasons, tier, tier_rule, was, was_tier, case when change in ('entered', 'left') then bank_id end, count(*)
      from d group by 2, 3, 4, 5, 6, 7, 8, 9, 10)
    select count(*)::int as entities, (count(*) filter (where reasons = 0))::int as targets,
      (${digest(sql`select id as entity_id, reasons, tier from v`)}) as hash from v`,
    Totals,
  )
  return totals!
}
