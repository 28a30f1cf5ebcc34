import * as z from 'zod'
import { Day, Id, Instant, keysOf, text } from '../kernel/ids.ts'
import { Page, pageQuery } from '../kernel/page.ts'
import { route } from '../kernel/route.ts'
import { columnOrigins, importChecks, importKindKeys, importStates, issueCodes, severities } from './words.ts'

export const ImportPreview = z
  .object({
    fresh: z.int().meta({ description: '新增' }),
    changed: z.int().meta({ description: '有变化' }),
    unchanged: z.int().meta({ description: '无变化' }),
    vanished: z.int().meta({ description: '上一批有而本批没有' }),
    rejected: z.int().meta({ description: '退回' }),
    suspicious: z.int().meta({ description: '存疑提示' }),
    unmatched: z.int().meta({ description: '未对上主体，入库后等待' }),
    sheets: z.array(
      z.object({
        name: z.string(),
        headerRow: z.int().nullable(),
        rowsIn: z.int(),
        skipped: z.int(),
        columns: z.array(
          z.object({
            title: z.string(),
            field: z.string().nullable(),
            label: z.string().nullable(),
            unit: z.string().nullable(),
            origin: z.enum(keysOf(columnOrigins)),
          }),
        ),
      }),
    ),
    samples: z.array(
      z.object({
        change: z.enum(['fresh', 'changed']),
        name: z.string(),
        code: z.string().nullable(),
        detail: z.string(),
      }),
    ),
    issues: z.array(
      z.object({
        code: z.enum(keysOf(issueCodes)),
        label: z.string(),
        severity: z.enum(keysOf(severities)),
        count: z.int(),
        example: z.string(),
      }),
    ),
    checks: z
      .array(z.object({ code: z.enum(keysOf(importChecks)), field: z.string(), message: z.string() }))
      .meta({ description: '读法可能不对的地方；older 须在确认时明示' }),
  })
  .meta({ id: 'ImportPreview' })

export const Reversal = z
  .object({
    closed: z.int().meta({ description: '不再有效的事实' }),
    restored: z.int().meta({ description: '恢复的旧值' }),
    replaced: z.int().meta({ description: '后来的名单已更新或结束，不动' }),
    confirmed: z.int().meta({ description: '后来的名单又报了同样内容，不动' }),
    withdrawn: z.int().meta({ description: '退出登记库的户' }),
    staying: z.int().meta({ description: '已有清单、走访或申报而保留的户' }),
    waiting: z.int().meta({ description: '其他名单中重新等待对上主体的行' }),
  })
  .meta({ id: 'Reversal' })

export const ImportBatch = z
  .object({
    id: Id,
    kind: z.enum(importKindKeys),
    kindLabel: z.string(),
    fileName: z.string(),
    asOf: Day,
    mode: z.enum(['incremental', 'full']),
    state: z.enum(keysOf(importStates)),
    rowsIn: z.int(),
    accepted: z.int(),
    rejected: z.int(),
    unchanged: z.int(),
    suspicious: z.int(),
    unmatched: z.int(),
    skipped: z.int(),
    preview: ImportPreview.nullable(),
    previewHash: z.string().nullable(),
    failure: z.string().nullable(),
    readingSince: Instant.nullable(),
    readShare: z.int().nullable().meta({ description: '已读的字节，千分之几' }),
    profile: z.object({ id: Id, name: z.string() }).nullable().meta({ description: '用了哪个对应方案' }),
    text: z
      .object({ encoding: z.string(), delimiter: z.string() })
      .nullable()
      .meta({ description: '文本文件按什么编码、分隔符读的；了结后为空' }),
    sameAs: Id.nullable().meta({
      description: '同一份文件按同样的读法、日期、方式已入库的批次；本批不能再入库，须改读法或放弃',
    }),
    canMap: z.boolean().meta({ description: '原文件还在，可改对应重读' }),
    orgName: z.string().nullable(),
    createdBy: z.string(),
    createdAt: Instant,
    committedAt: Instant.nullable(),
    reversal: Reversal.nullable(),
    reversedAt: Instant.nullable(),
    reversedBy: z.string().nullable(),
    reverseReason: z.string().nullable(),
  })
  .meta({ id: 'ImportBatch' })

const batchParams = z.strictObject({ batchId: Id })

