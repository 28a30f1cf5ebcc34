/**
 * The cells of a worksheet as XML: text that no spreadsheet program can take for a formula,
 * and numbers, days and instants as real number cells. No file or zip is known here.
 */

/** Positions in the style table of `xlsx-package.ts`; an odd neighbour is the same look with quotePrefix. */
export const cellStyles = {
  general: 0,
  text: 2,
  header: 4,
  title: 6,
  note: 8,
  integer: 10,
  money: 11,
  rate: 12,
  day: 13,
  instant: 14,
} as const

export type TextStyle = 'text' | 'header' | 'title' | 'note'

/** Excel takes at most this many UTF-16 units in one cell; longer text would make it "repair" the file. */
const cellTextLimit = 32_767
export const sheetRowLimit = 1_048_576

const formulaLike = /^[\s\u200b\ufeff"'`‘’“”「」『』＂＇]*[=+\-@\t\r\n\0＝＋－＠]/

/** Whether a spreadsheet program might read this text as a formula. */
export function looksLikeFormula(text: string): boolean {
  return formulaLike.test(text)
}

/** One field of a CSV line: formula-like text gets a leading `'`, then RFC 4180 quoting. */
export function csvCell(text: string): string {
  const safe = looksLikeFormula(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** The text before `csvCell` put its `'` in front, so that an exported list can be imported again. */
export function textOfCsvCell(field: string): string {
  return field.startsWith("'") && looksLikeFormula(field.slice(1)) ? field.slice(1) : field
}

const needsCare = /[&<>_\p{Cc}\p{Cs}\ufffe\uffff]/u
/** Control characters but TAB, LF, CR and the C1 block, lone surrogates, and the two non-characters. */
const illegal = /[^\P{Cc}\t\n\r\x7f-\x9f]|[\p{Cs}\ufffe\uffff]/gu

/** Text without what XML 1.0 cannot hold; everything else stays. */
export function legalText(text: string): string {
  return needsCare.test(text) ? text.replace(illegal, '') : text
}

/** Escapes element text; CR is written the way Excel writes it, because XML parsers turn a bare one into LF. */
export function escapeXml(text: string): string {
  if (!needsCare.test(text)) return text
  return legalText(text)
    .replace(/_(?=x[0-9a-fA-F]{4}_)/g, '_x005F_')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '_x000D_')
}

function bounded(text: string): string {
  if (text.length <= cellTextLimit) return text
  return text.slice(0, cellTextLimit).replace(/[\ud800-\udbff]$/, '')
}

/** Column letters of a 0-based column. */
export function columnName(index: number): string {
  let name = ''
  for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26)) {
    name = String.fromCharCode(65 + ((n - 1) % 26)) + name
  }
  return name
}

/** A cell of inline text. The style, not the text, tells Excel that it is no formula. */
export function textCell(ref: string, text: string, look: TextStyle = 'text'): string {
  const style = cellStyles[look] + (looksLikeFormula(text) ? 1 : 0)
  return `<c r="${ref}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(bounded(text))}</t></is></c>`
}

/** A number cell; the digits are given as text so that no value passes through a float. */
export function numberCell(ref: string, digits: string, style: number = cellStyles.general): string {
  return style === 0
    ? `<c r="${ref}"><v>${digits}</v></c>`
    : `<c r="${ref}" s="${style}"><v>${digits}</v></c>`
}

/** Moves the decimal point of an integer `places` to the left, exactly: ('12345', 2) → '123.45'. */
export function shiftPoint(integer: string, places: number): string {
  const negative = integer.startsWith('-')
  const digits = (negative ? integer.slice(1) : integer).padStart(places + 1, '0')
  const whole = digits.slice(0, -places).replace(/^0+(?=\d)/, '')
  const part = digits.slice(-places).replace(/0+$/, '')
  const value = part ? `${whole}.${part}` : whole
  return negative && value !== '0' ? `-${value}` : value
}

const dayMs = 86_400_000
const serialEpoch = Date.UTC(1899, 11, 30)
/** Before 1 March 1900 Excel's calendar has a day that never was; such days are written as text. */
const firstSafeSerial = 61

/** Excel's serial number of a day yyyy-mm-dd, or null where Excel's calendar cannot hold it. */
export function serialOfDay(day: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day)
  if (!match) return null
  const at = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]))
  if (new Date(at).toISOString().slice(0, 10) !== day) return null
  const serial = (at - serialEpoch) / dayMs
  return serial >= firstSafeSerial ? serial : null
}

const shanghaiOffset = 8 * 3_600_000

/** Excel's serial number of an instant as a clock in Beijing shows it, to the second; null if it is none. */
export function serialOfInstant(instant: string | Date): string | null {
  const ms = instant instanceof Date ? instant.getTime() : Date.parse(instant)
  if (Number.isNaN(ms)) return null
  const seconds = Math.floor((ms + shanghaiOffset - serialEpoch) / 1000)
  return seconds >= firstSafeSerial * 86_400 ? (seconds / 86_400).toFixed(10) : null
}
