import { sql } from 'kysely'
import * as z from 'zod'
import { moneyText } from '#contract/kernel/money.ts'
import { importKinds } from '#contract/registry/words.ts'
import {
  fieldsOf,
  lastTier,
  type Rule,
  type RuleFieldKey,
  RuleSet,
  ruleFields,
  sentence,
} from '#contract/screening/rules.ts'
import type { Ctx } from '#kernel/context.ts'
import { notFound } from '#kernel/problem.ts'
import { rows } from '#kernel/rows.ts'
import { explainStatement } from './screening.sql.ts'

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

async function rulesOfRun(ctx: Ctx, runId: string): Promise<Rule[]> {
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

const Explained = z.object({
  profile: z.record(z.string(), z.unknown()),
  results: z.record(z.string(), z.boolean().nullable()),
})

/**
 * Why a firm is on the list or not: each rule with its three-valued result and the facts behind it. Judged anew on
 * the facts of today under the rules of the last run; the stored verdict stands beside it.
 */
export async function explainEntity(ctx: Ctx, entityId: string) {
  const visible = await ctx.trx
    .selectFrom('entity')
    .select('id')
    .where('id', '=', entityId)
    .executeTakeFirst()
  if (!visible) throw notFound()
  const verdict = await ctx.trx
    .selectFrom('verdict')
    .selectAll()
    .where('entityId', '=', entityId)
    .orderBy('runId', 'desc')
    .executeTakeFirst()
  if (!verdict) return { runId: null, asOf: null, state: null, tier: null, rules: [] }
  const rules = await rulesOfRun(ctx, verdict.runId)
  const run = await ctx.trx
    .selectFrom('screeningRun')
    .select('asOf')
    .where('id', '=', verdict.runId)
    .executeTakeFirstOrThrow()
  const [explained] = await rows(ctx.trx, explainStatement(entityId, rules, run.asOf), Explained)
  const sources = await sourceTexts(ctx, explained!.profile)
  return {
    runId: verdict.runId,
    asOf: run.asOf,
    state: verdict.state as 'target' | 'excluded',
    tier: verdict.tier,
    rules: [
      ...rules.map((rule, i) => {
        const result = explained!.results[`b${i}`]
        return {
          key: rule.key,
          label: rule.label,
          sentence: sentence(rule.when),
          effect: effectText(rule),
          result:
            result === true ? ('met' as const) : result === false ? ('unmet' as const) : ('unknown' as const),
          facts: fieldsOf(rule.when).map((field) => factText(field, explained!.profile, sources)),
        }
      }),
      ...(verdict.state === 'target' && verdict.tierRule === null
        ? [
            {
              key: 'rest',
              label: '其余主体',
              sentence: '不在以上各批',
              effect: `第 ${lastTier} 批走访`,
              result: 'met' as const,
              facts: [],
            },
          ]
        : []),
    ],
  }
}

const profileKey: Readonly<Record<RuleFieldKey, string>> = {
  kind: 'kind',
  registrationStatus: 'registration_status',
  foundedOn: 'founded_on',
  openMarks: 'open_marks',
  inTaxList: 'tax_fact',
  taxGrade: 'tax_grade',
  taxPaid: 'tax_fen',
  exportRefund: 'export_refund_fen',
  taxAbnormal: 'tax_abnormal',
  inSocialList: 'social_fact',
  insured: 'insured',
  lastPaidMonth: 'last_paid_month',
  inCensus: 'census_fact',
  employees: 'employees',
  revenue: 'revenue_fen',
  hasLoan: 'loan_fact',
  loanDueOn: 'loan_due_on',
  labelled: 'label_fact',
  hasDemand: 'has_demand',
}

type Sources = Map<string, { text: string; asOf: string }>

/** Where each fact of the profile was read; for a firm missing from a list, which list it is missing from. */
async function sourceTexts(ctx: Ctx, profile: Record<string, unknown>): Promise<Sources> {
  const kinds = ['registration', 'tax', 'social', 'census', 'mark', 'loan', 'label'] as const
  const found = await rows(
    ctx.trx,
    sql`${sql.join(
      kinds.map(
        (
          k,
        ) => sql`select ${k} as kind, b.file_name, coalesce(s.name, '') as sheet, f.row_no, b.as_of from ${sql.table(`fact_${k}`)} f
          join import_batch b on b.id = f.batch_id left join import_sheet s on s.batch_id = f.batch_id and s.sheet = f.sheet
          where f.fact_id = ${profile[`${k}_fact`] ?? null}::bigint`,
      ),
      sql` union all `,
    )}`,
    z.object({
      kind: z.enum(kinds),
      fileName: z.string(),
      sheet: z.string(),
      rowNo: z.int(),
      asOf: z.string(),
    }),
  )
  const sources: Sources = new Map(
    found.map((f) => [
      f.kind,
      { text: `${f.fileName}${f.sheet ? ` ${f.sheet}` : ''} 第 ${f.rowNo} 行`, asOf: f.asOf },
    ]),
  )
  for (const kind of kinds) {
    const list = profile[`${kind}_list`]
    if (sources.has(kind) || list === null || list === undefined) continue
    const batch = await ctx.trx
      .selectFrom('importBatch')
      .select(['fileName', 'asOf'])
      .where('id', '=', String(list))
      .executeTakeFirst()
    if (batch) sources.set(kind, { text: `${batch.fileName} 中没有此户`, asOf: batch.asOf })
  }
  return sources
}

function factText(field: RuleFieldKey, profile: Record<string, unknown>, sources: Sources) {
  const spec = ruleFields[field]
  const source = spec.source === 'demand' ? { text: '本系统融资申报', asOf: null } : sources.get(spec.source)
  return {
    label: spec.label,
    value: valueText(field, profile),
    source: source?.text ?? `没有收到「${importKinds[spec.source as 'tax'] ?? spec.label}」`,
    asOf: source?.asOf ?? null,
  }
}

function valueText(field: RuleFieldKey, profile: Record<string, unknown>): string {
  const spec = ruleFields[field]
  const value = profile[profileKey[field]]
  const presence = ['inTaxList', 'inSocialList', 'inCensus', 'hasLoan', 'labelled'].includes(field)
  if (presence) {
    const list = profile[`${spec.source}_list`]
    return list === null || list === undefined
      ? '无此名单'
      : value === null || value === undefined
        ? '否'
        : '是'
  }
  if (value === null || value === undefined)
    return field === 'openMarks' && profile.mark_list ? '无' : '无数据'
  const words: Readonly<Record<string, string>> = 'words' in spec ? spec.words : {}
  if (Array.isArray(value)) return value.map((v) => words[String(v)] ?? String(v)).join('、')
  if (spec.kind === 'money') return moneyText(String(value))
  if (typeof value === 'boolean') return value ? '是' : '否'
  return words[String(value)] ?? String(value)
}
