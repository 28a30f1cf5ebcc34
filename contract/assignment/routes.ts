import * as z from 'zod'
import { Day, DivisionCode, Id, Instant, keysOf, text, Version } from '../kernel/ids.ts'
import { Page, pageQuery } from '../kernel/page.ts'
import { route } from '../kernel/route.ts'
import { entityKinds } from '../registry/words.ts'
import { type TargetStage, targetFlow, targetStages } from './target.flow.ts'

export const listStates = { draft: '草稿', published: '已发布', recalled: '已收回' } as const

export const OfferedAction = z
  .object({ action: z.string(), label: z.string(), blocked: z.string().nullable(), reason: z.boolean() })
  .meta({ id: 'OfferedAction' })

export const TargetListView = z
  .object({
    id: Id,
    name: z.string(),
    round: z.string(),
    version: z.int(),
    state: z.enum(keysOf(listStates)),
    runId: Id,
    rulesVersion: z.int().meta({ description: '依据的筛查用的是第几版规则' }),
    rulesInForce: z.int().nullable().meta({ description: '现行的是第几版规则；没有现行规则为空' }),
    targets: z.int(),
    contentHash: z.string().nullable(),
    madeBy: z.string(),
    mine: z.boolean().meta({ description: '本人编制，须由另一人发布' }),
    madeAt: Instant,
    publishedBy: z.string().nullable(),
    publishedAt: Instant.nullable(),
    assignment: z
      .object({
        state: z.enum(['running', 'done', 'failed']),
        placed: z.int(),
        unplaced: z.int(),
        cost: z.string().nullable(),
        optimal: z
          .boolean()
          .nullable()
          .meta({ description: '总代价等于任何派法都不低于的代价，即已证明最优' }),
        stayed: z.int().nullable().meta({ description: '与上一版主办网点相同的户数' }),
        moved: z.int().nullable().meta({ description: '与上一版主办网点不同的户数' }),
        joined: z.int().nullable().meta({ description: '上一版没有的户数' }),
        gone: z.int().nullable().meta({ description: '上一版有、这一版没有的户数' }),
        failure: z.string().nullable(),
        finishedAt: Instant.nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'TargetList' })

export const targetFilter = {
  listId: Id.optional().meta({ description: '不填则为已发布的清单' }),
  search: text(40, 1).optional(),
  division: DivisionCode.optional(),
  status: z.enum(keysOf(targetFlow.statuses)).optional(),
  stage: z
    .enum(Object.keys(targetStages) as [TargetStage, ...TargetStage[]])
    .optional()
    .meta({ description: '走访人眼中的分组：一组含一个或几个状态' }),
  undeclared: z.enum(['yes']).optional().meta({ description: '只看还没有申报过的' }),
  tier: z.enum(['1', '2', '3', '4', '5', '6', '7', '8', '9']).optional(),
  bankId: Id.optional(),
  branchId: Id.optional(),
}

export const TargetRow = z
  .object({
    id: Id,
    entityId: Id,
    uscc: z.string().nullable(),
    name: z.string(),
    kind: z.enum(keysOf(entityKinds)),
    division: DivisionCode,
    place: z.string(),
    tier: z.int(),
    status: z.enum(keysOf(targetFlow.statuses)),
    statusLabel: z.string(),
    mainBranch: z.string().nullable(),
    backupBranch: z.string().nullable(),
    visitedOn: Day.nullable(),
    visits: z.int(),
    building: z.string().nullable(),
    lease: z
      .object({ by: z.string(), until: Instant, mine: z.boolean() })
      .nullable()
      .meta({ description: '现在由谁领取着、到什么时候' }),
    version: z.int(),
  })
  .meta({ id: 'TargetRow' })

export const TargetView = TargetRow.extend({
  listName: z.string(),
  address: z.string().nullable(),
  phone: z.string().nullable(),
  legalRep: z.string().nullable(),
  scope: z.string().nullable(),
  mainBankId: Id.nullable().meta({ description: '主办行，供逐家征得同意；银行岗位不显示' }),
  mainBank: z.string().nullable(),
  backupBankId: Id.nullable().meta({ description: '备选行；银行岗位不显示' }),
  backupBank: z.string().nullable(),
  assignedWhy: z.array(z.string()),
  lastVisit: z.object({ on: Day, by: z.string(), outcome: z.string() }).nullable(),
  repeatWarning: z.string().nullable(),
  declarationId: Id.nullable(),
  actions: z.array(OfferedAction),
}).meta({ id: 'Target' })

export const BankOption = z
  .object({
    branchId: Id,
    branch: z.string(),
    bank: z.string(),
    chosen: z.boolean(),
    total: z.int().nullable().meta({ description: '派给它的总代价（分值）；空为腾不出位置' }),
    parts: z
      .array(z.object({ label: z.string(), points: z.int() }))
      .meta({ description: '总代价由哪些分值组成，相加即总代价' }),
    ahead: z.int().nullable().meta({ description: '比所选网点多多少（分值）' }),
    why: z.array(z.string()),
  })
  .meta({ id: 'BankOption' })

export const MoveRow = z
  .object({
    targetId: Id,
    name: z.string(),
    place: z.string(),
    before: z.string(),
    now: z.string().nullable(),
    why: z.string(),
  })
  .meta({ id: 'AssignmentMove' })

const listParams = z.strictObject({ listId: Id })

export const assignmentRoutes = {
  listTargetLists: route({
    method: 'GET',
    path: '/api/target-lists',
    summary: '走访对象清单各版本',
    tag: '清单与派发',
    access: 'list.read',
    response: z.object({ rows: z.array(TargetListView) }),
  }),
  draftTargetList: route({
    method: 'POST',
    path: '/api/target-lists',
    summary: '由一次筛查编制清单草稿',
    tag: '清单与派发',
    access: 'list.draft',
    body: z.strictObject({ runId: Id, name: text(60, 2), round: text(20, 1) }),
    response: TargetListView,
    errors: ['not_found', 'unprocessable', 'duplicate'],
  }),
  assignTargetList: route({
    method: 'POST',
    path: '/api/target-lists/{listId}/assignment',
    summary: '给草稿中的每户配一家主办行、一家备选行（不同银行，不超网点能力）',
    tag: '清单与派发',
    access: 'assignment.run',
    params: listParams,
    body: z.strictObject({}),
    response: TargetListView,
    errors: ['not_found', 'wrong_status', 'unprocessable'],
  }),
  publishTargetList: route({
    method: 'POST',
    path: '/api/target-lists/{listId}/publish',
    summary: '发布清单并冻结（编制人以外的人）；同一轮次的旧版随之收回',
    tag: '清单与派发',
    access: 'list.publish',
    params: listParams,
    body: z.strictObject({}),
    response: TargetListView,
    errors: ['not_found', 'maker_is_checker', 'wrong_status', 'missing_fact'],
  }),
  getAssignment: route({
    method: 'GET',
    path: '/api/target-lists/{listId}/assignment',
    summary: '各网点派发户数与能力',
    tag: '清单与派发',
    access: 'list.read',
    params: listParams,
    response: z.object({
      rows: z.array(
        z.object({
          branchId: Id,
          branch: z.string(),
          bank: z.string(),
          place: z.string(),
          capacity: z.int(),
          main: z.int(),
          backup: z.int(),
        }),
      ),
      unplaced: z.int(),
    }),
    errors: ['not_found'],
  }),
  listAssignmentMoves: route({
    method: 'GET',
    path: '/api/target-lists/{listId}/moves',
    summary: '与上一版相比换了主办网点的企业，及为什么换',
    tag: '清单与派发',
    access: 'list.read',
    params: listParams,
    query: z.strictObject({ ...pageQuery }),
    response: Page(MoveRow),
    errors: ['not_found'],
  }),
  explainTargetBanks: route({
    method: 'GET',
    path: '/api/targets/{targetId}/banks',
    summary: '为什么是这两家银行：与其他银行的代价逐项对照，取自派发时的能力与价格',
    tag: '清单与派发',
    access: 'list.read',
    params: z.strictObject({ targetId: Id }),
    response: z.object({ main: z.array(BankOption), backup: z.array(BankOption) }),
    errors: ['not_found'],
  }),
  listTargets: route({
    method: 'GET',
    path: '/api/targets',
    summary: '走访对象',
    tag: '清单与派发',
    access: 'target.read',
    query: z.strictObject({
      ...targetFilter,
      sort: z.enum(['tier', 'name', 'visitedOn', 'place']).optional(),
      ...pageQuery,
    }),
    response: Page(TargetRow),
  }),
  getTarget: route({
    method: 'GET',
    path: '/api/targets/{targetId}',
    summary: '一个走访对象：可做的事、派发依据、重复走访提醒',
    tag: '清单与派发',
    access: 'target.read',
    params: z.strictObject({ targetId: Id }),
    response: TargetView,
    errors: ['not_found'],
    personal: true,
  }),
  actOnTarget: route({
    method: 'POST',
    path: '/api/targets/{targetId}/actions',
    summary: '剔除、恢复或安排二次走访（走访结果由走访登记带出）',
    tag: '清单与派发',
    access: 'target.read',
    params: z.strictObject({ targetId: Id }),
    body: z.strictObject({
      action: z.enum(['exclude', 'restore', 'scheduleRevisit']),
      version: Version,
      reason: text(200, 2).optional(),
      on: Day.optional(),
    }),
    response: TargetView,
    errors: ['not_found', 'stale_version', 'wrong_status', 'missing_fact', 'forbidden'],
  }),
} as const
