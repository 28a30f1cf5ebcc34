import { type RawBuilder, sql } from 'kysely'
import type * as z from 'zod'
import type { Db, Tx } from './database.ts'

/** Before a statement whose best plan does not hang on its values: it is planned once by each connection (few-trips.ts). */
export const planKept = sql`/* keep plan */`

/** Runs a hand-written statement and parses each row by a schema: for boards and screens that use SQL. */
export async function rows<T extends z.ZodType>(
  db: Db | Tx,
  query: RawBuilder<unknown>,
  row: T,
): Promise<z.output<T>[]> {
  const result = await query.execute(db)
  return result.rows.map((r) => row.parse(r))
}

/**
 * The rows as the statement's types say, not parsed: for pages of many rows, each of which the schema of the route's answer
 * parses anyway before anything is sent.
 */
export async function pageOf<T>(db: Db | Tx, query: RawBuilder<T>): Promise<T[]> {
  return (await query.execute(db)).rows
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
    | 'place'
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

/**
 * Runs statements over rows that were written a moment ago: without statistics of them the planner takes them for a
 * handful and reads whole tables once for each.
 */
export async function inBulk<T>(trx: Tx, work: () => Promise<T>): Promise<T> {
  await sql`set local enable_nestloop = off`.execute(trx)
  const result = await work()
  await sql`reset enable_nestloop`.execute(trx)
  return result
}

/** Tables that are filled in bulk: the firms with their registration, the facts of one kind, the targets. */
export type Loaded = 'registration' | 'tax' | 'social' | 'census' | 'mark' | 'loan' | 'label' | 'target'

/** So many rows at once, and more than a table holds: its indexes are built after the load, not row by row. */
const bulkRows = 50_000

const tableOf = (what: Loaded): string =>
  what === 'target' ? what : what === 'registration' ? 'entity' : `fact_${what}`

/** Runs what writes `rows` rows to a table; where they are the most of it, its indexes wait until they are written. */
export async function load<T>(trx: Tx, what: Loaded, rows: number, write: () => Promise<T>): Promise<T> {
  if (rows <= bulkRows || !(await hasFewer(trx, tableOf(what), rows))) return write()
  await sql`select begin_load(${what})`.execute(trx)
  const result = await write()
  await sql`select end_load()`.execute(trx)
  return result
}

async function hasFewer(trx: Tx, table: string, rows: number): Promise<boolean> {
  const found = await sql<{ few: boolean }>`
    select count(*) < ${rows}::bigint as few from (select 1 from ${sql.table(table)} limit ${rows}) known`.execute(
    trx,
  )
  return found.rows[0]!.few
}
