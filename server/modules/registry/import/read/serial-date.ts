import { SheetDate } from './sheet.ts'

const DAY_SECONDS = 86_400
/** 9999-12-31; Excel shows nothing later. */
const LAST_SERIAL = 2_958_465
const OFFSET_1904 = 1_462
/** Days from 0000-03-01 to 1899-12-30, the day serial 0 would be if 1900 had not been taken for a leap year. */
const EPOCH = 693_899

function two(n: number): string {
  return n < 10 ? `0${n}` : String(n)
}

/** Civil date of a day count, after Howard Hinnant: no Date object, so no time zone can shift it. */
function civil(serial: number): string {
  const z = serial + EPOCH
  const era = Math.floor(z / 146_097)
  const doe = z - era * 146_097
  const yoe = Math.floor(
    (doe - Math.floor(doe / 1_460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365,
  )
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100))
  const mp = Math.floor((5 * doy + 2) / 153)
  const month = mp < 10 ? mp + 3 : mp - 9
  const year = yoe + era * 400 + (month <= 2 ? 1 : 0)
  const day = doy - Math.floor((153 * mp + 2) / 5) + 1
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
}

/** The calendar form of a serial, or null if it is none: before day 1, after 9999, or Excel's 29 February 1900. */
export function serialDate(serial: number, date1904: boolean): SheetDate | null {
  const seconds = Math.round(serial * DAY_SECONDS)
  if (seconds < 0) return null
  let day = Math.floor(seconds / DAY_SECONDS)
  if (date1904) day += OFFSET_1904
  else if (day < 61) {
    if (day < 1 || day === 60) return null
    // Up to February 1900 Excel counts one day less, having a 29th of February to make up for.
    day += 1
  }
  if (!(day >= 1 && day <= LAST_SERIAL)) return null
  const time = seconds - Math.floor(seconds / DAY_SECONDS) * DAY_SECONDS
  if (time === 0) return new SheetDate(civil(day))
  const clock = `${two(Math.floor(time / 3_600))}:${two(Math.floor((time % 3_600) / 60))}:${two(time % 60)}`
  return new SheetDate(`${civil(day)}T${clock}`)
}

/** A converter that remembers days: a column of dates repeats a few thousand of them. */
export function dateConverter(date1904: boolean): (serial: number) => SheetDate | null {
  const known = new Map<number, SheetDate | null>()
  return (serial) => {
    const hit = known.get(serial)
    if (hit !== undefined) return hit
    const date = serialDate(serial, date1904)
    if (known.size > 50_000) known.clear()
    known.set(serial, date)
    return date
  }
}

/** The value of a t="d" cell: ISO 8601, where midnight stands for no time of day. */
export function isoDate(text: string): SheetDate | null {
  const m = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(?::(\d{2}))?(?:\.\d+)?Z?)?$/.exec(text.trim())
  if (!m) return null
  const clock = m[2] === undefined ? '00:00:00' : `${m[2]}:${m[3] ?? '00'}`
  return new SheetDate(clock === '00:00:00' ? m[1]! : `${m[1]}T${clock}`)
}
