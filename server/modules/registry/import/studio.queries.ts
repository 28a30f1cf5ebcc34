import { sql } from 'kysely'
import * as z from 'zod'
import { TextMapping } from '#contract/registry/studio.routes.ts'
import type { ImportKind } from '#contract/registry/words.ts'
import { importKindKeys } from '#contract/registry/words.ts'
import type { Ctx } from '#kernel/context.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import { rows } from '#kernel/rows.ts'
import type { Header } from './detect.ts'
import type { KeptSheet } from './kept-sheets.queries.ts'
import { headerAt, type MappedColumn } from './mapping.ts'
import { unsaid } from './read/csv.ts'
import type { SheetRow } from './read/sheet.ts'
import { sourceOfKind } from './sources/all.ts'
import { type Asked, headerAsked, headShown, studioRows } from './studio.ts'
import { lookedSheets, type PathOf } from './studio-text.ts'

const Batch = z.object({
  state: z.string(),
  kind: z.enum(importKindKeys),
  source: z.string(),
  fileName: z.string(),
  asOf: z.string(),
  profileId: z.string().nullable(),
  profileName: z.string().nullable(),
  upload: z.string().nullable(),
  text: TextMapping.nullable(),
})

/** One sheet as it is read now, or as it would be read the way it is asked for. */
export async function openStudio(
  ctx: Ctx,
  batchId: string,
  asked: Partial<Asked> & { sheet?: number },
  pathOf: PathOf,
) {
  const [batch] = await rows(
    ctx.trx,
    sql`select b.state, b.kind, b.source, b.file_name, b.as_of, b.profile_id, p.name as profile_name, b.upload,
        coalesce(b.mapping -> 'text', case when p.id is not null then jsonb_build_object('encoding', p.encoding, 'delimiter', p.delimiter) end) as text
      from import_batch b left join import_profile p on p.id = b.profile_id where b.id = ${batchId}`,
    Batch,
  )
  if (!batch) throw notFound()
  const sheets = await lookedSheets(ctx, { id: batchId, upload: batch.upload }, asked.text, pathOf)
  if (sheets.length === 0 || (batch.state !== 'unmapped' && batch.state !== 'previewed'))
    throw new Problem('wrong_status', { message: '这一批现在不能改对应：还在读取，或已经了结' })
  const sheet = sheets.find((s) => s.sheet === (asked.sheet ?? firstOf(sheets)))
  if (!sheet) throw notFound()
  const known = batch.source === '' ? undefined : batch.kind
  const header = headerNow(sheet, asked, known, batch.fileName)
  const given = new Map((asked.columns ?? []).map((c) => [c.index, c.unit]))
  const { columns: _, ...bare } = asked
  const own = asked.columns ? headerNow(sheet, bare, known, batch.fileName) : null
  const shown = header
    ? studioRows(header, sheet.head, {
        sheetName: sheet.name,
        fileName: batch.fileName,
        asOf: batch.asOf,
        today: ctx.today,
        inText: sheet.encoding !== null,
      })
    : {
        columns: [],
        rows: [],
        missing: ['表头'],
        codeless: false,
        fields: fieldsOf(asked.kind ?? batch.kind),
      }
  return {
    sheets: sheets.map((s) => ({ sheet: s.sheet, name: s.name, recognised: s.headerRow !== null })),
    sheet: sheet.sheet,
    kind: header?.source.kind ?? asked.kind ?? batch.kind,
    headerRow: header?.rowNo ?? null,
    titleRows: header?.titleRows ?? 1,
    encoding: sheet.encoding,
    delimiter: sheet.delimiter,
    textGiven: sheet.encoding === null ? null : (asked.text ?? batch.text ?? unsaid),
    garbled: sheet.garbled,
    profile: batch.profileId ? { id: batch.profileId, name: batch.profileName! } : null,
    head: headShown(sheet.head),
    ...shown,
    columns: shown.columns.map((c) => ({
      ...c,
      unitGiven: given.get(c.index) ?? null,
      // What somebody leaves as it was found is still found, not said.
      origin: own?.columns.find((o) => o.index === c.index && o.field?.key === c.field)?.origin ?? c.origin,
    })),
  }
}

/** The sheet that needs somebody most: the first that was read, else the first with several rows. */
function firstOf(sheets: readonly KeptSheet[]): number {
  const read = sheets.find((s) => s.headerRow !== null)
  return (read ?? sheets.find((s) => s.head.length > 1) ?? sheets[0]!).sheet
}

function fieldsOf(kind: ImportKind) {
  return sourceOfKind(kind).fields.map((f) => ({ key: f.key, label: f.label, input: 'other' as const }))
}

/** What is asked for where anything is; else what the reading did; else a guess. */
function headerNow(
  sheet: KeptSheet,
  asked: Partial<Asked>,
  known: ImportKind | undefined,
  fileName: string,
): Header | null {
  const said = asked.kind ?? asked.headerRow ?? asked.titleRows ?? asked.columns
  if (said === undefined && known && sheet.headerRow !== null) return readHeader(sheet, sheet.head, known)
  const header = headerAsked(sheet.head, { ...asked, kind: asked.kind ?? known }, fileName)
  if (!header && asked.headerRow !== undefined)
    throw new Problem('unprocessable', {
      message: `第 ${asked.headerRow} 行不在开头的 60 行之内，或者是空行；表头须在开头 60 行里`,
    })
  return header
}

function readHeader(sheet: KeptSheet, head: readonly SheetRow[], kind: ImportKind): Header | null {
  const { headerRow, titleRows, columns } = sheet
  const said = { headerRow, titleRows: titleRows ?? 1, columns: columns as MappedColumn[] | null }
  const header = headerAt(sourceOfKind(kind), head, said, 'title')
  const origins = new Map(columns?.map((c) => [c.index, c.origin]))
  return (
    header && {
      ...header,
      columns: header.columns.map((c) => ({ ...c, origin: origins.get(c.index) ?? 'none' })),
    }
  )
}
