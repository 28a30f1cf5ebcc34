import type { Deps } from '#kernel/http/deps.ts'
import type { Reading } from './read.ts'

/** How often what has been read is written down, and asked whether it is still wanted; milliseconds. */
const pace = 500

/** Writes down how far a reading has come, and ends it when its batch has been given up meanwhile. */
export function watchReading(deps: Deps, batchId: string, reading: Reading) {
  let rows = 0
  let share: number | null = null
  let stopped = false
  let asking: Promise<void> | null = null
  const ask = async () => {
    const readShare = share === null ? null : Math.min(1000, Math.round(share * 1000))
    const wanted = await deps.system
      .updateTable('importBatch')
      .set({ rowsIn: rows, readShare })
      .where('id', '=', batchId)
      .where('state', '=', 'reading')
      .returning('id')
      .executeTakeFirst()
    if (wanted || stopped) return
    stopped = true
    reading.cancel()
  }
  // A database that does not answer now is asked again; if it stays away, the reading's own statements say so.
  const timer = setInterval(() => {
    asking ??= ask()
      .catch(() => undefined)
      .finally(() => {
        asking = null
      })
  }, pace)
  return {
    seen(toRows: number, toShare: number | null): void {
      rows = toRows
      share = toShare
    },
    stopped: () => stopped,
    /** After this nothing more is written down. */
    async end(): Promise<void> {
      clearInterval(timer)
      await asking
    },
  }
}
