import { sql } from 'kysely'
import * as z from 'zod'
import type { FindingResult } from '#contract/financing/words.ts'
import { addMonths } from '#contract/kernel/deadline.ts'
import { keysOf } from '#contract/kernel/ids.ts'
import { moneyText } from '#contract/kernel/money.ts'
import { markKinds, registrationStatuses } from '#contract/registry/words.ts'
import { observationResults } from '#contract/visits/words.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { parameterValue } from '#kernel/parameters.ts'
import { rows } from '#kernel/rows.ts'

export interface Suggestion {
  result: FindingResult
  why: string
  needsOverride: boolean
  evidence: { ref: string; label: string }[]
}

const Known = z.object({
  registrationStatus: z.enum(keysOf(registrationStatuses)),
  foundedOn: z.string().nullable(),
  registrationFact: z.string().nullable(),
  taxFact: z.string().nullable(),
  grade: z.string().nullable(),
  taxFen: z.string().nullable(),
  abnormal: z.boolean().nullable(),
  socialFact: z.string().nullable(),
  lastPaidMonth: z.string().nullable(),
  censusFact: z.string().nullable(),
  marks: z.array(z.object({ fact: z.coerce.string(), mark: z.enum(keysOf(markKinds)) })),
  marksKnown: z.boolean(),
  visitId: z.string().nullable(),
  visitOn: z.string().nullable(),
  observations: z.array(
    z.object({ standard: z.int(), result: z.enum(keysOf(observationResults)), basis: z.string().nullable() }),
  ),
})
type Known = z.output<typeof Known>

const none = (why: string): Suggestion => ({
  result: 'insufficient',
  why,
  needsOverride: false,
  evidence: [],
})

/** What the facts at hand say of each standard: a proposal with its evidence; the reviewer decides. */
export async function suggestStandards(
  ctx: Ctx,
  d: { entityId: string; purposeKind: string; ordersNote: string | null },
): Promise<Suggestion[]> {
  if (ctx.actor.scope.kind !== 'place' && ctx.actor.scope.kind !== 'system')
    return [1, 2, 3, 4, 5].map(() => none(''))
  const known = await readKnown(ctx, d.entityId)
  return [
    await lawful(ctx, known),
    premises(known),
    need(known, d.ordersNote),
    credit(known),
    purpose(known, d.purposeKind),
  ]
}

async function readKnown(ctx: Ctx, entityId: string): Promise<Known> {
  const marksKnown = await haveMarks(ctx)
  const [known] = await rows(
    ctx.trx,
    sql`select e.registration_status, e.founded_on, e.registration_fact, t.fact_id as tax_fact, t.grade, t.tax_fen, t.abnormal, s.fact_id as social_fact, s.last_paid_month, c.fact_id as census_fact,
        coalesce((select json_agg(json_build_object('fact', m.fact_id::text, 'mark', m.mark)) from open_mark(${ctx.today}::date) m where m.entity_id = e.id and m.until is null), '[]') as marks,
        ${marksKnown}::boolean as marks_known,
        v.id as visit_id, (v.occurred_at at time zone 'Asia/Shanghai')::date as visit_on,
        coalesce((select json_agg(json_build_object('standard', o.standard, 'result', o.result, 'basis', o.basis)) from visit_observation o where o.visit_id = v.id), '[]') as observations
      from entity e
      left join lateral (select * from fact_tax f where f.entity_id = e.id and f.until is null order by f.tax_year desc nulls last, f.fact_id desc limit 1) t on true
      left join lateral (select * from fact_social f where f.entity_id = e.id and f.until is null order by f.last_paid_month desc nulls last, f.fact_id desc limit 1) s on true
      left join lateral (select * from fact_census f where f.entity_id = e.id and f.until is null order by f.fact_id desc limit 1) c on true
      left join lateral (select * from visit x where x.entity_id = e.id and x.outcome = 'normal' order by x.occurred_at desc, x.id desc limit 1) v on true
      where e.id = ${entityId}`,
    Known,
  )
  return known!
}

/** Whether a list of the dishonest has come in at all; counties do not see batches, but they must know this. */
async function haveMarks(ctx: Ctx): Promise<boolean> {
  return asSystem(ctx, async (trx) => {
    const batch = await trx
      .selectFrom('importBatch')
      .select('id')
      .where('kind', '=', 'mark')
      .where('state', '=', 'committed')
      .limit(1)
      .executeTakeFirst()
    return batch !== undefined
  })
}

