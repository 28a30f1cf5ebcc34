import { type RawBuilder, sql } from 'kysely'
import { fieldsOf, lastTier, type Rule } from '#contract/screening/rules.ts'
import type { Tx } from '#kernel/database.ts'
import { run } from '#kernel/rows.ts'
import { compile } from './compile.ts'
import { fieldSql, profiles } from './profile.sql.ts'

const isExclusion = (rule: Rule) => 'exclude' in rule.effect

/** `b1 … bn`: each rule's result once, so that no condition is evaluated twice. */
function results(rules: readonly Rule[], asOf: string): RawBuilder<unknown> {
  return sql.join(rules.map((rule, i) => sql`${compile(rule.when, asOf)} as ${sql.ref(`b${i}`)}`))
}

/**
 * Judges every live firm of the registry in one statement: excluded with its reasons and their evidence, or kept with
 * its tier. Volume: the whole registry (520,000 rows in seconds); no index but those of the fact tables.
 */
export async function insertVerdicts(
  trx: Tx,
  runId: string,
  rules: readonly Rule[],
  asOf: string,
): Promise<void> {
  const b = (i: number) => sql.ref(`b.b${i}`)
  const exclusions = rules.flatMap((rule, i) => (isExclusion(rule) ? [{ rule, i }] : []))
  const tiers = rules
    .flatMap((rule, i) => ('tier' in rule.effect ? [{ rule, i, tier: rule.effect.tier }] : []))
    .sort((x, y) => x.tier - y.tier)
  const keysWhere = (condition: (i: number) => RawBuilder<unknown>) =>
    exclusions.length === 0
      ? sql`'{}'::text[]`
      : sql`array_remove(array[${sql.join(exclusions.map(({ rule, i }) => sql`case when ${condition(i)} then ${rule.key}::text end`))}], null)`
  const excluded =
    exclusions.length === 0
      ? sql`false`
      : sql`(${sql.join(
          exclusions.map(({ i }) => sql`${b(i)} is true`),
          sql` or `,
        )})`
  const tierCase = (
    pick: (t: (typeof tiers)[number]) => RawBuilder<unknown>,
    otherwise: RawBuilder<unknown>,
  ) =>
    tiers.length === 0
      ? otherwise
      : sql`case ${sql.join(
          tiers.map((t) => sql`when ${b(t.i)} then ${pick(t)}`),
          sql` `,
        )} else ${otherwise} end`
  await run(
    trx,
    sql`insert into verdict (run_id, entity_id, division, state, reasons, unknown, tier, tier_rule, evidence)
      select ${runId}, p.id, p.division, case when ${excluded} then 'excluded' else 'target' end,
        ${keysWhere((i) => sql`${b(i)} is true`)}, ${keysWhere((i) => sql`${b(i)} is null`)},
        case when not ${excluded} then ${tierCase((t) => sql`${t.tier}::smallint`, sql`${lastTier}::smallint`)} end,
        case when not ${excluded} then ${tierCase((t) => sql`${t.rule.key}::text`, sql`null::text`)} end,
        ${evidence(exclusions, b)}
      from (${profiles(asOf, sql`true`)}) p cross join lateral (select ${results(rules, asOf)}) b`,
  )
}

/** For each reason that holds, the facts of the fields its rule mentions; a fact behind two reasons stands twice. */
function evidence(
  exclusions: readonly { rule: Rule; i: number }[],
  b: (i: number) => RawBuilder<unknown>,
): RawBuilder<unknown> {
  if (exclusions.length === 0) return sql`'{}'::bigint[]`
  const parts = exclusions.map(({ rule, i }) => {
    const facts = fieldsOf(rule.when).map((f) => fieldSql[f].evidence)
    return sql`case when ${b(i)} is true then array[${sql.join(facts)}]::bigint[] else '{}'::bigint[] end`
  })
  return sql`array(select f from unnest(${sql.join(parts, sql` || `)}) f where f is not null)`
}

/** The digest of a run: same registry, facts and rules give the same text. */
export async function finishRun(trx: Tx, runId: string, now: Date): Promise<void> {
  await run(
    trx,
    sql`update screening_run r set state = 'done', finished_at = ${now}, facts_to = l.batch, entity_to = l.entity, entities = v.n, targets = v.targets, excluded = v.n - v.targets, result_hash = v.hash
      from (select count(*) as n, count(*) filter (where state = 'target') as targets,
          md5(coalesce(string_agg(entity_id || state || array_to_string(reasons, '+') || coalesce(tier::text, ''), ',' order by entity_id), '')) as hash
        from verdict where run_id = ${runId}) v,
        (select (select max(id) from import_batch where state = 'committed') as batch, (select max(id) from entity) as entity) l
      where r.id = ${runId}`,
  )
}

/** One firm's results of the current facts under given rules, with the values behind them. */
export function explainStatement(
  entityId: string,
  rules: readonly Rule[],
  asOf: string,
): RawBuilder<unknown> {
  return sql`select to_jsonb(p) as profile, to_jsonb(b) as results
    from (${profiles(asOf, sql`e.id = ${entityId}::bigint`)}) p cross join lateral (select ${results(rules, asOf)}) b`
}
