import * as z from 'zod'
import { Id, keysOf, text } from '../kernel/ids.ts'
import { Page, pageQuery } from '../kernel/page.ts'
import { route } from '../kernel/route.ts'
import { ImportBatch, Reversal } from './import.routes.ts'
import { keptReasons } from './words.ts'

const params = z.strictObject({ batchId: Id })

export const reversalRoutes = {
  previewReversal: route({
    method: 'GET',
    path: '/api/imports/{batchId}/reversal',
    summary: '撤销这一批会撤回什么、留下什么；不改动任何内容',
    tag: '名单导入',
    access: 'import.commit',
    params,
    worksInTables: true,
    response: z.object({
      counts: Reversal,
      version: z.int().meta({ description: '所见的登记库版本，撤销时带上' }),
    }),
    errors: ['not_found', 'wrong_status', 'unprocessable'],
  }),
  reverseImport: route({
    method: 'POST',
    path: '/api/imports/{batchId}/reverse',
    summary: '撤销一个已入库的批次：须由另一人办理并写明理由；后来名单改过的行不动，另行列出',
    tag: '名单导入',
    access: 'import.commit',
    params,
    body: z.strictObject({ reason: text(500, 5), version: z.int().min(1) }),
    response: ImportBatch,
    errors: ['not_found', 'wrong_status', 'stale_version', 'maker_is_checker', 'unprocessable'],
  }),
  listReversalKept: route({
    method: 'GET',
    path: '/api/imports/{batchId}/reversal/kept',
    summary: '撤销时没有撤回的行及原因',
    tag: '名单导入',
    access: 'import.commit',
    params,
    query: z.strictObject({ ...pageQuery }),
    response: Page(
      z.object({
        sheet: z.string(),
        rowNo: z.int(),
        why: z.enum(keysOf(keptReasons)),
        name: z.string().nullable(),
        entityId: Id.nullable(),
        byBatch: Id.nullable(),
        byFile: z.string().nullable(),
      }),
    ),
    errors: ['not_found'],
  }),
  exportReversalKept: route({
    method: 'GET',
    path: '/api/imports/{batchId}/reversal/kept.xlsx',
    summary: '下载撤销时没有撤回的行',
    tag: '名单导入',
    access: 'import.commit',
    params,
    response: 'file',
    errors: ['not_found'],
  }),
} as const
