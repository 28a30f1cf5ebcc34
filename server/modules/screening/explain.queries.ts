import { sql } from 'kysely'
import * as z from 'zod'
import { moneyText } from '#contract/kernel/money.ts'
import { importKinds } from '#contract/registry/words.ts'
import { evaluate, type Facts } from '#contract/screening/evaluate.ts'
import {
  effectText,
  fieldsOf,
  lastTier,
  type Rule,
  type RuleFieldKey,
  ruleFields,
  sentence,
} from '#contract/screening/rules.ts'
import { turnOf } from '#contract/screening/turn.ts'
import { changeWords } from '#contract/screening/turn.words.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { notFound } from '#kernel/problem.ts'
import { rows } from '#kernel/rows.ts'
import { leadTo } from '../registry/registry.public.ts'
import { factsFrom } from './facts.ts'
import type { Moment } from './profile.sql.ts'
import { rulesOfRun } from './screening.queries.ts'
import { explainStatement } from './screening.sql.ts'

const Explained = z.object({
  profile: z.record(z.string(), z.unknown()),
  results: z.record(z.string(), z.boolean().nullable()),
  facts: z.record(z.string(), z.unknown()),
})

/**
 * Why a firm is on the list or not: each rule of the last run with its three-valued result and the facts behind it, as
 * the registry stood then, so that the explanation is the one of the verdict.
 */
export async function explainEntity(ctx: Ctx, asked: string) {
  const { id: entityId } = await leadTo(ctx, asked)
  const visible = await ctx.trx
    .selectFrom('entity')
    .select('id')
    .where('id', '=', entityId)
    .where('status', '=', 'live')
    .executeTakeFirst()
  if (!visible) throw notFound()
  const verdict = await findVerdict(ctx, entityId)
  if (!verdict) return { runId: null, asOf: null, state: null, tier: null, turn: null, rules: [] }
  const rules = await rulesOfRun(ctx, verdict.runId)
  const run = await ctx.trx
    .selectFrom('screeningRun')
    .select(['asOf', 'version', 'startedAt'])
    .where('id', '=', verdict.runId)
    .executeTakeFirstOrThrow()
  const moment = { asOf: run.asOf, version: run.version, entityId, at: run.startedAt }
  // Which lists have come in is hidden from counties, and without it every fact would look unknown: of a firm that one
  // may see, the system reads what the lists say.
  const { explained, sources, ended } = await asSystem(ctx, async (trx) => {
    const [found] = await rows(trx, explainStatement(rules, moment), Explained)
    return {
      explained: found,
      sources: await sourceTexts(ctx, found!.profile),
      ended: await findEnded(ctx, found!.profile, rules, moment),
    }
  })
  return {
    runId: verdict.runId,
    asOf: run.asOf,
    state: verdict.reasons === '0' ? ('target' as const) : ('excluded' as const),
    tier: verdict.tier,
    turn: turnToday(rules, factsFrom(explained!.facts), ended, run.asOf),
    rules: [
      ...rules.map((rule, i) => ruleText(rule, i, explained!, ended, sources)),
      ...(verdict.tier !== null && verdict.tierRule === null ? [rest] : []),
    ],
  }
}

/** One rule of the run, its result and the facts behind it; of a mark that has ended since, nothing is told. */
function ruleText(
  rule: Rule,
  i: number,
  explained: z.output<typeof Explained>,
  ended: Ended | null,
  sources: Sources,
) {
  const result = explained.results[`b${i}`]
  const gone = result === true && ended !== null && ended.results[`b${i}`] !== true
  return {
    key: rule.key,
    label: gone ? '信用标记' : rule.label,
    sentence: gone ? repaired : sentence(rule.when),
    effect: effectText(rule),
    result: result === true ? ('met' as const) : result === false ? ('unmet' as const) : ('unknown' as const),
    facts: (gone ? (['openMarks'] as const) : fieldsOf(rule.when)).map((field) =>
      ended && field === 'openMarks'
        ? { ...factText(field, ended.profile, sources), ...hiddenText(ended, gone), source: '', asOf: null }
        : factText(field, explained.profile, sources),
    ),
  }
}

const rest = {
  key: 'rest',
  label: '其余主体',
  sentence: '不在以上各批',
  effect: `第 ${lastTier} 批走访`,
  result: 'met' as const,
  facts: [],
}

