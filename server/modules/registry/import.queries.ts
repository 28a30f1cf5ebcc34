import { sql } from 'kysely'
import * as z from 'zod'
import { keysOf } from '#contract/kernel/ids.ts'
import { ImportPreview, Reversal } from '#contract/registry/import.routes.ts'
import { importKindKeys, importKinds, importStates } from '#contract/registry/words.ts'
import type { Ctx } from '#kernel/context.ts'
import type { Paging } from '#kernel/paging.ts'
import { notFound } from '#kernel/problem.ts'
import { rows } from '#kernel/rows.ts'
import type { CellValue, SheetSpec } from '#kernel/xlsx-writer.ts'

const instant = z.date().transform((d) => d.toISOString())

const BatchRow = z
  .object({
    id: z.string(),
    kind: z.enum(importKindKeys),
    fileName: z.string(),
    asOf: z.string(),
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
    readingSince: z
      .date()
      .transform((d) => d.toISOString())
      .nullable(),
    readShare: z.int().nullable(),
    profile: z.object({ id: z.string(), name: z.string() }).nullable(),
    text: z.object({ encoding: z.string(), delimiter: z.string() }).nullable(),
    sameAs: z.string().nullable(),
    canMap: z.boolean(),
    orgName: z.string().nullable(),
    createdBy: z.string(),
    createdAt: instant,
    committedAt: instant.nullable(),
    reversal: Reversal.nullable(),
    reversedAt: instant.nullable(),
    reversedBy: z.string().nullable(),
    reverseReason: z.string().nullable(),
  })
  .transform((b) => ({ ...b, kindLabel: importKinds[b.kind] }))

export interface BatchFilter {
  kind?: string
  state?: string
  id?: string
}

/** Batches the actor may see (a department: its own), newest first. */
export async function listBatches(ctx: Ctx, filter: BatchFilter, paging: Paging) {
  const [after] = paging.after ?? [null]
  return rows(
    ctx.trx,
    sql`
      select b.id, b.kind, b.file_name, b.as_of, b.mode, b.state, b.rows_in, b.accepted, b.rejected, b.unchanged, b.suspicious, b.unmatched, b.skipped,
        b.preview, b.preview_hash, b.failure, b.reading_since, b.read_share,
        case when f.id is not null then jsonb_build_object('id', f.id::text, 'name', f.name) end as profile,
        (select jsonb_build_object('encoding', l.encoding, 'delimiter', l.delimiter) from import_look l
          where l.batch_id = b.id and l.sheet = 1 and l.encoding is not null) as text,
        case when b.state = 'previewed' then (select min(s.id) from import_batch s where s.state = 'committed'
          and (s.file_sha256, s.mapping_hash, s.as_of, s.mode) = (b.file_sha256, b.mapping_hash, b.as_of, b.mode)) end as same_as,
        b.upload is not null and b.state in ('unmapped', 'previewed') as can_map, o.name as org_name, p.name as created_by, b.created_at, b.committed_at,
        b.reversal, b.reversed_at, rp.name as reversed_by, b.reverse_reason
      from import_batch b left join org o on o.id = b.org_id join account a on a.id = b.created_by join person p on p.id = a.person_id
        left join import_profile f on f.id = b.profile_id
        left join account ra on ra.id = b.reversed_by left join person rp on rp.id = ra.person_id
      where (${after}::bigint is null or b.id < ${after}::bigint)
        and (${filter.id ?? null}::bigint is null or b.id = ${filter.id ?? null}::bigint)
        and (${filter.kind ?? null}::text is null or b.kind = ${filter.kind ?? null})
        and (${filter.state ?? null}::text is null or b.state = ${filter.state ?? null})
      order by b.id desc limit ${paging.limit + 1}`,
    BatchRow,
  )
}

export async function getBatch(ctx: Ctx, batchId: string) {
  const [batch] = await listBatches(ctx, { id: batchId }, { limit: 1, after: null })
  if (!batch) throw notFound()
  return batch
}

const IssueRow = z.object({
  sheetNo: z.int(),
  sheet: z.string(),
  rowNo: z.int(),
  severity: z.enum(['rejected', 'suspicious']),
  code: z.string(),
  field: z.string().nullable(),
  cell: z.string().nullable(),
  message: z.string(),
})

/** What is wrong with single rows, in the order of the file. */
export async function listIssues(ctx: Ctx, batchId: string, severity: string | undefined, paging: Paging) {
  const [sheet, row, code] = paging.after ?? [0, -1, '']
  return rows(
    ctx.trx,
    sql`
      select i.sheet as sheet_no, coalesce(s.name, '') as sheet, i.row_no, i.severity, i.code, i.field, i.cell, i.message
      from import_issue i left join import_sheet s on s.batch_id = i.batch_id and s.sheet = i.sheet
      where i.batch_id = ${batchId} and (${severity ?? null}::text is null or i.severity = ${severity ?? null})
        and (i.sheet, i.row_no, i.code || coalesce(i.field, '')) > (${sheet}::int, ${row}::int, ${code}::text)
      order by i.sheet, i.row_no, i.code || coalesce(i.field, '') limit ${paging.limit + 1}`,
    IssueRow,
  )
}

/** The report to download: every issue, and the refused rows whole, under the titles of their own file. */
export async function issueSheets(ctx: Ctx, batchId: string): Promise<SheetSpec[]> {
  const batch = await getBatch(ctx, batchId)
  const issues = await listIssues(ctx, batchId, undefined, { limit: 200_000, after: null })
  const sheets: SheetSpec[] = [
    {
      name: '问题清单',
      title: `${batch.fileName} 问题清单`,
      notes: [
        `共 ${batch.rowsIn} 行，退回 ${batch.rejected} 行，存疑提示 ${batch.suspicious} 处。退回行的原文在后面的工作表里，改好后可直接重新上报。`,
      ],
      columns: [
        { title: '工作表', type: 'text', width: 14 },
        { title: '行号', type: 'integer', width: 8 },
        { title: '处理', type: 'text', width: 8 },
        { title: '列', type: 'text', width: 18 },
        { title: '原值', type: 'text', width: 28 },
        { title: '说明与办法', type: 'text', width: 60 },
      ],
      rows: issues.map((i): CellValue[] => [
        i.sheet,
        i.rowNo,
        i.severity === 'rejected' ? '退回' : '存疑',
        i.field,
        i.cell,
        i.message,
      ]),
    },
  ]
  for (const sheet of await rejectedSheets(ctx, batchId)) sheets.push(sheet)
  return sheets
}

async function rejectedSheets(ctx: Ctx, batchId: string): Promise<SheetSpec[]> {
  const found = await rows(
    ctx.trx,
    sql`select s.sheet, s.name, s.columns, coalesce(json_agg(json_build_object('rowNo', r.row_no, 'cells', r.cells) order by r.row_no), '[]') as rejects
      from import_sheet s join import_reject r on r.batch_id = s.batch_id and r.sheet = s.sheet where s.batch_id = ${batchId} group by s.batch_id, s.sheet order by s.sheet`,
    z.object({
      sheet: z.int(),
      name: z.string(),
      columns: z.array(z.object({ index: z.int(), title: z.string() })),
      rejects: z.array(z.object({ rowNo: z.int(), cells: z.array(z.string().nullable()) })),
    }),
  )
  return found.map((s) => ({
    name: `退回行${found.length > 1 ? `-${s.name || s.sheet}` : ''}`.slice(0, 31),
    columns: s.columns.map((c) => ({ title: c.title, type: 'text' as const })),
    rows: s.rejects.map((r) => s.columns.map((c) => r.cells[c.index] ?? null)),
  }))
}
