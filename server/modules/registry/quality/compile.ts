import { type RawBuilder, sql } from 'kysely'
import type { Bound, Check, DayBound } from '#contract/registry/quality.ts'

/** What a condition is compiled for: the day, and the parameters of the place. */
export interface Against {
  today: string
  value: (b: Bound) => number
}

const operators = { atLeast: sql`>=`, atMost: sql`<=`, above: sql`>`, below: sql`<` } as const
const column = (field: string) => sql.ref(`p.${field}`)

/** A condition as SQL over the columns of a scan (alias p); values travel as parameters, fields are of the catalogue. */
export function compileCheck(c: Check, against: Against): RawBuilder<unknown> {
  if ('all' in c || 'any' in c) {
    const parts = ('all' in c ? c.all : c.any).map((x) => compileCheck(x, against))
    return sql`(${sql.join(parts, 'all' in c ? sql` and ` : sql` or `)})`
  }
  const value = column(c.field)
  switch (c.is) {
    case 'yes':
      return sql`${value}`
    case 'no':
      return sql`not ${value}`
    case 'missing':
      return sql`${value} is null`
    case 'known':
      return sql`${value} is not null`
    case 'oneOf':
      return sql`${value} = any (${[...c.words]}::text[])`
    case 'after':
      return sql`${value} > ${dayOf(c.day, against)}`
    case 'before':
      return sql`${value} < ${dayOf(c.day, against)}`
    case 'atLeast':
    case 'atMost':
    case 'above':
    case 'below':
      return sql`${value} ${operators[c.is]} ${sizeOf(c, against)}`
  }
}

function sizeOf(c: Check, against: Against): RawBuilder<unknown> {
  if ('of' in c) return sql`${c.times}::numeric * ${column(c.of)}`
  if ('wan' in c) return sql`${Math.round(against.value(c.wan) * 1_000_000)}::bigint`
  return sql`${'number' in c ? against.value(c.number) : 0}::numeric`
}

function dayOf(day: DayBound, { today, value }: Against): RawBuilder<unknown> {
  if (day === 'today') return sql`${today}::date`
  if ('day' in day) return sql`${day.day}::date`
  return 'field' in day ? column(day.field) : sql`(${today}::date - ${value(day.daysAgo)}::int)`
}
