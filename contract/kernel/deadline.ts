/**
 * Due dates as data: a rule says the unit and the number, the calendar is passed in.
 * "一个月内" and "30 日" are calendar time, local steps are working days: a rule carries its unit and
 * there is no global working-day function.
 */
export type DueUnit = 'day' | 'month' | 'workday'

export interface DueRule {
  unit: DueUnit
  n: number
}

/** Answers whether a business day (yyyy-mm-dd) is a working day; in a year not announced yet the week decides. */
export type IsWorkday = (day: string) => boolean

/** Monday to Friday. */
export const byWeek: IsWorkday = (day) => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())

/** The years whose calendar should be known: this one, and from November, when it is announced, the next. */
export function yearsExpected(today: string): number[] {
  const year = Number(today.slice(0, 4))
  return today.slice(5) < '11-01' ? [year] : [year, year + 1]
}

export type Light = 'green' | 'amber' | 'red'
export const lights: Readonly<Record<Light, string>> = { green: '按期', amber: '临期', red: '超期' }

/** The day n units after `start`; the start itself is day 0. Months end on the last day when they are shorter. */
export function dueOn(start: string, rule: DueRule, isWorkday: IsWorkday): string {
  if (rule.unit === 'day') return addDays(start, rule.n)
  if (rule.unit === 'month') return addMonths(start, rule.n)
  let day = start
  for (let left = rule.n; left > 0; ) {
    day = addDays(day, 1)
    if (isWorkday(day)) left -= 1
  }
  return day
}

/** Red after the due day, amber from `amberOn`, green before. */
export function light(today: string, due: string, amberOn: string): Light {
  if (today > due) return 'red'
  return today >= amberOn ? 'amber' : 'green'
}

/** Calendar arithmetic on yyyy-mm-dd, free of any time zone. */
export function addDays(day: string, n: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10)
}

export function addMonths(day: string, n: number): string {
  const [y, m, d] = day.split('-').map(Number) as [number, number, number]
  const first = new Date(Date.UTC(y, m - 1 + n, 1))
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  first.setUTCDate(Math.min(d, last))
  return first.toISOString().slice(0, 10)
}

/** Whole calendar days from a to b. */
export function daysBetween(a: string, b: string): number {
  return Math.round((Date.parse(`${b}T00:00:00Z`) - Date.parse(`${a}T00:00:00Z`)) / 86_400_000)
}

/** The business day of an instant: Asia/Shanghai has had no daylight saving since 1991, so +08:00 is exact. */
export function businessDay(instant: Date): string {
  return new Date(instant.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
}
