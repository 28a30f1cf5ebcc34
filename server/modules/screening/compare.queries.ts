import { sql } from 'kysely'
import * as z from 'zod'
import { holds } from '#contract/organisations/roles.ts'
import { compareRules } from '#contract/screening/compare.ts'
import { type Rule, RuleSet } from '#contract/screening/rules.ts'
import type { Ctx } from '#kernel/context.ts'
import { notFound } from '#kernel/problem.ts'
import { rows } from '#kernel/rows.ts'

/** Two versions of the rules side by side, and what both did where both were tried at one version of the registry. */
export async function compareRuleSets(ctx: Ctx, beforeId: string, afterId: string) {
  const [before, after] = [await findSet(ctx, beforeId), await findSet(ctx, afterId)]
  return {
    before: before.head,
    after: after.head,
    lines: compareRules(before.rules, after.rules),
    effects: await effectsOf(ctx, before, after),
  }
}

interface FoundSet {
  head: { id: string; version: number; name: string }
  rules: Rule[]
}

async function findSet(ctx: Ctx, id: string): Promise<FoundSet> {
  const row = await ctx.trx
    .selectFrom('ruleSet')
    .select(['id', 'version', 'name', 'rules'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw notFound()
  return { head: { id: row.id, version: row.version, name: row.name }, rules: RuleSet.parse(row.rules) }
}

const Trial = z.object({ from: z.enum(['run', 'preview']), id: z.string() })
const Pair = z.object({ asOf: z.string(), version: z.int(), one: Trial, other: Trial })

/** The newest day and registry version at which both were judged. Previews are shown to those who may draft. */
async function effectsOf(ctx: Ctx, before: FoundSet, after: FoundSet) {
  const previews = holds(ctx.actor.role, 'screening.draft')
  const trials = (id: string) => sql`(
    select 'run' as from, id, as_of, version from screening_run where rule_set_id = ${id} and state = 'done'
    union all select 'preview', p.id, p.as_of, p.version from screening_preview p join rule_set s on s.id = p.rule_set_id
      where p.rule_set_id = ${id} and p.state = 'done' and p.rules_hash = md5(s.rules::text) and ${previews})`
  const [pair] = await rows(
    ctx.trx,
    sql`select a.as_of, a.version, jsonb_build_object('from', a.from, 'id', a.id::text) as one, jsonb_build_object('from', b.from, 'id', b.id::text) as other
      from ${trials(before.head.id)} a join ${trials(after.head.id)} b on b.as_of = a.as_of and b.version = a.version
      order by a.version desc, a.as_of desc, a.from desc, b.from desc, a.id desc, b.id desc limit 1`,
    Pair,
  )
  if (!pair) return null
  return {
    asOf: pair.asOf,
    version: pair.version,
    before: await effectOf(ctx, pair.one, before.rules),
    after: await effectOf(ctx, pair.other, after.rules),
  }
}

const Cell = z.object({
  reasons: z.string(),
  tierRule: z.int().nullable(),
  firms: z.int(),
})

async function effectOf(ctx: Ctx, trial: z.output<typeof Trial>, rules: readonly Rule[]) {
  const table =
    trial.from === 'run'
      ? sql`verdict_count where run_id = ${trial.id}`
      : sql`screening_preview_count where preview_id = ${trial.id} and reasons is not null`
  const cells = await rows(
    ctx.trx,
    sql`select reasons, tier_rule, sum(firms)::int as firms from ${table} group by 1, 2`,
    Cell,
  )
  const sum = (of: (c: z.output<typeof Cell>) => boolean) =>
    cells.reduce((n, c) => (of(c) ? n + c.firms : n), 0)
  const kept = (c: z.output<typeof Cell>) => c.reasons === '0'
  return {
    from: trial.from,
    targets: sum(kept),
    excluded: sum((c) => !kept(c)),
    byRule: Object.fromEntries(
      rules.map((rule, i) => [
        rule.key,
        sum((c) =>
          'tier' in rule.effect ? c.tierRule === i : ((BigInt(c.reasons) >> BigInt(i)) & 1n) === 1n,
        ),
      ]),
    ),
  }
}
