import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '#kernel/database.ts'
import { type FactKind, factSpecs } from './facts.ts'
import { stagedBy } from './source.ts'
import { sourceOfKind } from './sources/all.ts'

/** The columns whose rows are compared and taken one by one; null where each row says all that facts of its kind may say. */
export type Present = ReadonlySet<string> | null

/** What the reader took for each column of a sheet. */
type SheetColumns = { field: string | null }[]

/**
 * The content columns every sheet of a batch has, or null where none is missing and every cell could be read. A list
 * without phones says nothing about phones, nor does a cell that cannot be read: neither may wipe out what is known.
 */
export async function presentColumns(trx: Tx, kind: FactKind, batchId: string): Promise<Present> {
  const sheets = await trx
    .selectFrom('importSheet')
    .select('columns')
    .where('batchId', '=', batchId)
    .where('headerRow', 'is not', null)
    .execute()
  const { fields } = sourceOfKind(kind)
  const missing = fields.filter(
    (f) =>
      !f.fromSheet &&
      !sheets.every((s) => (s.columns as unknown as SheetColumns).some((c) => c.field === f.key)),
  )
  const lost = new Set(missing.flatMap(stagedBy))
  const columns = factSpecs[kind].columns.map(([stage]) => stage)
  // Codes are one field however they are spelled; a kind may follow from the code.
  return columns.some((c) => lost.has(c)) || (await hasUnread(trx, kind, batchId))
    ? new Set(columns.filter((c) => !lost.has(c)))
    : null
}

async function hasUnread(trx: Tx, kind: FactKind, batchId: string): Promise<boolean> {
  const { rows } = await sql`select from ${sql.table(`stage_${kind}`)}
    where batch_id = ${batchId} and unread is not null limit 1`.execute(trx)
  return rows.length > 0
}

/** What a column of a row (alias s) says; where its cell could not be read, what was known. */
export function saidOr(column: string, known: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`case when ${column}::text = any (s.unread) then ${known} else ${sql.ref(`s.${column}`)} end`
}

/** Whether a row (alias s) says what a fact says: by the number that stands for both, or by the columns that are there and could be read. */
export function says(kind: FactKind, present: Present, fact: string): RawBuilder<unknown> {
  // A firm that declared itself has no registration yet: not equal, rather than unknown.
  if (present === null) return sql`${sql.ref(`${fact}.content`)} is not distinct from s.content`
  const shared = factSpecs[kind].columns.filter(([s]) => present.has(s))
  const held = shared.map(([, f]) => sql.ref(`${fact}.${f}`))
  const list = (of: readonly RawBuilder<unknown>[]) => sql.join(of)
  const plain = list(shared.map(([s]) => sql.ref(`s.${s}`)))
  const kept = list(shared.map(([s], i) => saidOr(s, held[i]!)))
  return sql`case when s.unread is null then (${plain}) is not distinct from (${list(held)}) else (${kept}) is not distinct from (${list(held)}) end`
}
