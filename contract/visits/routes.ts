import * as z from 'zod'
import { Day, DivisionCode, daysInOrder, Fen, Id, Instant, keysOf, text } from '../kernel/ids.ts'
import { Page, pageQuery } from '../kernel/page.ts'
import { route } from '../kernel/route.ts'
import {
  modes,
  noNeedReasons,
  observationResults,
  operations,
  outcomes,
  outlooks,
  problemCategories,
} from './words.ts'

/** 需求金额 1 千元至 1 亿元 (INV-33): beyond that a person is called, not a form. */
export const NeedFen = Fen.refine(
  (f) => BigInt(f) >= 100_000n && BigInt(f) <= 10_000_000_000n,
  '需求金额须在 1 千元至 1 亿元之间，请核对单位',
)

const Observation = z.strictObject({
  standard: z.int().min(1).max(5),
  result: z.enum(keysOf(observationResults)),
  basis: text(200).optional(),
})

/** What a visitor writes down (湛江's five and the five standards seen on the spot). */
export const NewVisit = z
  .strictObject({
    instanceId: z.uuid().meta({ description: '客户端生成的走访编号；同一编号重复提交只算一次' }),
    targetId: Id.optional(),
    entityId: Id.optional().meta({ description: '清单外走访：直接指明主体' }),
    mode: z.enum(keysOf(modes)),
    outcome: z.enum(keysOf(outcomes)),
    occurredAt: Instant,
    companions: z.array(text(60, 1)).max(10).optional(),
    employees: z.int().min(0).max(10_000_000).optional(),
    revenueFen: Fen.optional(),
    assetsFen: Fen.optional(),
    operation: z.enum(keysOf(operations)).optional(),
    outlook: z.enum(keysOf(outlooks)).optional(),
    observations: z.array(Observation).max(5),
    hasNeed: z.boolean().optional(),
    needFen: NeedFen.optional(),
    needUse: text(200).optional(),
    noNeedReason: z.enum(keysOf(noNeedReasons)).optional(),
    problems: z
      .array(
        z.strictObject({
          category: z.enum(keysOf(problemCategories)),
          description: text(500, 2),
          solvedOnSpot: z.boolean(),
        }),
      )
      .max(20),
    note: text(1000).optional(),
  })
  .superRefine((v, ctx) => {
    if ((v.targetId === undefined) === (v.entityId === undefined))
      ctx.addIssue({ code: 'custom', path: ['targetId'], message: '请指明走访对象或主体，二者取一' })
    if (new Set(v.observations.map((o) => o.standard)).size !== v.observations.length)
      ctx.addIssue({ code: 'custom', path: ['observations'], message: '同一项标准只能观察一次' })
    if (v.outcome === 'normal') {
      if (v.hasNeed === undefined)
        ctx.addIssue({ code: 'custom', path: ['hasNeed'], message: '请填写有无融资需求' })
      if (v.mode !== 'phone' && v.observations.length < 5)
        ctx.addIssue({
          code: 'custom',
          path: ['observations'],
          message: '五项观察都要填写，拿不准的选“存疑”',
        })
    } else if (v.hasNeed)
      ctx.addIssue({ code: 'custom', path: ['hasNeed'], message: '未见到经营，不能登记融资需求' })
    if (v.hasNeed && v.needFen === undefined)
      ctx.addIssue({ code: 'custom', path: ['needFen'], message: '有融资需求时请填写金额' })
    if (v.hasNeed === false && v.outcome === 'normal' && v.noNeedReason === undefined)
      ctx.addIssue({ code: 'custom', path: ['noNeedReason'], message: '请选择暂无需求的原因' })
  })
export type NewVisit = z.infer<typeof NewVisit>

export const VisitRow = z
  .object({
    id: Id,
    entityId: Id,
    uscc: z.string().nullable(),
    name: z.string(),
    place: z.string(),
    mode: z.enum(keysOf(modes)),
    outcome: z.enum(keysOf(outcomes)),
    counted: z.boolean(),
    onList: z.boolean(),
    hasNeed: z.boolean().nullable(),
    needFen: Fen.nullable(),
    problems: z.int(),
    occurredAt: Instant,
    by: z.string(),
    org: z.string(),
  })
  .meta({ id: 'VisitRow' })

export const VisitView = VisitRow.extend({
  instanceId: z.string(),
  targetId: Id.nullable(),
  round: z.string().nullable(),
  companions: z.array(z.string()),
  employees: z.int().nullable(),
  revenueFen: Fen.nullable(),
  assetsFen: Fen.nullable(),
  operation: z.enum(keysOf(operations)).nullable(),
  outlook: z.enum(keysOf(outlooks)).nullable(),
  observations: z.array(
    z.object({
      standard: z.int(),
      label: z.string(),
      result: z.enum(keysOf(observationResults)),
      basis: z.string().nullable(),
    }),
  ),
  needUse: z.string().nullable(),
  noNeedReason: z.string().nullable(),
  problemList: z.array(
    z.object({
      id: Id,
      category: z.enum(keysOf(problemCategories)),
      description: z.string(),
      solvedOnSpot: z.boolean(),
    }),
  ),
  note: z.string().nullable(),
  household: z.boolean().meta({ description: '本轮这一户由这次走访计入；一户一轮只有一次' }),
  late: z.boolean().meta({ description: '交接之后补记：只作备注，不计数' }),
  recordedAt: Instant,
}).meta({ id: 'Visit' })

export const visitFilter = {
  search: text(40, 1).optional(),
  division: DivisionCode.optional(),
  from: Day.optional(),
  to: Day.optional(),
  outcome: z.enum(keysOf(outcomes)).optional(),
  need: z.enum(['yes', 'no']).optional(),
  entityId: Id.optional(),
}

export const visitRoutes = {
  recordVisit: route({
    method: 'POST',
    path: '/api/visits',
    summary: '登记一次走访',
    tag: '走访',
    access: 'visit.record',
    body: NewVisit,
    response: VisitView,
    errors: ['not_found', 'missing_fact', 'wrong_status', 'duplicate'],
    personal: true,
  }),
  listVisits: route({
    method: 'GET',
    path: '/api/visits',
    summary: '走访台账',
    tag: '走访',
    access: 'visit.read',
    query: z
      .strictObject({
        ...visitFilter,
        mine: z.literal('yes').optional().meta({ description: '只看本人登记的' }),
        ...pageQuery,
      })
      .superRefine(daysInOrder),
    response: Page(VisitRow),
  }),
  getVisit: route({
    method: 'GET',
    path: '/api/visits/{visitId}',
    summary: '一次走访',
    tag: '走访',
    access: 'visit.read',
    params: z.strictObject({ visitId: Id }),
    response: VisitView,
    errors: ['not_found'],
    personal: true,
  }),
} as const
