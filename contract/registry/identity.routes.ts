import * as z from 'zod'
import { Day, DivisionCode, Id, Instant, keysOf, Version } from '../kernel/ids.ts'
import { Page, pageQuery } from '../kernel/page.ts'
import { route } from '../kernel/route.ts'
import { identityHow, identityStates } from './identity.ts'
import { entityKinds, importKindKeys } from './words.ts'

/** What is compared: the same fields of the row and of each candidate, so that they stand side by side. */
const Compared = {
  name: z.string(),
  uscc: z.string().nullable(),
  regNo: z.string().nullable(),
  legalRep: z.string().nullable(),
  phone: z.string().nullable(),
  address: z.string().nullable(),
}

const CaseRow = {
  id: Id,
  kind: z.enum(importKindKeys),
  kindLabel: z.string(),
  name: z.string(),
  place: z.string(),
  score: z.int(),
  state: z.enum(keysOf(identityStates)),
  how: z.enum(keysOf(identityHow)).nullable(),
  linkedTo: z.string().nullable(),
  candidates: z.int(),
  openedAt: Instant,
  decidedBy: z.string().nullable(),
  decidedAt: Instant.nullable(),
}

export const IdentityCaseRow = z.object(CaseRow).meta({ id: 'IdentityCaseRow' })

export const identityActions = {
  link: '就是这一户',
  merge: '确认并户',
  notSame: '都不是',
  later: '以后再看',
  undo: '撤销',
} as const

export const IdentityCase = z
  .object({
    ...CaseRow,
    version: z.int(),
    entityId: Id.nullable(),
    row: z.object({
      ...Compared,
      fileName: z.string(),
      sheet: z.string(),
      rowNo: z.int(),
      asOf: Day,
      values: z.array(z.object({ label: z.string(), value: z.string() })),
    }),
    options: z.array(
      z.object({
        ...Compared,
        rank: z.int(),
        entityId: Id,
        kindLabel: z.enum(Object.values(entityKinds) as [string, ...string[]]),
        statusLabel: z.string(),
        foundedOn: Day.nullable(),
        place: z.string(),
        score: z.int(),
        parts: z.array(z.object({ label: z.string(), points: z.int(), reason: z.string() })),
      }),
    ),
    actions: z.array(z.object({ action: z.enum(keysOf(identityActions)), label: z.string() })),
  })
  .meta({ id: 'IdentityCase' })

const caseParams = z.strictObject({ caseId: Id })

const caseFilter = {
  state: z.enum(keysOf(identityStates)).optional().meta({ description: '默认待认定的' }),
  kind: z.enum(importKindKeys).optional(),
  division: DivisionCode.optional(),
}

export const identityRoutes = {
  listIdentityCases: route({
    method: 'GET',
    path: '/api/identity-cases',
    summary: '待认定：没有代码的行与没有代码的主体',
    tag: '经营主体',
    access: 'identity.decide',
    query: z.strictObject({ ...caseFilter, ...pageQuery }),
    response: Page(IdentityCaseRow),
    personal: true,
  }),
  exportIdentityCases: route({
    method: 'GET',
    path: '/api/identity-cases.xlsx',
    summary: '导出待认定的行及最像的一户（不含联系方式、地址）',
    tag: '经营主体',
    access: 'identity.decide',
    query: z.strictObject(caseFilter),
    response: 'file',
    errors: ['approval_required'],
    personal: true,
  }),
  countIdentityCases: route({
    method: 'GET',
    path: '/api/identity-cases/count',
    summary: '待认定的件数',
    tag: '经营主体',
    access: 'identity.decide',
    response: z.object({ open: z.int(), proposed: z.int() }),
  }),
  getIdentityCase: route({
    method: 'GET',
    path: '/api/identity-cases/{caseId}',
    summary: '一件待认定：这一行与至多五户候选逐项对照',
    tag: '经营主体',
    access: 'identity.decide',
    params: caseParams,
    response: IdentityCase,
    errors: ['not_found'],
    personal: true,
  }),
  actOnIdentityCase: route({
    method: 'POST',
    path: '/api/identity-cases/{caseId}/actions',
    summary: '认定、否定、留待以后、撤销；两户合并由另一人确认',
    tag: '经营主体',
    access: 'identity.decide',
    params: caseParams,
    body: z.discriminatedUnion('action', [
      z.strictObject({ action: z.literal('link'), version: Version, entityId: Id }),
      z.strictObject({ action: z.enum(['merge', 'notSame', 'later', 'undo']), version: Version }),
    ]),
    response: IdentityCase,
    errors: ['not_found', 'stale_version', 'wrong_status', 'maker_is_checker'],
    personal: true,
  }),
} as const
