/** Days as whole numbers since 1970-01-01, without time zones: quick to compare, add and print. */

const dayMs = 86_400_000

/** The day number of yyyy-mm-dd; throws on an impossible day. */
export function dayNumber(iso: string): number {
  const at = Date.parse(`${iso}T00:00:00Z`)
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== iso)
    throw new RangeError(`日期不正确：${iso}`)
  return at / dayMs
}

export interface CalendarDay {
  year: number
  month: number
  day: number
}

/** Year, month and day of a day number (proleptic Gregorian, Hinnant's algorithm). */
export function calendarDay(dayNo: number): CalendarDay {
  const z = dayNo + 719_468
  const era = Math.floor(z / 146_097)
  const doe = z - era * 146_097
  const yoe = Math.floor(
    (doe - Math.floor(doe / 1460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365,
  )
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100))
  const mp = Math.floor((5 * doy + 2) / 153)
  const month = mp < 10 ? mp + 3 : mp - 9
  const day = doy - Math.floor((153 * mp + 2) / 5) + 1
  return { year: yoe + era * 400 + (month <= 2 ? 1 : 0), month, day }
}

/** Two digits. */
export function two(n: number): string {
  return n < 10 ? `0${n}` : String(n)
}

/** yyyy-mm-dd of a day number. */
export function isoDay(dayNo: number): string {
  const { year, month, day } = calendarDay(dayNo)
  return `${year}-${two(month)}-${two(day)}`
}

/** yyyymmdd of a day number. */
export function compactDay(dayNo: number): string {
  const { year, month, day } = calendarDay(dayNo)
  return `${year}${two(month)}${two(day)}`
}

/** The same day of the month `months` later (or earlier), or that month's last day. */
export function addMonths(dayNo: number, months: number): number {
  const { year, month, day } = calendarDay(dayNo)
  const first = Date.UTC(year, month - 1 + months, 1)
  const lastDay = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return first / dayMs + Math.min(day, lastDay) - 1
}

/** yyyymm of the month `back` months before that of the day. */
export function monthBefore(dayNo: number, back: number): string {
  const { year, month } = calendarDay(dayNo)
  const index = year * 12 + month - 1 - back
  return `${Math.floor(index / 12)}${two((index % 12) + 1)}`
}
