import { sql } from 'kysely'
import * as z from 'zod'
import { keysOf } from '#contract/kernel/ids.ts'
import { entityKinds } from '#contract/registry/words.ts'
import { previewBases, previewChanges } from '#contract/screening/preview.routes.ts'
import { type Rule, RuleSet } from '#contract/screening/rules.ts'
import type { Ctx } from '#kernel/context.ts'
import type { Paging } from '#kernel/paging.ts'
import { withinDivision } from '#kernel/place.ts'
import { notFound } from '#kernel/problem.ts'
import { rows } from '#kernel/rows.ts'

const Row = z.object({
  id: z.string(),
  ruleSetId: z.string(),
  ruleVersion: z.int(),
  state: z.enum(['running', 'done', 'failed']),
  asOf: z.string(),
  version: z.int(),
  against: z.enum(keysOf(previewBases)),
  listName: z.string().nullable(),
  baseAsOf: z.string().nullable(),
  current: z.boolean(),
  entities: z.int(),
  targets: z.int(),
  resultHash: z.string().nullable(),
  failure: z.string().nullable(),
  by: z.string(),
  startedAt: z.date().transform((d) => d.toISOString()),
  finishedAt: z
    .date()
    .transform((d) => d.toISOString())
    .nullable(),
  rules: z.unknown(),
  baseRules: z.unknown(),
})

/** A preview with the two rule sets its bits speak of: the draft as it was tried, and the one it is compared with. */
export async function findPreview(ctx: Ctx, previewId: string) {
  const [found] = await rows(
    ctx.trx,
    sql`select p.id, p.rule_set_id, s.version as rule_version, p.state, p.as_of, p.version, p.against, l.name as list_name, r.as_of as base_as_of,
        md5(s.rules::text) = p.rules_hash and p.version = (select coalesce(max(no), 0) from registry_version) as current,
        p.entities, p.targets, p.result_hash, p.failure, pn.name as by, p.started_at, p.finished_at, p.rules, b.rules as base_rules
      from screening_preview p join rule_set s on s.id = p.rule_set_id join account a on a.id = p.account_id join person pn on pn.id = a.person_id
      left join screening_run r on r.id = p.base_run_id left join rule_set b on b.id = r.rule_set_id left join target_list l on l.id = p.list_id
      where p.id = ${previewId}`,
    Row,
  )
  if (!found) throw notFound()
  const { listName, baseAsOf, rules, baseRules, ...rest } = found
  const againstText =
    rest.against === 'list'
      ? `已发布清单“${listName}”`
      : rest.against === 'run'
        ? `${baseAsOf} 的筛查`
        : '还没有可比的清单或筛查'
  return {
    view: { ...rest, againstText },
    rules: RuleSet.parse(rules),
    baseRules: baseRules === null ? [] : RuleSet.parse(baseRules),
  }
}

const Cell = z.object({
  division: z.string(),
  kind: z.enum(keysOf(entityKinds)),
  change: z.enum(['entered', 'left', 'stayed', 'out']),
  reasons: z.string().nullable(),
  tier: z.int().nullable(),
  was: z.string().nullable(),
  wasTier: z.int().nullable(),
  bankId: z.string().nullable(),
  firms: z.int(),
})
type Cell = z.output<typeof Cell>

/** The cut of a preview by everything it can be cut by, within the actor's place, with twenty of each side. */
export async function getPreview(ctx: Ctx, previewId: string) {
  const { view, rules, baseRules } = await findPreview(ctx, previewId)
  const cells = await rows(
    ctx.trx,
    sql`select division, kind, change, reasons, tier, was, was_tier, bank_id, sum(firms)::int as firms
      from screening_preview_count where preview_id = ${previewId} group by 1, 2, 3, 4, 5, 6, 7, 8`,
    Cell,
  )
  const moving = cells.filter((c) => c.change === 'entered' || c.change === 'left')
  const places = await namesOf(
    ctx,
    moving.map((c) => c.division),
  )
  const banks = await bankNames(ctx)
  const count = (of: (c: Cell) => boolean) => cells.reduce((n, c) => (of(c) ? n + c.firms : n), 0)
  const county = (c: Cell) => String((BigInt(c.division) / 1_000_000n) * 1_000_000n)
  const place = (code: string) => places.get(code) ?? '未落到区县'
  const sample = (change: 'entered' | 'left') =>
    listPreviewFirms(ctx, previewId, { change }, { limit: 20, after: null }).then((found) =>
      found.slice(0, 20),
    )
  return {
    ...view,
    entered: count((c) => c.change === 'entered'),
    left: count((c) => c.change === 'left'),
    moved: count((c) => c.change === 'stayed' && c.wasTier !== null && c.wasTier !== c.tier),
    counties: linesOf(moving, (c) => [{ key: county(c), label: place(county(c)) }]),
    towns: linesOf(moving, (c) => [{ key: c.division, label: place(c.division) }]),
    banks: linesOf(moving, (c) => [
      c.bankId ? { key: c.bankId, label: banks.get(c.bankId) ?? '' } : { key: 'none', label: '尚未派发' },
    ]),
    kinds: linesOf(moving, (c) => [{ key: c.kind, label: entityKinds[c.kind] }]),
    tiers: linesOf(moving, (c) => {
      const tier = c.change === 'entered' ? c.tier : c.wasTier
      return tier === null ? [] : [{ key: String(tier), label: `第 ${tier} 批` }]
    }),
    reasons: linesOf(moving, (c) => reasonsOf(c, rules, baseRules)),
    samples: { entered: await sample('entered'), left: await sample('left') },
  }
}

