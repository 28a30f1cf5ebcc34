import { isoDate } from './serial-date.ts'
import { type Cell, FileRefused, type SheetDate } from './sheet.ts'
import type { SharedStrings } from './xlsx-strings.ts'

/** What a cell's value means beyond the sheet's own XML. */
export interface CellContext {
  strings: SharedStrings
  dateStyles: readonly boolean[]
  toDate: (serial: number) => SheetDate | null
}

const NUMBER = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/

/** Digits only, and few enough to be exact: most numbers and every string index. NaN otherwise. */
export function smallInteger(text: string, start = 0, end = text.length): number {
  if (end === start || end - start > 15) return Number.NaN
  let n = 0
  for (let i = start; i < end; i++) {
    const digit = text.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) return Number.NaN
    n = n * 10 + digit
  }
  return n
}

/** 0-based column of a reference such as AB12, or -1 if it has none. */
export function columnOf(text: string, start: number, end: number): number {
  let column = 0
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i) & ~32
    if (code < 65 || code > 90) break
    column = column * 26 + code - 64
    if (column > 1_000_000) break
  }
  return column - 1
}

function numberCell(text: string, style: number, context: CellContext): Cell {
  let n = smallInteger(text)
  if (Number.isNaN(n)) {
    // Text in a number cell is a writer's mistake; what it says is still what the user sees.
    if (!NUMBER.test(text)) return text.trim() === '' ? null : text
    n = Number(text)
    if (!Number.isFinite(n)) return text
  }
  return context.dateStyles[style] ? (context.toDate(n) ?? n) : n
}

/** The value of a cell from its type, its text and its style. Errors stay what they say: '#N/A'. */
export function cellValue(type: string, text: string, style: number, context: CellContext): Cell {
  switch (type) {
    case 's': {
      const index = smallInteger(text.trim())
      if (Number.isNaN(index)) throw new FileRefused('corrupt')
      return context.strings.get(index) || null
    }
    case 'inlineStr':
    case 'str':
    case 'e':
      return text
    case 'b':
      return text.trim() === '1' || text.trim() === 'true'
    case 'd':
      return isoDate(text) ?? text
    default:
      return numberCell(text, style, context)
  }
}
