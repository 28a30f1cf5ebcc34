import type { Tx } from '#kernel/database.ts'
import { type FactKind, factSpecs } from './facts.ts'
import type { Present } from './match.sql.ts'
import { stagedBy } from './source.ts'
import { sourceOfKind } from './sources/all.ts'

/** What the reader took for each column of a sheet. */
type SheetColumns = { field: string | null }[]

/**
 * The content columns every sheet of a batch has, or null where none is missing. A list without phones says nothing
 * about phones: it must not wipe out those that are known.
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
  return columns.some((c) => lost.has(c)) ? new Set(columns.filter((c) => !lost.has(c))) : null
}