export const importRoutes = {
  uploadList: route({
    method: 'POST',
    path: '/api/imports',
    summary: '上报一份名单：读取并预览，不入库',
    tag: '名单导入',
    access: 'import.upload',
    input: 'file',
    query: z.strictObject({
      fileName: text(200, 1),
      kind: z.enum(importKindKeys).optional().meta({ description: '名单种类；不填则按表头识别' }),
      asOf: Day.optional().meta({ description: '数据日期；不填则取表内填报日期，再无则为上传当日' }),
      mode: z.enum(['incremental', 'full']).optional().meta({ description: '全量名单会标出消失的行' }),
      again: z.literal('true').optional().meta({
        description:
          '同一份文件已入过库也照收，供换一种读法（列对应、编码等）重读；照原样读出来的仍不能再入库，见 sameAs 与确认入库的 409 duplicate',
      }),
    }),
    response: ImportBatch.extend({
      known: z.boolean().meta({
        description:
          '同一份文件按同样的日期、方式已入过库，没有再收；答的是那个批次。要换一种读法重读，带 again=true 再报',
      }),
    }),
    errors: ['bad_file', 'too_large'],
  }),
  listImports: route({
    method: 'GET',
    path: '/api/imports',
    summary: '导入批次',
    tag: '名单导入',
    access: 'import.upload',
    query: z.strictObject({
      kind: z.enum(importKindKeys).optional(),
      state: z.enum(keysOf(importStates)).optional(),
      ...pageQuery,
    }),
    response: Page(ImportBatch),
  }),
  getImport: route({
    method: 'GET',
    path: '/api/imports/{batchId}',
    summary: '一个批次：进度、预览、结果',
    tag: '名单导入',
    access: 'import.upload',
    params: batchParams,
    response: ImportBatch,
    errors: ['not_found'],
  }),
  listImportIssues: route({
    method: 'GET',
    path: '/api/imports/{batchId}/issues',
    summary: '逐行问题：哪张表、哪一行、哪一列、原值、怎么办',
    tag: '名单导入',
    access: 'import.upload',
    params: batchParams,
    query: z.strictObject({ severity: z.enum(keysOf(severities)).optional(), ...pageQuery }),
    response: Page(
      z.object({
        sheet: z.string(),
        rowNo: z.int(),
        severity: z.enum(keysOf(severities)),
        code: z.enum(keysOf(issueCodes)),
        field: z.string().nullable(),
        cell: z.string().nullable(),
        message: z.string(),
      }),
    ),
    personal: true,
  }),
  exportImportIssues: route({
    method: 'GET',
    path: '/api/imports/{batchId}/issues.xlsx',
    summary: '下载问题清单（退回行附原文，改好可直接重新上报）',
    tag: '名单导入',
    access: 'import.upload',
    params: batchParams,
    response: 'file',
    personal: true,
  }),
  commitImport: route({
    method: 'POST',
    path: '/api/imports/{batchId}/commit',
    summary:
      '确认入库：须带所见预览的摘要，全部成功或全部不做；同一份文件按同样的读法、日期、方式已入过库的，答 409 duplicate（带 again=true 收下的也一样）',
    tag: '名单导入',
    access: 'import.commit',
    params: batchParams,
    body: z.strictObject({
      previewHash: z.string().min(16).max(128),
      acceptOlder: z.boolean().optional().meta({ description: '数据日期早于现行名单也照入' }),
    }),
    response: ImportBatch,
    errors: ['not_found', 'wrong_status', 'stale_version', 'duplicate', 'missing_fact'],
  }),
  previewImport: route({
    method: 'POST',
    path: '/api/imports/{batchId}/preview',
    summary: '重新预览：其他名单入库后，按现在的登记情况重算这一批会改什么',
    tag: '名单导入',
    access: 'import.upload',
    params: batchParams,
    body: z.strictObject({}),
    response: ImportBatch,
    errors: ['not_found', 'wrong_status'],
  }),
  cancelImport: route({
    method: 'POST',
    path: '/api/imports/{batchId}/cancel',
    summary: '放弃这个批次',
    tag: '名单导入',
    access: 'import.upload',
    params: batchParams,
    body: z.strictObject({}),
    response: ImportBatch,
    errors: ['not_found', 'wrong_status'],
  }),
} as const
