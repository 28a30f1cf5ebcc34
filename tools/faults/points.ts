import type pg from 'pg'
import { asOwner, type Scene } from './scene.ts'

/** Whether another connection writes to one of these tables at this moment. */
const writesTo = (...tables: string[]) => `exists (select from pg_locks where pid <> pg_backend_pid()
  and mode in ('RowExclusiveLock', 'ShareUpdateExclusiveLock', 'AccessExclusiveLock')
  and relation in (${tables.map((t) => `'${t}'::regclass`).join(', ')}))`

interface Point {
  /** True while the work on the thing numbered $1 is at the point. */
  at: string
  /** True when it has come to its end, whichever. */
  over: string
}

const readingOver = "(select state <> 'reading' from import_batch where id = $1)"

/** Where a server is killed: named by what it is doing then. */
export const points = {
  reading: {
    at: `(select state = 'reading' and mapping_hash = '' from import_batch where id = $1) and ${writesTo('stage_registration')}`,
    over: readingOver,
  },
  previewing: {
    at: `(select state = 'reading' and mapping_hash <> '' from import_batch where id = $1) and ${writesTo('import_match')}`,
    over: readingOver,
  },
  committing: {
    at: writesTo('fact_registration', 'entity'),
    over: "(select state <> 'previewed' from import_batch where id = $1)",
  },
  screening: {
    at: writesTo('verdict', 'verdict_count'),
    over: "(select state <> 'running' from screening_run where id = $1)",
  },
  assigning: {
    at: writesTo('target', 'assignment_cell'),
    over: "(select state <> 'running' from assignment_run where id = $1)",
  },
} as const satisfies Record<string, Point>
export type PointName = keyof typeof points

/** Waits until the work is at the point; false when it was over before it could be seen there. */
export function untilAt(scene: Scene, name: PointName, id: string): Promise<boolean> {
  const point = points[name]
  return asOwner(scene, async (client) => {
    for (;;) {
      const [at, over] = await ask(client, `select ${point.at} as at, ${point.over} as over`, id)
      if (at || over) return at
    }
  })
}

/** Waits until the work has come to its end, over whatever restarts; gives up after five minutes. */
export function untilOver(scene: Scene, name: PointName, id: string): Promise<void> {
  return asOwner(scene, async (client) => {
    const until = Date.now() + 300_000
    while (Date.now() < until) {
      const [, over] = await ask(client, `select false as at, ${points[name].over} as over`, id)
      if (over) return
      await pause(100)
    }
    throw new Error(`${name} of ${id} did not come to an end within five minutes`)
  })
}

async function ask(client: pg.Client, text: string, id: string): Promise<[at: boolean, over: boolean]> {
  const { rows } = await client.query<{ at: boolean; over: boolean }>(text, [id])
  return [rows[0]!.at, rows[0]!.over]
}

/** Waits until the queue has nothing left to do: what goes after the end of a batch goes by a job. */
export function untilIdle(scene: Scene): Promise<void> {
  return asOwner(scene, async (client) => {
    for (let i = 0; i < 900; i++) {
      const { rows } = await client.query(
        "select from pgboss.job where state in ('created', 'retry', 'active') limit 1",
      )
      if (rows.length === 0) return
      await pause(100)
    }
  })
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
