import { type RawBuilder, sql } from 'kysely'
import type { Db, Tx } from './database.ts'

/**
 * Time comes from one place. In production that is the database's clock; tests and the
 * synthetic city pass their own. Commands never call Date.now().
 */
export interface Clock {
  /** The present instant as an SQL expression: a statement that needs it costs no second one to learn it. */
  instant(): RawBuilder<Date>
}

export const databaseClock: Clock = { instant: () => sql<Date>`clock_timestamp()` }

/** The present instant. */
export async function readClock(clock: Clock, db: Db | Tx): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select ${clock.instant()} as now`.execute(db)
  return rows[0]!.now
}

/** A clock that stands still until it is moved. */
export function standingClock(start: Date): Clock & { set(to: Date): void; advance(ms: number): void } {
  let at = start
  return {
    instant: () => sql<Date>`${at}::timestamptz`,
    set: (to) => {
      at = to
    },
    advance: (ms) => {
      at = new Date(at.getTime() + ms)
    },
  }
}
