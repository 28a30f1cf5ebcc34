import * as z from 'zod'
import { Day, DivisionCode, Fen, Id, Instant, keysOf, text } from '../kernel/ids.ts'
import { Page, pageQuery } from '../kernel/page.ts'
import { route } from '../kernel/route.ts'
import { entityKinds, importKindKeys, placedBy, registrationStatuses, sizeClasses } from './words.ts'

export const entityFilter = {
  search: text(40, 1).optional().meta({ description: '名称中的任意两个字以上，或统一社会信用代码' }),
  division: DivisionCode.optional(),
  kind: z.enum(keysOf(entityKinds)).optional(),
  status: z.enum(keysOf(registrationStatuses)).optional(),
  verdict: z.enum(['target', 'excluded']).optional(),
}

export const EntityRow = z
  .object({
    id: Id,
    uscc: z.string().nullable(),
    name: z.string(),
    kind: z.enum(keysOf(entityKinds)),
    registrationStatus: z.enum(keysOf(registrationStatuses)),
    foundedOn: Day.nullable(),
    division: DivisionCode,
    place: z.string(),
    verdict: z.enum(['target', 'excluded']).nullable(),
    tier: z.int().nullable(),
  })
  .meta({ id: 'EntityRow' })

/** A fact with where it was read: file, sheet, row and date stand beside every value. */
export const FactView = z
  .object({
    id: Id,
    kind: z.enum(importKindKeys),
    kindLabel: z.string(),
    values: z.array(z.object({ label: z.string(), value: z.string() })),
    fileName: z.string(),
    sheet: z.string(),
    rowNo: z.int(),
    asOf: Day,
    current: z.boolean(),
  })
  .meta({ id: 'Fact' })

export const EntityView = z
  .object({
    id: Id,
    uscc: z.string().nullable(),
    regNo: z.string().nullable(),
    name: z.string(),
    kind: z.enum(keysOf(entityKinds)),
    kindLabel: z.string(),
    registrationStatus: z.enum(keysOf(registrationStatuses)),
    statusLabel: z.string(),
    mergedFrom: z.object({ id: Id, name: z.string() }).nullable().meta({
      description: '按已并入的那一户的编号查询时：答的是留下的这一户，这里是并入的那一户',
    }),
    absorbed: z.array(z.object({ id: Id, name: z.string() })).meta({ description: '已并入这一户的各户' }),
    withdrawn: z.boolean().meta({ description: '建立它的批次已撤销，该户退出登记库，只供查阅' }),
    foundedOn: Day.nullable(),
    division: DivisionCode,
    place: z.string(),
    placedBy: z.enum(keysOf(placedBy)),
    /** What a place that was learned, or decided for a whole road, rests on. */
    placedFrom: z
      .object({
        fragment: z.string(),
        confidenceBp: z.int(),
        firms: z.int(),
        seen: z.int(),
        decided: z.boolean(),
      })
      .nullable(),
    industry: z.string().nullable(),
    sizeClass: z.enum(keysOf(sizeClasses)).nullable(),
    legalRep: z.string().nullable(),
    phone: z.string().nullable(),
    address: z.string().nullable(),
    scope: z.string().nullable(),
    typeText: z.string().nullable(),
    capitalFen: Fen.nullable(),
    capitalCurrency: z.string().nullable(),
    facts: z.array(FactView),
    timeline: z.array(
      z.object({
        seq: Id,
        at: Instant,
        flow: z.string(),
        action: z.string(),
        label: z.string(),
        by: z.string().nullable(),
        link: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'Entity' })

export const registryRoutes = {
  listEntities: route({
    method: 'GET',
    path: '/api/entities',
    summary: '经营主体',
    tag: '经营主体',
    access: 'entity.read',
    query: z.strictObject({
      ...entityFilter,
      sort: z.enum(['id', 'name', 'foundedOn']).optional(),
      ...pageQuery,
    }),
    response: Page(EntityRow),
  }),
  getEntity: route({
    method: 'GET',
    path: '/api/entities/{entityId}',
    summary: '一户：登记信息、各部门事实及来源、时间线；已并入另一户的，答留下的那一户',
    tag: '经营主体',
    access: 'entity.read',
    params: z.strictObject({ entityId: Id }),
    response: EntityView,
    errors: ['not_found'],
    personal: true,
  }),
  reveal: route({
    method: 'POST',
    path: '/api/entities/{entityId}/reveal',
    summary: '查看一项明文（须写明用途，逐次留痕，每日限次）',
    tag: '经营主体',
    access: 'entity.reveal',
    idempotency: 'natural',
    params: z.strictObject({ entityId: Id }),
    body: z.strictObject({ field: z.enum(['phone', 'legalRep', 'address']), reason: text(200, 4) }),
    response: z.object({ field: z.string(), value: z.string().nullable(), leftToday: z.int() }),
    errors: ['not_found', 'quota'],
    personal: true,
  }),
} as const
