import { type RawBuilder, sql } from 'kysely'
import { fieldsOf, lastTier, type Rule, ruleFieldKeys } from '#contract/screening/rules.ts'
import type { Tx } from '#kernel/database.ts'
import { run } from '#kernel/rows.ts'
import { compile } from './compile.ts'
import { fieldSql, type Moment, profiles } from './profile.sql.ts'

const isExclusion = (rule: Rule) => 'exclude' in rule.effect

/** `b0 … bn`: each rule's result once, so that no condition is evaluated twice. */
function results(rules: readonly Rule[], asOf: string): RawBuilder<unknown> {
  return sql.join(rules.map((rule, i) => sql`${compile(rule.when, asOf)} as ${sql.ref(`b${i}`)}`))
}

/** The profile with the results beside it, evaluated once (`offset 0` keeps the planner from copying the conditions). */
function judged(rules: readonly Rule[], moment: Moment): RawBuilder<unknown> {
  return sql`(select p.*, ${results(rules, moment.asOf)} from (${profiles(moment)}) p offset 0)`
}

const b = (i: number) => sql.ref(`p.b${i}`)

/** A bit for each rule of a kind for which something holds: the n-th rule of the set is bit n. */
function mask(
  rules: readonly { i: number }[],
  holds: (i: number) => RawBuilder<unknown>,
): RawBuilder<unknown> {
  if (rules.length === 0) return sql`0::bigint`
  return sql`(${sql.join(
    rules.map(({ i }) => sql`case when ${holds(i)} then ${String(2n ** BigInt(i))}::bigint else 0 end`),
    sql` | `,
  )})`
}

/** Every firm with its verdict under the rules: (id, division, kind, reasons, unknown, tier, tier_rule, evidence). */
export function verdicts(rules: readonly Rule[], moment: Moment): RawBuilder<unknown> {
  const exclusions = rules.flatMap((rule, i) => (isExclusion(rule) ? [{ rule, i }] : []))
  const tiers = rules
    .flatMap((rule, i) => ('tier' in rule.effect ? [{ rule, i, tier: rule.effect.tier }] : []))
    .sort((x, y) => x.tier - y.tier)
  const pick = (of: (t: (typeof tiers)[number]) => number, otherwise: RawBuilder<unknown>) =>
    tiers.length === 0
      ? otherwise
      : sql`case ${sql.join(
          tiers.map((t) => sql`when ${b(t.i)} then ${of(t)}::smallint`),
          sql` `,
        )} else ${otherwise} end`
  return sql`
    select v.id, v.division, v.kind, v.reasons, v.unknown, case when v.reasons = 0 then v.tier end as tier, case when v.reasons = 0 then v.tier_rule end as tier_rule,
      case when v.reasons <> 0 then v.evidence end as evidence
    from (
      select p.id, p.division, p.kind, ${mask(exclusions, (i) => sql`${b(i)} is true`)} as reasons, ${mask(exclusions, (i) => sql`${b(i)} is null`)} as unknown,
        ${pick((t) => t.tier, sql`${lastTier}::smallint`)} as tier, ${pick((t) => t.i, sql`null::smallint`)} as tier_rule, ${evidence(exclusions)} as evidence
      from ${judged(rules, moment)} p) v`
}

/** For each reason that holds, the facts of the fields its rule mentions; a fact behind two reasons stands twice. */
function evidence(exclusions: readonly { rule: Rule; i: number }[]): RawBuilder<unknown> {
  if (exclusions.length === 0) return sql`'{}'::bigint[]`
  const parts = exclusions.map(({ rule, i }) => {
    const facts = fieldsOf(rule.when).map((f) => fieldSql[f].evidence)
    return sql`case when ${b(i)} then array[${sql.join(facts)}]::bigint[] end`
  })
  return sql`array_remove(${sql.join(parts, sql` || `)}, null)`
}

/**
 * Judges every live firm of the registry in one statement: excluded with its reasons and their evidence, or kept with
 * its tier. Volume: the whole registry (520,000 rows in seconds); no index but those of the fact tables.
 */
export async function insertVerdicts(
  trx: Tx,
  runId: string,
  rules: readonly Rule[],
  moment: Moment,
): Promise<void> {
  await run(trx, sql`select open_verdicts(${runId}::bigint)`)
  await run(
    trx,
    sql`insert into ${sql.table(`verdict_${runId}`)} (run_id, entity_id, division, reasons, unknown, tier, tier_rule, evidence)
      select ${runId}, v.id, v.division, v.reasons, v.unknown, v.tier, v.tier_rule, v.evidence from (${verdicts(rules, moment)}) v`,
  )
  await run(trx, sql`select close_verdicts(${runId}::bigint)`)
  await run(
    trx,
    sql`insert into verdict_count (run_id, division, kind, reasons, tier, tier_rule, firms)
      select ${runId}, v.division / 1000 * 1000, e.kind, v.reasons, v.tier, v.tier_rule, count(*)
      from verdict v join entity e on e.id = v.entity_id where v.run_id = ${runId} group by 2, 3, 4, 5, 6`,
  )
}

/** The digest of a run: same firms, facts and rules give the same text, in whatever order they were judged. */
export const digest = (rows: RawBuilder<unknown>) => sql`
  select md5(coalesce(sum(hashtextextended(x.entity_id || ':' || x.reasons || ':' || coalesce(x.tier, 0), 0)::numeric), 0) || ':' || count(*)) from (${rows}) x`

/** Counts and digest of what has been judged. */
export async function finishRun(trx: Tx, runId: string, now: Date): Promise<void> {
  await run(
    trx,
    sql`update screening_run r set state = 'done', finished_at = ${now}, entities = c.n, targets = c.kept, excluded = c.n - c.kept,
        entity_to = (select max(id) from entity),
        result_hash = (${digest(sql`select entity_id, reasons, tier from verdict where run_id = ${runId}`)})
      from (select coalesce(sum(firms), 0) as n, coalesce(sum(firms) filter (where reasons = 0), 0) as kept from verdict_count where run_id = ${runId}) c
      where r.id = ${runId}`,
  )
}

/** One firm's results under given rules, with the values behind them, raw and by field of the catalogue. */
export function explainStatement(rules: readonly Rule[], moment: Moment): RawBuilder<unknown> {
  return sql`select to_jsonb(p) as profile, to_jsonb(b) as results, jsonb_build_object(${sql.join(ruleFieldKeys.map((key) => sql`${key}::text, ${fieldSql[key].value}`))}) as facts
    from (${profiles(moment)}) p cross join lateral (select ${results(rules, moment.asOf)}) b`
}

/** A run judged again on the facts of its version: the digest now, and how many firms come out otherwise than written then. */
export function replayStatement(runId: string, rules: readonly Rule[], moment: Moment): RawBuilder<unknown> {
  return sql`with v as materialized (select v.id, v.reasons, v.tier from (${verdicts(rules, moment)}) v where v.id <= (select entity_to from screening_run where id = ${runId}))
    select (${digest(sql`select id as entity_id, reasons, tier from v`)}) as hash,
      (select count(*)::int from v full join (select entity_id, reasons, tier from verdict where run_id = ${runId}) w on w.entity_id = v.id
        where (v.reasons, v.tier) is distinct from (w.reasons, w.tier)) as differing`
}
