import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import type pg from 'pg'

/**
 * A call asks the database seven things, most of them the same in every call. What is marked in its text is
 *
 *   keep    parsed once by each connection, under a name
 *   keep plan   planned once by each connection too: for statements of many tables whose best plan does not hang on their
 *           values. Left to itself the database makes a new plan for every call, as it believes this one the cheaper
 *   later   sent at once but not waited for: its answer is nobody's concern, and its error is told by the next statement
 *
 * `begin` is always sent like that, and the `commit` of a transaction that only read. What is not waited for leaves in one
 * piece with the statement after it: each piece sent wakes the database's process, which costs more than most statements.
 * So a call that reads a list waits for its caller, for the list and for its audit row, instead of eight times.
 */
const keep = /^\s*\/\* keep/
const readOnly = 'start transaction read only'
const begins = /^(?:begin|start transaction)/
const later = /^\s*\/\* (?:keep )?later/
const keepPlan = /^\s*\/\* keep plan/
const planMode = "/* keep later */ select set_config('plan_cache_mode', $1, true)"

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
const marks = new Map<string, { name: string | undefined; later: boolean; plan: boolean }>()

function markOf(text: string) {
  const known = marks.get(text)
  if (known) return known
  const mark = {
    name: keep.test(text) ? nameOf(text) : undefined,
    later: begins.test(text) || later.test(text),
    plan: keepPlan.test(text),
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

/** Keeps what is written to the server until the next statement is, or this turn of the loop is over. */
function oneWrite(client: pg.PoolClient): { hold: () => void; send: () => void } {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
  let held = false
  const send = () => {
    if (held) stream.uncork()
    held = false
  }
  const hold = () => {
    if (held) return
    held = true
    stream.cork()
    setImmediate(send)
  }
  return { hold, send }
}

function wrap(client: pg.PoolClient, ahead: boolean): PostgresPoolClient {
  let sent: Promise<unknown>[] = []
  const { hold, send } = oneWrite(client)
  const ask = async (text: string, values: readonly unknown[]): Promise<Answer> => {
    const mark = markOf(text)
    const waitFor = sent
    const goesOn = ahead && (mark.later || (reading && text === 'commit'))
    if (goesOn) hold()
    const own = client.query({ name: mark.name, text, values: [...values] }) as unknown as Promise<Answer>
    if (goesOn) {
      own.catch(() => undefined)
      sent.push(own)
      return nothing
    }
    send()
    sent = []
    if (waitFor.length > 0) own.catch(() => undefined)
    // A rollback goes through whatever went wrong before it.
    if (text === 'rollback') await Promise.allSettled(waitFor)
    else for (const before of waitFor) await before
    return own
  }
  let generic = false
  let reading = false
  /** The database's way with plans as the statement wants it: the kept ones fit either, the end of a transaction resets it. */
  const query = (text: string, values: readonly unknown[]): Promise<Answer> => {
    const { plan, name } = markOf(text)
    const wanted = plan || (generic && name !== undefined)
    const over = text === 'commit' || text === 'rollback'
    if (ahead && wanted !== generic && !over) void ask(planMode, [wanted ? 'force_generic_plan' : 'auto'])
    generic = wanted && ahead
    if (begins.test(text)) reading = text === readOnly
    return ask(text, values)
  }
  return { query, release: () => client.release() } as unknown as PostgresPoolClient
}
