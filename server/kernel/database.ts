import {
  CamelCasePlugin,
  Kysely,
  type PluginTransformResultArgs,
  PostgresDialect,
  type QueryResult,
  sql,
  type Transaction,
  type UnknownRow,
} from 'kysely'
import pg from 'pg'
import type { DB } from '../db.generated.ts'
import { fewTrips } from './few-trips.ts'

export type Db = Kysely<DB>
export type Tx = Transaction<DB>

/**
 * Types as the house wants them: date → 'yyyy-mm-dd' text (never a local JavaScript Date), bigint and
 * numeric → text, timestamptz → Date.
 */
const parsers = new Map<number, (value: string) => unknown>([
  [pg.types.builtins.DATE, (v) => v],
  [pg.types.builtins.INT8, (v) => v],
  [1016, (v) => (v === '{}' ? [] : v.slice(1, -1).split(','))],
])

const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    return parsers.get(oid) ?? pg.types.getTypeParser(oid, format as 'text')
  },
} as pg.CustomTypesConfig

export interface PoolOptions {
  url: string
  max: number
  /** Milliseconds after which the server cancels a statement; long jobs ask for more themselves. */
  statementTimeout?: number
  applicationName?: string
  /** The database role every connection starts in; absent: an account that may do nothing by itself. */
  role?: 'diguan_system'
}

/** A pool with the limits on the server's side, where a lost client cannot keep a lock. */
export function openPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.max,
    types,
    application_name: options.applicationName ?? 'diguan',
    // COPY, which needs a connection to itself, runs on the system's own pool.
    ...({ pipeline: options.role === undefined } as object),
    connectionTimeoutMillis: 10_000,
    options: [
      `-c statement_timeout=${options.statementTimeout ?? 30_000}`,
      '-c lock_timeout=5000',
      '-c idle_in_transaction_session_timeout=30000',
      '-c tcp_user_timeout=30000',
      '-c timezone=UTC',
      '-c jit=off',
      ...(options.role ? [`-c role=${options.role}`] : []),
    ].join(' '),
  })
  // A broken idle connection is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined)
  return pool
}

/** The names of a result are turned once, not once a row. */
class CamelCaseRows extends CamelCasePlugin {
  override async transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    const [first] = result.rows
    if (first === undefined) return result
    const from = Object.keys(first)
    const to = from.map((name) => this.camelCase(name))
    const rows = result.rows.map((row) => {
      const turned: UnknownRow = {}
      for (let i = 0; i < from.length; i++) turned[to[i]!] = row[from[i]!]
      return turned
    })
    return { ...result, rows }
  }
}

export function openDatabase(pool: pg.Pool): Db {
  return new Kysely<DB>({
    dialect: new PostgresDialect({ pool: fewTrips(pool) }),
    plugins: [new CamelCaseRows()],
  })
}

/** The statement limit of this transaction only, for set-based work over a whole city. */
export async function allowLong(trx: Tx, milliseconds: number): Promise<void> {
  await sql`select set_config('statement_timeout', ${String(milliseconds)}, true)`.execute(trx)
}

/** What a row takes on the narrow side of a join, bytes; and the most memory one step of a statement may take, megabytes. */
const joined = { bytes: 100, most: 256 }

/**
 * Memory for joins of this transaction over so many rows at once. A side that does not fit is written to disk with all that
 * is joined to it, and what comes back comes in no order, which costs the indexes of the table it is written to as much again.
 */
export async function allowMemory(trx: Tx, rows: number): Promise<void> {
  const megabytes = Math.min(joined.most, Math.ceil((rows * joined.bytes) / 2 ** 20))
  await sql`select set_config('work_mem', greatest(pg_size_bytes(current_setting('work_mem')), ${megabytes}::bigint * 1048576) / 1024 || 'kB', true)`.execute(
    trx,
  )
}
