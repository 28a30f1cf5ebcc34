/**
 * Beyond what a value is no fact but a slip: a number in the wrong column, a year mistyped, a program's default. They are wide
 * on purpose, and the same everywhere; what is merely rare is a matter of the rules of data quality.
 */

/** Persons of a unit, visits of a branch in a year: no employer of a city has a million, and a date or a code read as a number has more. */
export const mostCounted = 1_000_000

/** A list dated before: the registers these lists are drawn from are younger, and programs that know no date write year 1 or 1900. */
export const earliestDataDay = '2000-01-01'

/** Days a founding may lie ahead of the day a list came: licences are drawn up for a day to come, weeks before and not years. */
export const foundingDaysAhead = 90
