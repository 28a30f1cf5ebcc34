import * as z from 'zod'
import { Day, DivisionCode, daysInOrder, Id, Instant, keysOf, text, Version } from '../kernel/ids.ts'
import { Page, pageQuery } from '../kernel/page.ts'
import { route } from '../kernel/route.ts'
import { exportStates, ledgerKeys } from './words.ts'

/** What a ledger is narrowed by; the page, the file and the request for a large file share it. */
export const ledgerFilter = {
  division: DivisionCode.optional(),
  from: Day.optional(),
  to: Day.optional(),
  search: text(40, 1).optional(),
}

export const ExportRequest = z
  .object({
    id: Id,
    kind: z.enum(ledgerKeys),
    title: z.string(),
    filter: z.object(ledgerFilter),
    rowCount: z.int(),
    reason: z.string(),
    state: z.enum(keysOf(exportStates)),
    requestedBy: z.string(),
    orgName: z.string(),
    requestedAt: Instant,
    decidedBy: z.string().nullable(),
    decidedAt: Instant.nullable(),
    decisionReason: z.string().nullable(),
    mine: z.boolean(),
    mayDecide: z.boolean(),
    mayTake: z.boolean(),
    version: Version,
  })
  .meta({ id: 'ExportRequest' })

/** Large ledgers: one person asks, another agrees, the first takes the file. */
export const exportRoutes = {
  listExportRequests: route({
    method: 'GET',
    path: '/api/exports',
    summary: '导出申请：自己的与待自己同意的',
    tag: '台账',
    access: 'ledger.export',
    query: z.strictObject({ ...pageQuery }),
    response: Page(ExportRequest),
  }),
  requestExport: route({
    method: 'POST',
    path: '/api/exports',
    summary: '申请导出行数较多的台账',
    tag: '台账',
    access: 'ledger.export',
    body: z
      .strictObject({ kind: z.enum(ledgerKeys), ...ledgerFilter, reason: text(200, 4) })
      .superRefine(daysInOrder),
    response: ExportRequest,
    errors: ['forbidden'],
  }),
  decideExport: route({
    method: 'POST',
    path: '/api/exports/{exportId}/decision',
    summary: '同意或不同意他人的导出申请',
    tag: '台账',
    access: 'ledger.export',
    params: z.strictObject({ exportId: Id }),
    body: z.strictObject({ version: Version, approve: z.boolean(), reason: text(200, 2).optional() }),
    response: ExportRequest,
    errors: ['maker_is_checker', 'stale_version', 'wrong_status'],
  }),
  takeExport: route({
    method: 'GET',
    path: '/api/exports/{exportId}/xlsx',
    summary: '下载已同意的台账：本人、同意后 24 小时内',
    tag: '台账',
    access: 'ledger.export',
    params: z.strictObject({ exportId: Id }),
    response: 'file',
    errors: ['wrong_status', 'gone'],
    personal: true,
  }),
} as const
