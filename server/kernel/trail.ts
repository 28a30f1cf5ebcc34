import { type AuditEntry, writeAudits } from './audit.ts'
import type { Db } from './database.ts'

/** Writes the audit rows of reading calls; answers once the row is safe. */
export interface Trail {
  write(entry: AuditEntry): Promise<void>
}

interface Waiting {
  entry: AuditEntry
  done: () => void
  failed: (error: unknown) => void
}

/**
 * A reading call changes nothing its audit row would have to stand or fall with; its answer waits for the row all the same.
 * While rows are being written those of other calls gather, and go in one statement: many readers share one wait for the
 * disk. `system` must be of the system role.
 */
export function openTrail(system: Db): Trail {
  let waiting: Waiting[] = []
  let writing = false

  async function writeAll(): Promise<void> {
    writing = true
    while (waiting.length > 0) {
      const now = waiting
      waiting = []
      await put(now)
    }
    writing = false
  }

  async function put(batch: Waiting[]): Promise<void> {
    try {
      await writeAudits(
        system,
        batch.map((w) => w.entry),
      )
      for (const w of batch) w.done()
    } catch (error) {
      // One row that cannot be written must not take the others' answers with it.
      if (batch.length === 1) batch[0]!.failed(error)
      else for (const w of batch) await put([w])
    }
  }

  return {
    write: (entry) =>
      new Promise((done, failed) => {
        waiting.push({ entry, done, failed })
        if (!writing) void writeAll()
      }),
  }
}
