import { sql } from 'kysely'
import * as z from 'zod'
import { effectText, type Rule, RuleSet, sentence } from '#contract/screening/rules.ts'
import type { Ctx } from '#kernel/context.ts'
import { notFound } from '#kernel/problem.ts'
import { rows } from '#kernel/rows.ts'
import { findReplay } from './replay.queries.ts'

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
      'r.revision',
      'r.editedAt',
      'r.rules',
      'r.draftedAt',
      'r.publishedAt',
      'dp.name as draftedBy',
      'ap.name as publishedBy',
      sql<
        string[]
      >`array(select p.name from unnest(r.makers) with ordinality m (id, n) join person p on p.id = m.id order by m.n)`.as(
        'makers',
      ),
      sql<boolean>`${ctx.actor.personId}::bigint = any (r.makers)`.as('mine'),
      sql<string | null>`(select max(v.id) from screening_preview v where v.rule_set_id = r.id)`.as(
        'previewId',
      ),
    ])
    .$if(ruleSetId === undefined, (q) => q.where('r.state', '<>', 'discarded'))
    .$if(ruleSetId !== undefined, (q) => q.where('r.id', '=', ruleSetId!))
    .orderBy('r.version', 'desc')
    .execute()
  return found.map((r) => ({
    ...r,
    state: r.state as 'draft',
    draftedAt: r.draftedAt.toISOString(),
    editedAt: r.editedAt?.toISOString() ?? null,
    publishedAt: r.publishedAt?.toISOString() ?? null,
    ...rulesText(RuleSet.parse(r.rules)),
  }))
}

/** The rules as sentences, and as data to start the next draft from. */
function rulesText(rules: readonly Rule[]) {
  return {
    rules: rules.map((rule) => ({
      key: rule.key,
      label: rule.label,
      why: rule.why,
      effect: effectText(rule),
      sentence: sentence(rule.when),
    })),
    data: rules as unknown,
  }
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
  const rules = await rulesOfRun(ctx, runId)
  const counts = await rows(
    ctx.trx,
    sql`select division / 1000000 * 1000000 as county, reasons, tier, tier_rule, sum(firms)::int as firms from verdict_count where run_id = ${runId} group by 1, 2, 3, 4`,
    Count,
  )
  const places = await rows(
    ctx.trx,
    sql`select code as division, name from division where level = 'county' order by code`,
    z.object({ division: z.string(), name: z.string() }),
  )
  const sum = (of: (c: z.output<typeof Count>) => boolean) =>
    counts.reduce((n, c) => (of(c) ? n + c.firms : n), 0)
  return {
    ...found,
    replay: await findReplay(ctx, runId),
    reasons: rules
      .flatMap((rule, i) =>
        'exclude' in rule.effect ? [{ key: rule.key, label: rule.label, bit: 1n << BigInt(i) }] : [],
      )
      .map(({ key, label, bit }) => ({ key, label, count: sum((c) => (BigInt(c.reasons) & bit) !== 0n) }))
      .filter((r) => r.count > 0)
      .sort((x, y) => y.count - x.count),
    tiers: tiersOf(counts, rules),
    places: places
      .map((p) => ({
        ...p,
        targets: sum((c) => c.county === p.division && c.tier !== null),
        excluded: sum((c) => c.county === p.division && c.tier === null),
      }))
      .filter((p) => p.targets + p.excluded > 0),
  }
}

const Count = z.object({
  county: z.string(),
  reasons: z.string(),
  tier: z.int().nullable(),
  tierRule: z.int().nullable(),
  firms: z.int(),
})

function tiersOf(counts: readonly z.output<typeof Count>[], rules: readonly Rule[]) {
  const found = new Map<string, { tier: number; key: string; label: string; count: number }>()
  for (const { tier, tierRule, firms } of counts) {
    if (tier === null) continue
    const place = `${tier}.${String(tierRule ?? 99).padStart(2, '0')}`
    const rule = tierRule === null ? { key: 'rest', label: '其余主体' } : rules[tierRule]!
    const known = found.get(place) ?? { tier, key: rule.key, label: rule.label, count: 0 }
    found.set(place, { ...known, count: known.count + firms })
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, t]) => t)
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