async function lawful(ctx: Ctx, k: Known): Promise<Suggestion> {
  const registration = k.registrationFact
    ? [
        {
          ref: `fact:${k.registrationFact}`,
          label: `登记状态 ${registrationStatuses[k.registrationStatus]}，成立 ${k.foundedOn ?? '日期不明'}`,
        },
      ]
    : []
  if (['cancelled', 'revoked', 'moved_out'].includes(k.registrationStatus)) {
    return {
      result: 'unmet',
      why: `登记状态为${registrationStatuses[k.registrationStatus]}`,
      needsOverride: false,
      evidence: registration,
    }
  }
  const bad = k.marks.filter((m) => m.mark === 'abnormal_operation' || m.mark === 'serious_dishonest')
  if (bad.length > 0)
    return {
      result: 'unmet',
      why: `在${markKinds[bad[0]!.mark]}中，尚未移出`,
      needsOverride: false,
      evidence: bad.map((m) => ({ ref: `fact:${m.fact}`, label: markKinds[m.mark] })),
    }
  const active = activity(k, ctx.today)
  const min = await parameterValue(ctx, 'establishedMonthsMin')
  if (k.foundedOn !== null && k.foundedOn > addMonths(ctx.today, -min)) {
    return {
      result: 'unmet',
      why: `成立不满 ${min} 个月（${k.foundedOn} 成立）；如情况特殊可说明理由后通过`,
      needsOverride: true,
      evidence: [...registration, ...active],
    }
  }
  if (active.length === 0)
    return { ...none('没有近一年的纳税、社保、普查数据，也没有走访佐证'), evidence: registration }
  return {
    result: 'met',
    why: '登记存续，有持续经营的佐证',
    needsOverride: false,
    evidence: [...registration, ...active],
  }
}

function activity(k: Known, today: string): { ref: string; label: string }[] {
  return [
    ...(k.taxFact && BigInt(k.taxFen ?? '0') > 0n
      ? [{ ref: `fact:${k.taxFact}`, label: `入库税额 ${moneyText(k.taxFen!)}` }]
      : []),
    ...(k.socialFact && k.lastPaidMonth !== null && k.lastPaidMonth > addMonths(today, -12)
      ? [{ ref: `fact:${k.socialFact}`, label: `社保缴至 ${k.lastPaidMonth.slice(0, 7)}` }]
      : []),
    ...(k.censusFact ? [{ ref: `fact:${k.censusFact}`, label: '经济普查活跃单位' }] : []),
    ...visitEvidence(k, 1),
  ]
}

function visitEvidence(k: Known, standard: number): { ref: string; label: string }[] {
  const o = k.observations.find((x) => x.standard === standard)
  return k.visitId && o
    ? [
        {
          ref: `visit:${k.visitId}`,
          label: `${k.visitOn} 走访：${observationResults[o.result]}${o.basis ? `，${o.basis}` : ''}`,
        },
      ]
    : []
}

/** A standard that only a visit can settle: what was seen there, or that nobody has been there. */
function byVisit(k: Known, standard: number, missing: string): Suggestion {
  const o = k.observations.find((x) => x.standard === standard)
  const evidence = visitEvidence(k, standard)
  if (!o) return none(missing)
  if (o.result === 'doubtful')
    return { result: 'insufficient', why: '走访时存疑，请补充佐证', needsOverride: false, evidence }
  return {
    result: o.result === 'met' ? 'met' : 'unmet',
    why: `走访所见：${observationResults[o.result]}`,
    needsOverride: false,
    evidence,
  }
}

const premises = (k: Known) => byVisit(k, 2, '还没有走访核实经营场所')

function need(k: Known, ordersNote: string | null): Suggestion {
  const seen = byVisit(k, 3, '还没有走访核实，可请企业补充订单、合同')
  if (!ordersNote) return seen
  return {
    ...seen,
    result: seen.result === 'unmet' ? 'unmet' : 'met',
    why: '有订单、合同等佐证',
    evidence: [
      ...seen.evidence,
      { ref: `note:${ordersNote.slice(0, 150)}`, label: `企业提供：${ordersNote.slice(0, 60)}` },
    ],
  }
}

function credit(k: Known): Suggestion {
  const bad = k.marks.filter((m) => m.mark !== 'abnormal_operation')
  if (bad.length > 0)
    return {
      result: 'unmet',
      why: `有未结束的${markKinds[bad[0]!.mark]}记录`,
      needsOverride: false,
      evidence: bad.map((m) => ({ ref: `fact:${m.fact}`, label: markKinds[m.mark] })),
    }
  const tax = k.taxFact && k.grade ? [{ ref: `fact:${k.taxFact}`, label: `纳税信用 ${k.grade} 级` }] : []
  if (k.grade === 'D' || k.abnormal)
    return {
      result: 'unmet',
      why: k.abnormal ? '税务非正常户' : '纳税信用 D 级',
      needsOverride: false,
      evidence: tax,
    }
  const seen = visitEvidence(k, 4)
  if (!k.marksKnown) return { ...none('没有收到失信名单，无法判断'), evidence: [...tax, ...seen] }
  const clean = { ref: 'note:失信与异常名单中没有未结束的记录', label: '失信与异常名单中没有未结束的记录' }
  return {
    result: 'met',
    why: k.grade === 'C' ? '没有失信记录；纳税信用 C 级，请留意' : '没有未结束的失信记录',
    needsOverride: false,
    evidence: [clean, ...tax, ...seen],
  }
}

function purpose(k: Known, kind: string): Suggestion {
  if (kind === 'repay')
    return {
      result: 'unmet',
      why: '用途为归还其他贷款，属转贷',
      needsOverride: false,
      evidence: [{ ref: 'note:申报用途为归还其他贷款', label: '申报用途：归还其他贷款' }],
    }
  const seen = byVisit(k, 5, '请核对资金使用计划是否在经营范围内')
  return seen
}
