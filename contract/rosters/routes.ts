import * as z from 'zod'
import { Day, DivisionCode, Id, keysOf, text, Version } from '../kernel/ids.ts'
import { Page, pageQuery } from '../kernel/page.ts'
import { route } from '../kernel/route.ts'
import { Comparison, ListFirm, ListRef, ListVersion, ListView, VersionRef } from './views.ts'
import { comparisonParts, listKinds, rosterKindKeys, rowOutcomes } from './words.ts'

const firmFilter = { division: DivisionCode.optional(), search: text(40, 1).optional() }
const on = Day.optional().meta({ description: '哪一天（当日终了时）；不填为今天' })
const listParams = z.strictObject({ listId: ListRef })
const rosterParams = z.strictObject({
  listId: ListRef.refine((ref) => !ref.startsWith('v'), '走访对象清单在“清单与派发”中编制'),
})
const versionParams = z.strictObject({
  versionId: VersionRef.refine((ref) => !ref.startsWith('t'), '走访对象清单在“清单与派发”中编制'),
})
const tag = '专项清单与核对'

/** Which lists an overlap is of. */
const listsOf = z
  .string()
  .regex(/^[rv]\d{1,18}(,[rv]\d{1,18}){0,11}$/, '请选 1 至 12 份清单')
  .meta({ description: '清单编号，用逗号隔开' })

export const comparisonQuery = {
  left: VersionRef.optional().meta({ description: '左清单的版本；不填为在用的走访对象清单' }),
  right: VersionRef.optional().meta({ description: '右清单的版本；不填为在用的省级清单' }),
  on,
}

