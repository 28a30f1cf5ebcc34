import { type RawBuilder, sql } from 'kysely'
import { rangeOfDivision } from '#contract/organisations/words.ts'

/** A division and everything below it, on a bigint column: a range, which every index on the column serves. */
export function withinDivision(column: string, division: string | undefined): RawBuilder<unknown> {
  if (division === undefined) return sql`true`
  const { lo, hi } = rangeOfDivision(division)
  return sql`${sql.ref(column)} between ${String(lo)}::bigint and ${String(hi)}::bigint`
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
