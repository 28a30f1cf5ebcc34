import { type RawBuilder, sql } from 'kysely'
import type { Condition } from '#contract/screening/rules.ts'
import { fieldSql } from './profile.sql.ts'

/**
 * A condition as a parameterised SQL expression over a profile `p`: true, false, or null for unknown (SQL's own
 * three-valued logic is Kleene's). No value of a rule ever becomes SQL text; `asOf` is the day the
 * months and days are counted from.
 */
export function compile(c: Condition, asOf: string): RawBuilder<boolean | null> {
  if ('all' in c)
    return sql`(${sql.join(
      c.all.map((x) => compile(x, asOf)),
      sql` and `,
    )})`
  if ('any' in c)
    return sql`(${sql.join(
      c.any.map((x) => compile(x, asOf)),
      sql` or `,
    )})`
  if ('not' in c) return sql`(not ${compile(c.not, asOf)})`
  const { value } = fieldSql[c.field]
  switch (c.is) {
    case 'oneOf':
      return sql`(${value} = any (${c.words}::text[]))`
    case 'hasAny':
      return sql`(${value} && ${c.words}::text[])`
    case 'atLeast':
      return sql`(${value} >= ${c.number}::bigint)`
    case 'atMost':
      return sql`(${value} <= ${c.number}::bigint)`
    case 'moneyAtLeast':
      return sql`(${value} >= ${c.fen}::bigint)`
    case 'moneyAtMost':
      return sql`(${value} <= ${c.fen}::bigint)`
    case 'monthsAgoAtLeast':
      return sql`(${value} <= (${asOf}::date - make_interval(months => ${c.months}::int))::date)`
    case 'monthsAgoAtMost':
      return sql`(${value} > (${asOf}::date - make_interval(months => ${c.months}::int))::date)`
    case 'daysAheadAtMost':
      return sql`(${value} between ${asOf}::date and ${asOf}::date + ${c.days}::int)`
    case 'yes':
      return sql`(${value})`
    case 'no':
      return sql`(not ${value})`
    case 'known':
      return sql`(${value} is not null)`
  }
}
