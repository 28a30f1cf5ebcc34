import { type Cell, SheetDate } from '../read/sheet.ts'
import { halfWidth, nothing, type Read, textOf } from './cell.ts'

const iso = /^(\d{4})-(\d{2})-(\d{2})$/
const full = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?$/
const packed = /^(\d{4})(\d{2})(\d{2})$/
const serial = /^\d{5}$/
const month = /^(\d{4})[-/.年]?(\d{1,2})月?$/

/** A day in any of the spellings departments use; two-digit years and day-first forms are not guessed. */
export function readDay(cell: Cell): Read<string> {
  if (cell instanceof SheetDate) return dayOf(iso.exec(cell.iso.slice(0, 10)))
  if (typeof cell === 'number') return readDayNumber(cell)
  const text = textOf(cell)
  if (text === null) return nothing
  const quick = iso.exec(text)
  if (quick) return dayOf(quick)
  const t = halfWidth(text).replace(/\s+(?=\d{1,2}:)/, ' ')
  // A date cell saved as text keeps its serial.
  if (serial.test(t)) return readDayNumber(Number(t))
  return dayOf(full.exec(t) ?? packed.exec(t) ?? full.exec(arabicDates(t)))
}

const inChinese =
  /([〇零○一二三四五六七八九]{4})\s*年(?:([一二三四五六七八九十]{1,2})\s*月(?:([一二三四五六七八九十]{1,3})\s*[日号])?)?/g
const figures = '〇一二三四五六七八九'

/** A text with the years, months and days that documents write in characters in figures: 二〇二六年十月三十一日 → 2026年10月31日. */
export function arabicDates(text: string): string {
  return text.replace(inChinese, (_, year: string, month?: string, day?: string) => {
    const y = Array.from(year.replace(/[零○]/g, '〇'), (c) => figures.indexOf(c)).join('')
    return `${y}年${month ? `${numberOf(month)}月` : ''}${day ? `${numberOf(day)}日` : ''}`
  })
}

/** 十 → 10, 十五 → 15, 三十一 → 31. */
function numberOf(text: string): number {
  const at = text.indexOf('十')
  if (at < 0) return figures.indexOf(text)
  const tens = at === 0 ? 1 : figures.indexOf(text[0]!)
  return tens * 10 + (at === text.length - 1 ? 0 : figures.indexOf(text.at(-1)!))
}

/** 20240301 as a number, or a serial of the 1900 system, which is converted and flagged. */
function readDayNumber(n: number): Read<string> {
  if (Number.isInteger(n) && n > 19_000_000 && n < 21_000_000) return dayOf(packed.exec(String(n)))
  if (n > 10_000 && n < 80_000) {
    const day = new Date(Date.UTC(1899, 11, 30) + Math.floor(n) * 86_400_000).toISOString().slice(0, 10)
    return { value: day, issue: 'date_serial' }
  }
  return badDay
}

const badDay: Read<string> = { value: null, issue: 'date_bad', bad: true }
const longMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** The day of a match of year, month and day, if there is one in the calendar between 1900 and 2100. */
function dayOf(m: RegExpExecArray | null): Read<string> {
  if (!m) return badDay
  const [year, mon, day] = [Number(m[1]), Number(m[2]), Number(m[3])]
  if (year < 1900 || year > 2100 || mon < 1 || mon > 12 || day < 1 || day > longMonths[mon - 1]!)
    return badDay
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  if (mon === 2 && day === 29 && !leap) return badDay
  return { value: `${m[1]}-${mon < 10 ? '0' : ''}${mon}-${day < 10 ? '0' : ''}${day}` }
}

/** The first day of a month written 202610, 2026-10, 2026年10月, or as a whole date. */
export function readMonth(cell: Cell): Read<string> {
  if (cell instanceof SheetDate) return { value: `${cell.iso.slice(0, 7)}-01` }
  const text = typeof cell === 'number' ? String(cell) : textOf(cell)
  if (text === null) return nothing
  const m = month.exec(arabicDates(halfWidth(text)))
  if (m && Number(m[2]) >= 1 && Number(m[2]) <= 12 && Number(m[1]) >= 1900 && Number(m[1]) <= 2100)
    return { value: `${m[1]}-${m[2]!.padStart(2, '0')}-01` }
  const day = readDay(cell)
  return day.value ? { ...day, value: `${day.value.slice(0, 7)}-01` } : badDay
}
