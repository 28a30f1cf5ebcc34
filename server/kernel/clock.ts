import { sql } from 'kysely'
import type { Tx } from './database.ts'

/**
 * Time comes from one place. In production that is the database's clock (control J13); tests and the
 * synthetic city pass their own. Commands never call Date.now().
 */
export interface Clock {
  now(trx: Tx): Promise<Date>
}

export const databaseClock: Clock = {
  async now(trx) {
    const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(trx)
    return rows[0]!.now
  },
}

/** A clock that stands still until it is moved. */
export function standingClock(start: Date): Clock & { set(to: Date): void; advance(ms: number): void } {
  let at = start
  return {
    now: async () => at,
    set: (to) => {
      at = to
    },
    advance: (ms) => {
      at = new Date(at.getTime() + ms)
    },
  }
}
