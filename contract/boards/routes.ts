import * as z from 'zod'
import { Day, DivisionCode, daysInOrder, FenSum, Id } from '../kernel/ids.ts'
import { Page, pageQuery } from '../kernel/page.ts'
import { route } from '../kernel/route.ts'
import { exportRoutes, ledgerFilter } from './export.routes.ts'
import { figureRoutes } from './figure.routes.ts'
import { ledgerKeys, metricKeys, rateKeys } from './words.ts'

/** 户 (distinct firms) and 户次 (times) are two numbers and are never added. */
const Count = z
  .object({
    households: z.int().meta({ description: '户数（去重）' }),
    times: z.int().meta({ description: '户次、笔数' }),
    fen: FenSum.nullable().meta({ description: '金额，分' }),
  })
  .meta({ id: 'Count' })

const RateValue = z
  .object({
    key: z.enum(rateKeys),
    label: z.string(),
    base: z.string().meta({ description: '分母是什么' }),
    numerator: z.string(),
    denominator: z.string(),
    bp: z.int().nullable().meta({ description: '基点；分母为零时为空' }),
  })
  .meta({ id: 'Rate' })

export const FunnelRow = z
  .object({
    key: z.string(),
    name: z.string(),
    counts: z.record(z.enum(metricKeys), Count),
    rates: z.array(RateValue),
    opens: z.boolean().meta({ description: '能否再看下一级' }),
  })
  .meta({ id: 'FunnelRow' })

const scope = {
  asOf: Day.optional().meta({ description: '统计截止日，默认今天' }),
  division: DivisionCode.optional(),
  bankId: Id.optional(),
}

export const boardRoutes = {
  ...exportRoutes,
  ...figureRoutes,
  getHome: route({
    method: 'GET',
    path: '/api/home',
    summary: '今天要做的事：按岗位列出待办与数量',
    tag: '看板',
    access: 'session',
    response: z.object({
      cards: z.array(
        z.object({
          key: z.string(),
          label: z.string(),
          count: z.int(),
          link: z.string(),
          tone: z.enum(['red', 'amber', 'plain']),
          hint: z.string(),
        }),
      ),
    }),
  }),
  getFunnel: route({
    method: 'GET',
    path: '/api/boards/funnel',
    summary: '漏斗：走访→需求→申报→推荐→授信→放款，按区县、镇街或银行，任意日期',
    tag: '看板',
    access: 'board.read',
    query: z.strictObject({ ...scope, by: z.enum(['county', 'town', 'bank']) }),
    response: z.object({
      asOf: Day,
      by: z.enum(['county', 'town', 'bank']),
      listName: z.string().nullable().meta({ description: '走访率所用的清单及版本' }),
      total: FunnelRow,
      rows: z.array(FunnelRow),
    }),
  }),
  listFunnelRows: route({
    method: 'GET',
    path: '/api/boards/funnel/rows',
    summary: '看板上一个数字由哪些行组成：与该数字同一条件',
    tag: '看板',
    access: 'board.read',
    query: z.strictObject({
      ...scope,
      metric: z.enum(metricKeys),
      unit: z.enum(['households', 'times']).optional(),
      ...pageQuery,
    }),
    response: Page(
      z.object({
        entityId: Id.nullable().meta({
          description: '银行看不到（或不再看得到）的企业：不显示名称，此项为空',
        }),
        name: z.string(),
        uscc: z.string().nullable(),
        place: z.string(),
        bank: z.string().nullable(),
        on: Day.nullable(),
        fen: z.string().nullable(),
        link: z.string().nullable(),
      }),
    ),
  }),
  listLedger: route({
    method: 'GET',
    path: '/api/ledgers/{kind}',
    summary: '台账（页面）：列序与印发的一致',
    tag: '台账',
    access: 'ledger.export',
    params: z.strictObject({ kind: z.enum(ledgerKeys) }),
    query: z.strictObject({ ...ledgerFilter, ...pageQuery }).superRefine(daysInOrder),
    response: z.object({
      title: z.string(),
      columns: z.array(z.object({ title: z.string(), type: z.string() })),
      rows: z.array(z.array(z.union([z.string(), z.int(), z.null()]))),
      nextCursor: z.string().nullable(),
    }),
    errors: ['forbidden'],
    personal: true,
  }),
  exportLedger: route({
    method: 'GET',
    path: '/api/ledgers/{kind}/xlsx',
    summary: '导出台账（xlsx）：与页面同一条件、同一列序，联系电话脱敏',
    tag: '台账',
    access: 'ledger.export',
    params: z.strictObject({ kind: z.enum(ledgerKeys) }),
    query: z.strictObject({ ...ledgerFilter }).superRefine(daysInOrder),
    response: 'file',
    errors: ['forbidden', 'approval_required'],
    personal: true,
  }),
} as const
