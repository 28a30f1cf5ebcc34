import { sql } from 'kysely'
import * as z from 'zod'
import { keysOf } from '#contract/kernel/ids.ts'
import { columnOrigins } from '#contract/registry/words.ts'
import type { Ctx } from '#kernel/context.ts'
import { rows } from '#kernel/rows.ts'
import { type LookRow, rowsOfLook } from './look.ts'

const Kept = z.object({
  sheet: z.int(),
  name: z.string(),
  encoding: z.string().nullable(),
  delimiter: z.string().nullable(),
  head: z.array(z.any()).transform((h) => rowsOfLook(h as LookRow[])),
  headerRow: z.int().nullable(),
  titleRows: z.int().nullable(),
  columns: z
    .array(
      z.object({
        index: z.int(),
        field: z.string().nullable(),
        unit: z.string().nullable(),
        dateOrder: z.string().nullable(),
        origin: z.enum(keysOf(columnOrigins)),
      }),
    )
    .nullable(),
})
export type KeptSheet = z.output<typeof Kept>

/** The sheets of a batch with their first rows, and how each has been read. */
export async function keptSheets(ctx: Ctx, batchId: string): Promise<KeptSheet[]> {
  return rows(
    ctx.trx,
    sql`select l.sheet, l.name, l.encoding, l.delimiter, l.head, s.header_row, s.title_rows, s.columns
      from import_look l left join import_sheet s on s.batch_id = l.batch_id and s.sheet = l.sheet
      where l.batch_id = ${batchId} order by l.sheet`,
    Kept,
  )
}
