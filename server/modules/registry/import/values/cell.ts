import type { IssueCode } from '#contract/registry/words.ts'
import { type Cell, SheetDate } from '../read/sheet.ts'

/** What a reader of one cell answers: the value in its final form, and what was odd about it. */
export interface Read<T> {
  value: T | null
  issue?: IssueCode
  /** The value is unusable: the row is refused when the field is needed. */
  bad?: true
}

/** Nothing in the cell: one object for all, since most cells of a wide list are empty. */
export const nothing: Read<never> = { value: null }

/** Ways in which a list says "nothing here". */
const blanks = new Set([
  '',
  'N/A',
  'NA',
  'NULL',
  'NONE',
  '-',
  '--',
  '—',
  '——',
  '/',
  '\\',
  '无',
  '暂无',
  '空',
  '未填',
  '不详',
  '#N/A',
])
const longestBlank = 4

/** The text of a cell: trimmed, control characters and odd spaces gone; null for the ways of saying nothing. */
export function textOf(cell: Cell): string | null {
  if (cell === null) return null
  if (typeof cell === 'string') {
    const spaced = odd.test(cell) ? cell.replace(oddAll, ' ').trim() : cell.trim()
    const t = spaced.startsWith('="') ? spaced.replace(asText, '$1') : spaced
    return t.length <= longestBlank && blanks.has(t.toUpperCase()) ? null : t
  }
  if (typeof cell === 'number') return String(cell)
  if (typeof cell === 'boolean') return cell ? '是' : '否'
  return cell instanceof SheetDate ? cell.iso : null
}

// ="0123" in a text file: how programs keep Excel from taking a code for a number.
const asText = /^="(.*)"$/

// Control characters, no-break and zero-width spaces: they come with copy and paste and break every comparison.
const oddClass = '[\\u0000-\\u001f\\u007f\\u00a0\\u200b\\u2028\\u2029\\u3000\\ufeff]+'
const odd = new RegExp(oddClass)
const oddAll = new RegExp(oddClass, 'g')

/** Half-width digits and letters; text that is plain ASCII is its own. */
export function halfWidth(text: string): string {
  return ascii.test(text) ? text : text.normalize('NFKC')
}

const ascii = /^[\x20-\x7e]*$/
