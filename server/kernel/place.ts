import { type RawBuilder, sql } from 'kysely'
import { levelOfCode, rangeOfDivision } from '#contract/organisations/words.ts'
import type { Scope } from './actor.ts'

/** A division and everything below it, on a bigint column: a range, which every index on the column serves. */
export function withinDivision(column: string, division: string | undefined): RawBuilder<unknown> {
  if (division === undefined) return sql`true`
  const { lo, hi } = rangeOfDivision(division)
  return sql`${sql.ref(column)} between ${String(lo)}::bigint and ${String(hi)}::bigint`
}

/**
 * The county a reader looks at, as an equality on the column `county` of a table: an index that begins with it serves a
 * page in any order at once, which a range cannot. A column and not a calculation: under row security the database uses no
 * index for what could fail. True where the view is wider or narrower than one county.
 */
export function inOneCounty(table: string, scope: Scope, division: string | undefined): RawBuilder<unknown> {
  const place = division ?? (scope.kind === 'place' && !scope.whole ? scope.division : undefined)
  if (place === undefined || levelOfCode(place) !== 'county') return sql`true`
  return sql`${sql.ref(`${table}.county`)} = ${place.slice(0, 6)}::int`
}

/** The first and last instant of business days, for a timestamptz column. */
export function betweenDays(
  column: string,
  from: string | undefined,
  to: string | undefined,
): RawBuilder<unknown> {
  const after =
    from === undefined
      ? sql`true`
      : sql`${sql.ref(column)} >= (${from}::date)::timestamp at time zone 'Asia/Shanghai'`
  const before =
    to === undefined
      ? sql`true`
      : sql`${sql.ref(column)} < (${to}::date + 1)::timestamp at time zone 'Asia/Shanghai'`
  return sql`(${after} and ${before})`
}

/** What the place of a row is called, for lists of many rows: one look by its code, where the function costs ten times that. */
export function placeName(column: string): RawBuilder<unknown> {
  const code = sql.ref(column)
  return sql`coalesce((select at.called from division at where at.code = ${code}), place_name(${code}))`
}
