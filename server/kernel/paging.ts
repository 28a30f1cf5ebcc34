import { type RawBuilder, sql } from 'kysely'
import type { Cursors } from './cursor.ts'

/** Keyset paging: how many rows, and the last values of the page before. */
export interface Paging {
  limit: number
  after: (string | number | null)[] | null
}

export interface PagingInput {
  query: { cursor?: string; limit?: number }
  http: { bound: string; deps: { cursors: Cursors } }
}

export const defaultLimit = 50

/** Reads cursor and limit; a cursor of another user or filter is refused. */
export function readPaging(input: PagingInput): Paging {
  const { cursor, limit } = input.query
  return {
    limit: limit ?? defaultLimit,
    after: cursor ? input.http.deps.cursors.open(cursor, input.http.bound) : null,
  }
}

/**
 * How many rows to fetch: the page and one more, which tells that there is a next. The usual number stands in the text: a
 * plan that is kept and does not know how few rows are wanted looks so dear that a new one is made for every call.
 */
export function pageRows(paging: Paging): RawBuilder<unknown> {
  return paging.limit === defaultLimit ? sql`51` : sql`${paging.limit + 1}`
}

/** Turns limit + 1 fetched rows into a page with the cursor of the next one. */
export function toPage<T>(
  input: PagingInput,
  paging: Paging,
  fetched: T[],
  keyOf: (row: T) => (string | number | null)[],
): { rows: T[]; nextCursor: string | null } {
  const rows = fetched.slice(0, paging.limit)
  const last = rows.at(-1)
  const more = fetched.length > paging.limit && last !== undefined
  return { rows, nextCursor: more ? input.http.deps.cursors.seal(keyOf(last), input.http.bound) : null }
}
