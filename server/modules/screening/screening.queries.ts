import { sql } from 'kysely'
import * as z from 'zod'
import { type Rule, RuleSet, sentence } from '#contract/screening/rules.ts'
import type { Ctx } from '#kernel/context.ts'
import { notFound } from '#kernel/problem.ts'
import { rows } from '#kernel/rows.ts'

export function effectText(rule: Rule): string {
  return 'tier' in rule.effect ? `第 ${rule.effect.tier} 批走访` : '剔除'
}

/** All versions of the rules, newest first, each rule also as a sentence. */
export async function listRuleSets(ctx: Ctx, ruleSetId?: string) {
  const found = await ctx.trx
    .selectFrom('ruleSet as r')
    .innerJoin('account as d', 'd.id', 'r.draftedBy')
    .innerJoin('person as dp', 'dp.id', 'd.personId')
    .leftJoin('account as a', 'a.id', 'r.publishedBy')
    .leftJoin('person as ap', 'ap.id', 'a.personId')
    .select([
      'r.id',
      'r.version',
      'r.name',
      'r.state',
      'r.note',
      'r.rules',
      'r.draftedAt',
      'r.publishedAt',
      'dp.name as draftedBy',
      'ap.name as publishedBy',
    ])
    .$if(ruleSetId !== undefined, (q) => q.where('r.id', '=', ruleSetId!))
    .orderBy('r.version', 'desc')
    .execute()
  return found.map((r) => {
    const rules = RuleSet.parse(r.rules)
    return {
      id: r.id,
      version: r.version,
      name: r.name,
      state: r.state as 'draft',
      note: r.note,
      draftedBy: r.draftedBy,
      draftedAt: r.draftedAt.toISOString(),
      publishedBy: r.publishedBy,
      publishedAt: r.publishedAt?.toISOString() ?? null,
      rules: rules.map((rule) => ({
        key: rule.key,
        label: rule.label,
        why: rule.why,
        effect: effectText(rule),
        sentence: sentence(rule.when),
      })),
      data: rules as unknown,
    }
  })
}

const RunRow = z.object({
  id: z.string(),
  ruleVersion: z.int(),
  state: z.enum(['running', 'done', 'failed']),
  asOf: z.string(),
  entities: z.int(),
  targets: z.int(),
  excluded: z.int(),
  resultHash: z.string().nullable(),
  failure: z.string().nullable(),
  by: z.string(),
  startedAt: z.date().transform((d) => d.toISOString()),
  finishedAt: z
    .date()
    .transform((d) => d.toISOString())
    .nullable(),
})

export async function listRuns(ctx: Ctx, runId?: string) {
  return rows(
    ctx.trx,
    sql`select r.id, r.rule_version, r.state, r.as_of, r.entities, r.targets, r.excluded, r.result_hash, r.failure, p.name as by, r.started_at, r.finished_at
      from screening_run r join account a on a.id = r.account_id join person p on p.id = a.person_id
      where ${runId ?? null}::bigint is null or r.id = ${runId ?? null}::bigint order by r.id desc limit 50`,
    RunRow,
  )
}

/** A run with its counts by reason, tier and county, within the actor's place. */
export async function getRun(ctx: Ctx, runId: string) {
  const [found] = await listRuns(ctx, runId)
  if (!found) throw notFound()
  const labels = await ruleLabels(ctx, runId)
  const reasons = await rows(
    ctx.trx,
    sql`select reason as key, count(*)::int as count from verdict, unnest(reasons) reason where run_id = ${runId} group by 1 order by 2 desc`,
    z.object({ key: z.string(), count: z.int() }),
  )
  const tiers = await rows(
    ctx.trx,
    sql`select tier, tier_rule, count(*)::int as count from verdict where run_id = ${runId} and state = 'target' group by 1, 2 order by 1, 2`,
    z.object({ tier: z.int(), tierRule: z.string().nullable(), count: z.int() }),
  )
  const places = await rows(
    ctx.trx,
    sql`select c.code as division, c.name, x.targets, x.excluded from (
        select v.division / 1000000 * 1000000 as county, count(*) filter (where v.state = 'target')::int as targets, count(*) filter (where v.state = 'excluded')::int as excluded
        from verdict v where v.run_id = ${runId} group by 1) x
      join division c on c.code = x.county order by 1`,
    z.object({ division: z.string(), name: z.string(), targets: z.int(), excluded: z.int() }),
  )
  return {
    ...found,
    reasons: reasons.map((r) => ({ ...r, label: labels.get(r.key) ?? r.key })),
    tiers: tiers.map((t) => ({
      tier: t.tier,
      label: t.tierRule === null ? '其余主体' : (labels.get(t.tierRule) ?? t.tierRule),
      count: t.count,
    })),
    places,
  }
}

/** The rules a run judged by. */
export async function rulesOfRun(ctx: Ctx, runId: string): Promise<Rule[]> {
  const row = await ctx.trx
    .selectFrom('screeningRun as s')
    .innerJoin('ruleSet as r', 'r.id', 's.ruleSetId')
    .select('r.rules')
    .where('s.id', '=', runId)
    .executeTakeFirstOrThrow()
  return RuleSet.parse(row.rules)
}

async function ruleLabels(ctx: Ctx, runId: string): Promise<Map<string, string>> {
  return new Map((await rulesOfRun(ctx, runId)).map((r) => [r.key, r.label]))
}