interface Moved {
  change: string
  reasons: string | null
  was: string | null
}

/** Of a leaver: the draft's rules it meets; of an entrant: the rules that kept it out before. */
export function reasonsOf(m: Moved, rules: readonly Rule[], baseRules: readonly Rule[]) {
  if (m.change === 'left')
    return m.reasons === null ? [{ key: 'gone', label: '不再参加筛查' }] : named(m.reasons, rules)
  if (m.was === null) return [{ key: 'fresh', label: '上次没有参加筛查' }]
  return m.was === '0' ? [{ key: 'other', label: '上次保留，但不在清单上' }] : named(m.was, baseRules)
}

const named = (bits: string, rules: readonly Rule[]) =>
  rules.flatMap((rule, i) => ((BigInt(bits) >> BigInt(i)) & 1n ? [{ key: rule.key, label: rule.label }] : []))

function linesOf(cells: readonly Cell[], keysOfCell: (c: Cell) => { key: string; label: string }[]) {
  const lines = new Map<string, { key: string; label: string; entered: number; left: number }>()
  for (const c of cells)
    for (const { key, label } of keysOfCell(c)) {
      const line = lines.get(key) ?? { key, label, entered: 0, left: 0 }
      line[c.change as 'entered' | 'left'] += c.firms
      lines.set(key, line)
    }
  return [...lines.values()].sort(
    (x, y) => y.entered + y.left - x.entered - x.left || (x.key < y.key ? -1 : 1),
  )
}

async function namesOf(ctx: Ctx, towns: readonly string[]): Promise<Map<string, string>> {
  const found = await rows(
    ctx.trx,
    sql`select code, name from division where level = 'county' or code = any (${[...new Set(towns)]}::bigint[])`,
    z.object({ code: z.string(), name: z.string() }),
  )
  return new Map(found.map((d) => [d.code, d.name]))
}

async function bankNames(ctx: Ctx): Promise<Map<string, string>> {
  const found = await ctx.trx.selectFrom('org').select(['id', 'name']).where('kind', '=', 'bank').execute()
  return new Map(found.map((b) => [b.id, b.name]))
}

export interface PreviewFilter {
  change: 'entered' | 'left'
  division?: string
  bank?: string
  kind?: string
  tier?: string
  reason?: string
}

const Firm = z.object({
  id: z.string(),
  name: z.string(),
  uscc: z.string().nullable(),
  kind: z.enum(keysOf(entityKinds)),
  place: z.string(),
  change: z.enum(keysOf(previewChanges)),
  tier: z.int().nullable(),
  wasTier: z.int().nullable(),
  bank: z.string(),
  reasons: z.string().nullable(),
  was: z.string().nullable(),
})

/** Firms that change sides, keyset-paged by their id; page and file are one statement. Volume: the difference alone. */
export async function listPreviewFirms(ctx: Ctx, previewId: string, filter: PreviewFilter, paging: Paging) {
  const { rules, baseRules } = await findPreview(ctx, previewId)
  const { change, kind, tier } = filter
  const found = await rows(
    ctx.trx,
    sql`select e.id, e.name, e.uscc, e.kind, place_name(f.division) as place, f.change, f.tier, f.was_tier, coalesce(b.name, '尚未派发') as bank, f.reasons, f.was
      from screening_preview_firm f join entity e on e.id = f.entity_id left join org b on b.id = f.bank_id
      where f.preview_id = ${previewId} and f.change = ${change} and ${withinDivision('f.division', filter.division)}
        and (${kind ?? null}::text is null or e.kind = ${kind ?? null})
        and (${tier ?? null}::int is null or ${change === 'entered' ? sql`f.tier` : sql`f.was_tier`} = ${tier ?? null}::int)
        and ${filter.bank === undefined ? sql`true` : filter.bank === 'none' ? sql`f.bank_id is null` : sql`f.bank_id = ${filter.bank}::bigint`}
        and ${becauseOf(filter, change === 'left' ? rules : baseRules)}
        and f.entity_id > ${paging.after?.[0] ?? 0}::bigint
      order by f.entity_id limit ${paging.limit + 1}`,
    Firm,
  )
  return found.map(({ reasons, was, ...firm }) => ({
    ...firm,
    reasons: reasonsOf({ change: firm.change, reasons, was }, rules, baseRules).map((r) => r.label),
  }))
}

function becauseOf({ change, reason }: PreviewFilter, rules: readonly Rule[]) {
  if (reason === undefined) return sql`true`
  const bits = change === 'left' ? sql`f.reasons` : sql`f.was`
  if (reason === 'gone') return sql`f.change = 'left' and f.reasons is null`
  if (reason === 'fresh') return sql`f.change = 'entered' and f.was is null`
  if (reason === 'other') return sql`f.change = 'entered' and f.was = 0`
  const i = rules.findIndex((r) => r.key === reason)
  return i < 0 ? sql`false` : sql`(${bits} >> ${i}::int) & 1 = 1`
}
