import { type Cell, SheetDate } from '../read/sheet.ts'
import { type Read, textOf } from './cell.ts'

const full = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?$/
const packed = /^(\d{4})(\d{2})(\d{2})$/
const month = /^(\d{4})[-/.年]?(\d{1,2})月?$/

/** A day in any of the spellings departments use; two-digit years and day-first forms are not guessed. */
export function readDay(cell: Cell): Read<string> {
  if (cell instanceof SheetDate) return dayOrBad(cell.iso.slice(0, 10))
  if (typeof cell === 'number') return readDayNumber(cell)
  const text = textOf(cell)
  if (text === null) return { value: null }
  const t = text.normalize('NFKC').replace(/\s+(?=\d{1,2}:)/, ' ')
  const m = full.exec(t) ?? packed.exec(t)
  if (m) return dayOrBad(`${m[1]}-${m[2]!.padStart(2, '0')}-${m[3]!.padStart(2, '0')}`)
  return { value: null, issue: 'date_bad', bad: true }
}

/** 20240301 as a number, or a serial of the 1900 system, which is converted and flagged. */
function readDayNumber(n: number): Read<string> {
  if (Number.isInteger(n) && n > 19_000_000 && n < 21_000_000) return readDay(String(n))
  if (n > 10_000 && n < 80_000) {
    const day = new Date(Date.UTC(1899, 11, 30) + Math.floor(n) * 86_400_000).toISOString().slice(0, 10)
    return { value: day, issue: 'date_serial' }
  }
  return { value: null, issue: 'date_bad', bad: true }
}

function dayOrBad(day: string): Read<string> {
  const time = Date.parse(`${day}T00:00:00Z`)
  const year = Number(day.slice(0, 4))
  const real =
    !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === day && year >= 1900 && year <= 2100
  return real ? { value: day } : { value: null, issue: 'date_bad', bad: true }
}

/** The first day of a month written 202610, 2026-10, 2026年10月, or as a whole date. */
export function readMonth(cell: Cell): Read<string> {
  if (cell instanceof SheetDate) return { value: `${cell.iso.slice(0, 7)}-01` }
  const text = typeof cell === 'number' ? String(cell) : textOf(cell)
  if (text === null) return { value: null }
  const m = month.exec(text.normalize('NFKC'))
  if (m && Number(m[2]) >= 1 && Number(m[2]) <= 12) return dayOrBad(`${m[1]}-${m[2]!.padStart(2, '0')}-01`)
  const day = readDay(cell)
  return day.value ? { value: `${day.value.slice(0, 7)}-01` } : { value: null, issue: 'date_bad', bad: true }
}