const repaired = '已修复，不再展示'

interface Ended {
  /** The profile and results of the verdict with the marks as they stand today. */
  profile: Record<string, unknown>
  results: Record<string, boolean | null>
}

/** Of a firm with marks that have ended since the run: what is left of them today. Null where none has ended. */
async function findEnded(
  ctx: Ctx,
  profile: Record<string, unknown>,
  rules: readonly Rule[],
  moment: Moment,
): Promise<Ended | null> {
  const then = (profile.open_marks as string[] | null) ?? []
  if (then.length === 0) return null
  const [now] = await rows(ctx.trx, explainStatement(rules, { ...moment, marksOn: ctx.today }), Explained)
  const left = (now!.profile.open_marks as string[] | null) ?? []
  const both = then.filter((m) => left.includes(m))
  if (both.length === then.length) return null
  return { profile: { ...now!.profile, open_marks: both.length > 0 ? both : null }, results: now!.results }
}

/** Marks that still hold by name; that others were there, and are no longer shown. */
function hiddenText(ended: Ended, gone: boolean): { value: string } {
  const left = gone ? null : (ended.profile.open_marks as string[] | null)
  return { value: left ? `${valueText('openMarks', ended.profile)}；其他${repaired}` : repaired }
}

/** The way out with the marks as they stand today; null where they alone were in it: the next screening turns it. */
function turnToday(rules: readonly Rule[], facts: Facts, ended: Ended | null, asOf: string) {
  if (ended === null) return turnText(rules, facts, asOf)
  const today = { ...facts, openMarks: (ended.profile.open_marks as string[] | null) ?? [] }
  const out = rules.some((r) => 'exclude' in r.effect && evaluate(r.when, today, asOf) === true)
  return out ? turnText(rules, today, asOf) : null
}

/** The smallest change that would turn the verdict, in words; where there is none, which fixed facts it rests on. */
function turnText(rules: readonly Rule[], facts: Facts, asOf: string) {
  const { to, ways, exact } = turnOf(rules, facts, asOf)
  const met = rules.filter((r) => 'exclude' in r.effect && evaluate(r.when, facts, asOf) === true)
  const fixed = [...new Set(met.flatMap((r) => fieldsOf(r.when)))].filter((f) => 'fixed' in ruleFields[f])
  return {
    to,
    exact,
    ways: ways.map((way) => changeWords(rules, facts, way, asOf)),
    fixed: ways.length === 0 ? fixed.map((f) => ruleFields[f].label) : [],
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

/** The firm's verdict of the last finished run. */
async function findVerdict(ctx: Ctx, entityId: string) {
  return ctx.trx
    .selectFrom('verdict')
    .selectAll()
    .where('entityId', '=', entityId)
    .where('runId', '=', (q) =>
      q
        .selectFrom('screeningRun')
        .select((e) => e.fn.max('id').as('id'))
        .where('state', '=', 'done'),
    )
    .executeTakeFirst()
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
    const list = profile[`${kind}_list`] as number | null | undefined
    if (sources.has(kind) || list === null || list === undefined) continue
    const [last] = await rows(
      ctx.trx,
      sql`select b.file_name, b.as_of, (select count(*)::int from import_batch x where x.kind = b.kind and x.state = 'committed' and x.version <= b.version) as lists
        from import_batch b where b.id = ${String(list)}`,
      z.object({ fileName: z.string(), asOf: z.string(), lists: z.int() }),
    )
    if (last) sources.set(kind, { text: absenceText(kind, last), asOf: last.asOf })
  }
  return sources
}

/** A small supplement may be the last that came: it is all lists of the kind that a firm is missing from. */
function absenceText(kind: keyof typeof importKinds, last: { fileName: string; lists: number }): string {
  if (last.lists === 1) return `${last.fileName} 中没有此户`
  return `${last.lists} 份「${importKinds[kind]}」中都没有此户，最近一份是 ${last.fileName}`
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

/** The value of a field as the clerk reads it; values come from jsonb and are text, numbers, booleans or lists. */
function valueText(field: RuleFieldKey, profile: Record<string, unknown>): string {
  const spec = ruleFields[field]
  const value = profile[profileKey[field]] as string | number | boolean | string[] | null | undefined
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
