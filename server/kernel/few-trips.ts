import { createHash } from 'node:crypto'
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import type pg from 'pg'

/**
 * A call asks the database seven things, most of them the same in every call. What is marked in its text is
 *
 *   keep    parsed once by each connection, under a name, its plan kept: for statements whose best plan does not hang on
 *           their values
 *   later   sent at once but not waited for: its answer is nobody's concern, and its error is told by the next statement
 *
 * `begin` is always sent like that. So a call that reads a list waits four times instead of eight.
 */
const keep = /^\s*\/\* keep/
const later = /^\s*\/\* (?:keep )?later/

type Answer = PostgresQueryResult<unknown>
const nothing: Answer = { command: 'SELECT', rowCount: 0, rows: [] }

const names = new Map<string, string>()

function nameOf(text: string): string {
  const known = names.get(text)
  if (known) return known
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 24)
  names.set(text, name)
  return name
}

/** What a statement's text asks for; looked into once for each text. */
const marks = new Map<string, { name: string | undefined; later: boolean }>()

function markOf(text: string) {
  const known = marks.get(text)
  if (known) return known
  const mark = {
    name: keep.test(text) ? nameOf(text) : undefined,
    later: text === 'begin' || later.test(text),
  }
  if (marks.size < 10_000) marks.set(text, mark)
  return mark
}

/** The pool as Kysely uses it. */
export function fewTrips(pool: pg.Pool): PostgresPool {
  const known = new WeakMap<pg.PoolClient, PostgresPoolClient>()
  const ahead = (pool.options as { pipeline?: boolean }).pipeline === true
  return {
    connect: async () => {
      const client = await pool.connect()
      const wrapped = known.get(client) ?? wrap(client, ahead)
      known.set(client, wrapped)
      return wrapped
    },
    end: () => pool.end(),
  }
}

function wrap(client: pg.PoolClient, ahead: boolean): PostgresPoolClient {
  let sent: Promise<unknown>[] = []
  const query = async (text: string, values: readonly unknown[]): Promise<Answer> => {
    const mark = markOf(text)
    const waitFor = sent
    const own = client.query({ name: mark.name, text, values: [...values] }) as unknown as Promise<Answer>
    if (mark.later && ahead) {
      own.catch(() => undefined)
      sent.push(own)
      return nothing
    }
    sent = []
    if (waitFor.length > 0) own.catch(() => undefined)
    // A rollback goes through whatever went wrong before it.
    if (text === 'rollback') await Promise.allSettled(waitFor)
    else for (const before of waitFor) await before
    return own
  }
  return { query, release: () => client.release() } as unknown as PostgresPoolClient
}
