import * as z from 'zod'
import { Id, Instant, keysOf, text } from '../kernel/ids.ts'
import { route } from '../kernel/route.ts'
import { ImportBatch } from './import.routes.ts'
import {
  columnOrigins,
  dateOrders,
  importKindKeys,
  issueCodes,
  moneyUnitWords,
  severities,
  textDelimiters,
  textEncodings,
} from './words.ts'

const Row = z.int().min(1).max(1_048_576)

/** How one column is read; without a field it is not imported. */
export const ColumnMapping = z.strictObject({
  index: z.int().min(0).max(1023),
  field: text(40, 1).nullable(),
  unit: z.enum(moneyUnitWords).nullable().meta({ description: '金额单位；空则取列名或表头上方所写' }),
  dateOrder: z.enum(keysOf(dateOrders)).nullable(),
})

/** How one sheet is read; without a header row it is left out. */
export const SheetMapping = z.strictObject({
  sheet: z.int().min(1).max(1000),
  headerRow: Row.nullable().meta({ description: '表头的最后一行；空则整张不导入' }),
  titleRows: z.int().min(1).max(3).meta({ description: '表头占几行' }),
  columns: z.array(ColumnMapping).max(1024),
})

/** How a text file is taken; what is null is found out from the file. */
export const TextMapping = z.strictObject({
  encoding: z.enum(keysOf(textEncodings)).nullable().meta({ description: '编码；空则自动' }),
  delimiter: z.enum(keysOf(textDelimiters)).nullable().meta({ description: '分隔符；空则自动' }),
})

export const ImportMapping = z.strictObject({
  kind: z.enum(importKindKeys),
  text: TextMapping.optional().meta({ description: '文本文件的编码与分隔符；不填则自动' }),
  sheets: z.array(SheetMapping).min(1).max(1000),
})
export type ImportMapping = z.output<typeof ImportMapping>

const StudioColumn = z.object({
  index: z.int(),
  title: z.string(),
  field: z.string().nullable(),
  label: z.string().nullable(),
  unit: z.string().nullable().meta({ description: '现在按什么单位读' }),
  unitGiven: z.enum(moneyUnitWords).nullable().meta({ description: '经办人指定的单位' }),
  dateOrder: z.enum(keysOf(dateOrders)).nullable(),
  origin: z.enum(keysOf(columnOrigins)),
})

export const ImportStudio = z
  .object({
    sheets: z.array(z.object({ sheet: z.int(), name: z.string(), recognised: z.boolean() })),
    sheet: z.int(),
    kind: z.enum(importKindKeys),
    headerRow: z.int().nullable(),
    titleRows: z.int(),
    encoding: z.string().nullable().meta({ description: '现在按什么编码读；不是文本文件为空' }),
    delimiter: z.string().nullable().meta({ description: '现在按什么分隔符分列' }),
    textGiven: TextMapping.nullable().meta({ description: '经办人或方案指定的；不是文本文件为空' }),
    garbled: z.boolean().meta({ description: '按这种编码有读不出的字节' }),
    profile: z.object({ id: Id, name: z.string() }).nullable(),
    fields: z.array(
      z.object({
        key: z.string(),
        label: z.string(),
        input: z.enum(['money', 'day', 'other']).meta({ description: '还要单位、日期次序，或都不要' }),
      }),
    ),
    missing: z.array(z.string()).meta({ description: '这种名单还缺什么' }),
    codeless: z.boolean().meta({ description: '登记名录而没有代码列：各行按名称、地址、负责人比对' }),
    head: z.array(z.object({ rowNo: z.int(), cells: z.array(z.string()) })),
    columns: z.array(StudioColumn),
    rows: z.array(
      z.object({
        rowNo: z.int(),
        taken: z.boolean(),
        cells: z.array(
          z.object({
            index: z.int(),
            raw: z.string(),
            read: z.string().nullable(),
            issues: z.array(z.object({ severity: z.enum(keysOf(severities)), message: z.string() })),
          }),
        ),
        issues: z.array(
          z.object({
            severity: z.enum(keysOf(severities)),
            code: z.enum(keysOf(issueCodes)),
            message: z.string(),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'ImportStudio' })

const batchParams = z.strictObject({ batchId: Id })

export const studioRoutes = {
  tryImport: route({
    method: 'POST',
    path: '/api/imports/{batchId}/studio',
    summary: '列对应：照现在的（或改过的）对应试读一张表的前几行，不写任何东西',
    tag: '名单导入',
    access: 'import.upload',
    params: batchParams,
    body: z.strictObject({
      sheet: z.int().min(1).max(1000).optional(),
      kind: z.enum(importKindKeys).optional(),
      headerRow: Row.optional(),
      titleRows: z.int().min(1).max(3).optional(),
      columns: z.array(ColumnMapping).max(1024).optional().meta({ description: '不填则由系统认列' }),
      text: TextMapping.optional().meta({ description: '按这样的编码与分隔符重新打开文本文件' }),
    }),
    response: ImportStudio,
    errors: ['not_found', 'wrong_status', 'unprocessable', 'gone'],
    idempotency: 'natural',
    personal: true,
  }),
  mapImport: route({
    method: 'POST',
    path: '/api/imports/{batchId}/mapping',
    summary: '按改定的对应开始（重新）读取；可存为方案，下次同样的表头自己用上',
    tag: '名单导入',
    access: 'import.upload',
    params: batchParams,
    body: z.strictObject({ mapping: ImportMapping, saveAs: text(40, 1).optional() }),
    response: ImportBatch,
    errors: ['not_found', 'wrong_status', 'unprocessable', 'gone'],
  }),
  listImportProfiles: route({
    method: 'GET',
    path: '/api/import-profiles',
    summary: '存下的对应方案',
    tag: '名单导入',
    access: 'import.upload',
    response: z.object({
      rows: z.array(
        z.object({
          id: Id,
          name: z.string(),
          kind: z.enum(importKindKeys),
          columns: z.int().meta({ description: '用到几列' }),
          orgName: z.string().nullable(),
          createdBy: z.string(),
          createdAt: Instant,
          used: z.int().meta({ description: '用过几批' }),
          mine: z.boolean().meta({ description: '可以停用' }),
        }),
      ),
    }),
  }),
  removeImportProfile: route({
    method: 'POST',
    path: '/api/import-profiles/{profileId}/remove',
    summary: '停用一个对应方案：以后的文件不再用它，用过它的批次不变',
    tag: '名单导入',
    access: 'import.upload',
    params: z.strictObject({ profileId: Id }),
    body: z.strictObject({}),
    response: z.object({ id: Id }),
    errors: ['not_found'],
  }),
} as const
