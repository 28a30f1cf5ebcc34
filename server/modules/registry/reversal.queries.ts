import { sql } from 'kysely'
import * as z from 'zod'
import { keptReasons } from '#contract/registry/words.ts'
import type { Ctx } from '#kernel/context.ts'
import type { Paging } from '#kernel/paging.ts'
import { rows } from '#kernel/rows.ts'
import type { SheetSpec } from '#kernel/xlsx-writer.ts'

const KeptRow = z.object({
  sheetNo: z.int(),
  sheet: z.string(),
  rowNo: z.int(),
  why: z.enum(['replaced', 'confirmed', 'work']),
  name: z.string().nullable(),
  entityId: z.string().nullable(),
  byBatch: z.string().nullable(),
  byFile: z.string().nullable(),
})

/** Rows a reversal left in place, in the order of the file. */
export async function listKept(ctx: Ctx, batchId: string, paging: Paging) {
  const [sheet, row] = paging.after ?? [0, -1]
  return rows(
    ctx.trx,
    sql`select k.sheet as sheet_no, coalesce(s.name, '') as sheet, k.row_no, k.why, k.name, k.entity_id, k.by_batch, b.file_name as by_file
      from import_kept k left join import_sheet s on s.batch_id = k.batch_id and s.sheet = k.sheet left join import_batch b on b.id = k.by_batch
      where k.batch_id = ${batchId} and (k.sheet, k.row_no) > (${sheet}::int, ${row}::int)
      order by k.sheet, k.row_no limit ${paging.limit + 1}`,
    KeptRow,
  )
}

/** The same as a sheet to take along. */
export async function keptSheet(ctx: Ctx, batchId: string, fileName: string): Promise<SheetSpec> {
  const kept = await listKept(ctx, batchId, { limit: 200_000, after: null })
  return {
    name: '未撤回的行',
    title: `${fileName} 撤销时未撤回的行`,
    notes: [
      '后来的名单已更新、又报过同样内容，或已有走访、申报的户，不随本批撤回；如需更正，请另行上报名单。',
    ],
    columns: [
      { title: '工作表', type: 'text', width: 14 },
      { title: '行号', type: 'integer', width: 8 },
      { title: '名称', type: 'text', width: 32 },
      { title: '为什么没有撤回', type: 'text', width: 30 },
      { title: '后来的批次', type: 'text', width: 12 },
      { title: '后来的文件', type: 'text', width: 36 },
    ],
    rows: kept.map((k) => [k.sheet, k.rowNo, k.name, keptReasons[k.why], k.byBatch, k.byFile]),
  }
}
