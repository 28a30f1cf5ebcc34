import { type RawBuilder, sql } from 'kysely'
import type * as z from 'zod'
import type { Db, Tx } from './database.ts'

/** Runs a hand-written statement and parses each row by a schema: for boards and screens that use SQL. */
export async function rows<T extends z.ZodType>(
  db: Db | Tx,
  query: RawBuilder<unknown>,
  row: T,
): Promise<z.output<T>[]> {
  const result = await query.execute(db)
  return result.rows.map((r) => row.parse(r))
}

/** Runs a statement for its effect; answers how many rows it touched. */
export async function run(db: Db | Tx, query: RawBuilder<unknown>): Promise<number> {
  const result = await query.execute(db)
  return Number(result.numAffectedRows ?? 0n)
}

/** Fresh statistics after a bulk load, so that the next statement is planned for what is there now. */
export async function refreshStatistics(
  trx: Tx,
  what:
    | 'registration'
    | 'tax'
    | 'social'
    | 'census'
    | 'mark'
    | 'loan'
    | 'label'
    | 'verdict'
    | 'target'
    | 'roster'
    | 'work',
): Promise<void> {
  await sql`select refresh_statistics(${what})`.execute(trx)
}

/** The same for rows that have just been read and wait to be matched. */
export async function refreshStage(trx: Tx, kind: string): Promise<void> {
  await sql`select refresh_stage(${kind})`.execute(trx)
}