export const rosterRoutes = {
  listLists: route({
    method: 'GET',
    path: '/api/lists',
    summary: '全部清单：走访对象清单与各类专项清单，在用版本、户数、下一步',
    tag,
    access: 'list.read',
    query: z.strictObject({ on }),
    response: z.object({ rows: z.array(ListView) }),
  }),
  createList: route({
    method: 'POST',
    path: '/api/lists',
    summary: '建立一份专项清单',
    tag,
    access: 'list.draft',
    body: z.strictObject({ kind: z.enum(rosterKindKeys), name: text(60, 2), note: text(300).optional() }),
    response: ListView,
    errors: ['duplicate'],
  }),
  getList: route({
    method: 'GET',
    path: '/api/lists/{listId}',
    summary: '一份清单和它的各版',
    tag,
    access: 'list.read',
    params: listParams,
    response: z.object({ list: ListView, versions: z.array(ListVersion) }),
    errors: ['not_found'],
  }),
  draftListVersion: route({
    method: 'POST',
    path: '/api/lists/{listId}/versions',
    summary: '编制新的一版：按规则、沿用在用的一版，或从空白开始逐户加入',
    tag,
    access: 'list.draft',
    params: rosterParams,
    body: z.strictObject({ from: z.enum(['rule', 'copy', 'empty']) }),
    response: ListVersion,
    errors: ['not_found', 'duplicate', 'unprocessable'],
  }),
  uploadListFile: route({
    method: 'POST',
    path: '/api/lists/{listId}/file',
    summary: '用文件编制新的一版：逐行对上主体，没有对上的一行不丢',
    tag,
    access: 'list.draft',
    params: rosterParams,
    query: z.strictObject({ fileName: text(200, 1), asOf: Day.optional() }),
    input: 'file',
    response: ListVersion,
    errors: ['not_found', 'duplicate', 'too_large', 'bad_request'],
  }),
  actOnListVersion: route({
    method: 'POST',
    path: '/api/list-versions/{versionId}/actions',
    summary: '审定、退回、发布、收回、作废一版；编制和修改的人不能审定、发布',
    tag,
    access: 'list.publish',
    params: versionParams,
    body: z.strictObject({
      action: z.enum(['approve', 'sendBack', 'publish', 'recall', 'discard']),
      version: Version,
      reason: text(200, 2).optional(),
    }),
    response: ListVersion,
    errors: ['not_found', 'stale_version', 'wrong_status', 'missing_fact', 'maker_is_checker', 'forbidden'],
  }),
  editListMember: route({
    method: 'POST',
    path: '/api/list-versions/{versionId}/members',
    summary: '在草稿中加入一户（按统一社会信用代码）或移出一户，写明理由',
    tag,
    access: 'list.draft',
    params: versionParams,
    body: z.strictObject({
      deed: z.enum(['add', 'remove']),
      uscc: text(18, 18),
      reason: text(200, 2),
    }),
    response: ListVersion,
    errors: ['not_found', 'wrong_status', 'duplicate', 'unprocessable'],
  }),
  listListMembers: route({
    method: 'GET',
    path: '/api/lists/{listId}/members',
    summary: '清单上的户：某一天在用的一版，或指定的一版，或与前一版相比进出的户',
    tag,
    access: 'entity.read',
    params: listParams,
    query: z.strictObject({
      on,
      versionId: VersionRef.optional(),
      change: z.enum(['entered', 'left']).optional(),
      ...firmFilter,
      ...pageQuery,
    }),
    response: Page(ListFirm),
    errors: ['not_found'],
  }),
  listListRows: route({
    method: 'GET',
    path: '/api/list-versions/{versionId}/rows',
    summary: '名单文件中没有对上、重复的行',
    tag,
    access: 'entity.read',
    params: versionParams,
    query: z.strictObject({ outcome: z.enum(keysOf(rowOutcomes)).optional(), ...pageQuery }),
    response: Page(
      z.object({
        sheet: z.int(),
        rowNo: z.int(),
        uscc: z.string().nullable(),
        name: z.string().nullable(),
        outcome: z.enum(keysOf(rowOutcomes)),
      }),
    ),
    errors: ['not_found'],
  }),
  listListsOfEntity: route({
    method: 'GET',
    path: '/api/entities/{entityId}/lists',
    summary: '一户在哪些清单上、从哪天起',
    tag,
    access: 'entity.read',
    params: z.strictObject({ entityId: Id }),
    response: z.object({
      rows: z.array(
        z.object({
          list: ListRef,
          kind: z.enum(keysOf(listKinds)),
          name: z.string(),
          from: Day,
          to: Day.nullable().meta({ description: '空：仍在' }),
        }),
      ),
    }),
    errors: ['not_found'],
  }),
  getOverlap: route({
    method: 'GET',
    path: '/api/list-overlap',
    summary: '几份清单两两相交的户数、各自户数和合在一起的户数（一户只计一次）',
    tag,
    access: 'list.read',
    query: z.strictObject({ lists: listsOf.optional(), on }),
    response: z.object({
      on: Day,
      lists: z.array(
        z.object({
          list: ListRef,
          ref: VersionRef,
          kind: z.enum(keysOf(listKinds)),
          name: z.string(),
          no: z.int(),
          members: z.int(),
        }),
      ),
      pairs: z.array(z.object({ a: ListRef, b: ListRef, firms: z.int() })),
      union: z.int(),
      all: z.int().meta({ description: '同时在所选每一份清单上的户' }),
    }),
  }),
  listOverlapFirms: route({
    method: 'GET',
    path: '/api/list-overlap/firms',
    summary: '同时在（all）或至少在其一（any）的户',
    tag,
    access: 'entity.read',
    query: z.strictObject({
      lists: listsOf,
      how: z.enum(['all', 'any']).optional(),
      on,
      ...firmFilter,
      ...pageQuery,
    }),
    response: Page(ListFirm),
  }),
  compareLists: route({
    method: 'GET',
    path: '/api/list-comparison',
    summary: '两份清单核对：都有、只在一份、走访与否，分区县；走访率为什么高于 100 %',
    tag,
    access: 'list.read',
    query: z.strictObject(comparisonQuery),
    response: Comparison,
    errors: ['not_found'],
  }),
  listComparisonFirms: route({
    method: 'GET',
    path: '/api/list-comparison/firms',
    summary: '核对表中一个数字背后的户',
    tag,
    access: 'entity.read',
    query: z.strictObject({
      ...comparisonQuery,
      part: z.enum(keysOf(comparisonParts)),
      unplaced: z.enum(['yes']).optional().meta({ description: '只看没有落到区县的' }),
      ...firmFilter,
      ...pageQuery,
    }),
    response: Page(ListFirm),
    errors: ['not_found'],
  }),
  exportComparison: route({
    method: 'GET',
    path: '/api/list-comparison/export',
    summary: '核对结果（Excel）：汇总、左清单、右清单',
    tag,
    access: 'list.read',
    query: z.strictObject(comparisonQuery),
    response: 'file',
    errors: ['not_found'],
    personal: true,
  }),
} as const
