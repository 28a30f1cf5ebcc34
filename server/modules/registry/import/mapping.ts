import { createHash } from 'node:crypto'
import type { ColumnOrigin, DateOrder, ImportKind } from '#contract/registry/words.ts'
import { notesOf } from './above.ts'
import { type Column, columnsOf, type Header, missingOf, type Titles, titlesOf, untold } from './detect.ts'
import type { TextSaid } from './read/csv.ts'
import type { SheetRow } from './read/sheet.ts'
import type { Source } from './source.ts'
import { sourceOfKind } from './sources/all.ts'
import { textOf } from './values/cell.ts'
import type { MoneyUnit } from './values/money.ts'

/** How one column is read, as somebody said it; the shape of the contract. */
export interface MappedColumn {
  index: number
  field: string | null
  unit: MoneyUnit | null
  dateOrder: DateOrder | null
}

export interface MappedSheet {
  sheet: number
  headerRow: number | null
  titleRows: number
  columns: MappedColumn[]
}

export interface Mapping {
  kind: ImportKind
  /** How a text file is taken, where somebody said it. */
  text?: TextSaid
  sheets: MappedSheet[]
}

/** A mapping kept under the signature of the header it was made for. */
export interface Profile {
  id: string
  kind: ImportKind
  signature: string
  titleRows: number
  columns: MappedColumn[]
  /** How a text under this header is taken. */
  text: TextSaid
}

/** How many rows at the top of a sheet are kept to be looked at; a header further down cannot be chosen. */
export const lookRows = 60

/** The rows that hold the titles, if the sheet has them. */
export function titleRowsAt(head: readonly SheetRow[], headerRow: number, rows: number): SheetRow[] | null {
  const at = head.findIndex((r) => r.rowNo === headerRow)
  if (at < 0) return null
  return head.slice(Math.max(0, at - rows + 1), at + 1)
}

/** The header as somebody said it is. Null where the row they named is not among the first. */
export function headerAt(
  source: Source,
  head: readonly SheetRow[],
  said: Omit<MappedSheet, 'sheet' | 'columns'> & { columns: readonly MappedColumn[] | null },
  origin: ColumnOrigin,
): Header | null {
  const rows = said.headerRow === null ? null : titleRowsAt(head, said.headerRow, said.titleRows)
  if (!rows) return null
  const titles = titlesOf(rows)
  const columns = said.columns
    ? mappedColumns(source, titles, said.columns, origin)
    : columnsOf(source, titles)
  const above = head.filter((r) => r.rowNo < said.headerRow!)
  return {
    source,
    rowNo: said.headerRow!,
    titleRows: rows.length,
    columns,
    width: Math.max(titles.own.length, ...columns.map((c) => c.index + 1)),
    score: columns.length,
    // The upper of two title rows may name the unit of all: it counts as a note as well.
    ...notesOf(above),
  }
}

function mappedColumns(
  source: Source,
  titles: Titles,
  said: readonly MappedColumn[],
  origin: ColumnOrigin,
): Column[] {
  const byIndex = new Map(said.map((c) => [c.index, c]))
  const width = Math.max(titles.own.length, ...said.map((c) => c.index + 1))
  return Array.from({ length: width }, (_, index) => {
    const column = untold(titles, index)
    const own = byIndex.get(index)
    const field = source.fields.find((f) => f.key === own?.field) ?? null
    if (!own || !field) return column
    return { ...column, field, unit: own.unit ?? column.unit, dateOrder: own.dateOrder, origin }
  }).filter((c) => c.title !== '' || c.field)
}

function fieldsOf(header: Header): Set<string> {
  return new Set(header.columns.flatMap((c) => (c.field ? [c.field.key] : [])))
}

/** A list of firms that by rights have a code, without a column of codes: its rows are told by name, address and operator. */
export function isCodeless(header: Header): boolean {
  return header.source.codeless !== undefined && !fieldsOf(header).has('code')
}

/** What a header lacks to be of its kind; empty where it can be read. */
export function lackOf(header: Header): string[] {
  return missingOf(header.source, fieldsOf(header), true)
}

/**
 * Names a header by its titles in their order. A year in a title changes with each delivery and does not count; a unit
 * does: with another unit the columns are to be looked at again.
 */
export function signatureOf(rows: readonly SheetRow[]): string {
  const titles = rows.map((r) => {
    const row = r.cells.map((c) =>
      (textOf(c) ?? '')
        .normalize('NFKC')
        .replace(/\s/g, '')
        .replace(/(19|20)\d{2}/g, '#'),
    )
    while (row.at(-1) === '') row.pop()
    return row
  })
  return createHash('sha256').update(JSON.stringify(titles)).digest('hex')
}

/** The profile whose header stands among the first rows, with that header. */
export function headerByProfile(
  profiles: readonly Profile[],
  head: readonly SheetRow[],
  kind: ImportKind | null,
): { profile: Profile; header: Header } | null {
  const fitting = profiles.filter((p) => kind === null || p.kind === kind)
  if (fitting.length === 0) return null
  for (const [i, row] of head.entries())
    for (const titleRows of [1, 2, 3]) {
      const candidates = fitting.filter((p) => p.titleRows === titleRows)
      if (candidates.length === 0 || i + 1 < titleRows) continue
      const signature = signatureOf(head.slice(i + 1 - titleRows, i + 1))
      const profile = candidates.find((p) => p.signature === signature)
      if (!profile) continue
      const said = { headerRow: row.rowNo, titleRows, columns: profile.columns }
      const header = headerAt(sourceOfKind(profile.kind), head, said, 'profile')
      if (header && lackOf(header).length === 0) return { profile, header }
    }
  return null
}

/** What a reading did with the columns of its sheets, as one number: the same bytes read another way are another batch. */
export function mappingHash(
  kind: ImportKind,
  text: { encoding: string; delimiter: string } | null,
  sheets: readonly { sheet: number; headerRow: number; columns: readonly unknown[] }[],
): string {
  const told = sheets.map(({ sheet, headerRow, columns }) => [
    sheet,
    headerRow,
    ...(columns as (MappedColumn & { field: string | null })[])
      .filter((c) => c.field !== null)
      .map((c) => [c.index, c.field, c.unit, c.dateOrder]),
  ])
  return createHash('sha256')
    .update(JSON.stringify([kind, text && [text.encoding, text.delimiter], told]))
    .digest('hex')
}
