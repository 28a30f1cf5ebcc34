import type { Cell } from '../read/sheet.ts'
import { halfWidth, nothing, type Read, textOf } from './cell.ts'
import { mostCounted } from './limits.ts'

/** 元、千元、万元、百万元、亿元 in fen. */
export const moneyUnits = {
  元: 100,
  千元: 100_000,
  万元: 1_000_000,
  百万元: 100_000_000,
  亿元: 10_000_000_000,
} as const
export type MoneyUnit = keyof typeof moneyUnits

/** The unit named in a title or note: 贷款余额（万元）, 单位：元. Longest word first, so that 万元 is not read as 元. */
export function unitIn(text: string): MoneyUnit | undefined {
  const t = text.normalize('NFKC')
  const m = /(亿|百万|万|千)?元/.exec(t)
  if (m) return `${m[1] ?? ''}元` as MoneyUnit
  return /[(（]万[)）]/.test(text) ? '万元' : undefined
}

const number = /^[-+]?\d+(?:\.\d+)?$/

/** A plain decimal without thousands commas, or null. */
export function decimalOf(cell: Cell): string | null | undefined {
  if (typeof cell === 'number') return Number.isFinite(cell) ? plain(cell) : undefined
  const text = textOf(cell)
  if (text === null) return null
  if (number.test(text)) return text
  const t = halfWidth(text)
    .replace(/[,，\s]/g, '')
    .replace(/^[¥￥]/, '')
  return number.test(t) ? t : undefined
}

/** 1e21 and 1e-7 would print with an exponent. */
function plain(n: number): string {
  const t = String(n)
  if (!t.includes('e')) return t
  return Math.abs(n) < 1 ? n.toFixed(12) : String(BigInt(n))
}

/** Decimal places a unit stands to the left of the fen. */
const shifts: Readonly<Record<MoneyUnit, number>> = { 元: 2, 千元: 5, 万元: 6, 百万元: 8, 亿元: 10 }

/**
 * Money in fen as text, exact: every unit is a power of ten fen, so the decimal point moves and nothing is computed. A
 * fraction of a fen is rounded half up.
 */
export function toFen(decimal: string, unit: MoneyUnit): string {
  const negative = decimal.charCodeAt(0) === 45
  const digits = negative || decimal.charCodeAt(0) === 43 ? decimal.slice(1) : decimal
  const dot = digits.indexOf('.')
  const shift = shifts[unit]
  const whole = dot < 0 ? digits : digits.slice(0, dot)
  const fraction = dot < 0 ? '' : digits.slice(dot + 1)
  let fen = whole + fraction.slice(0, shift).padEnd(shift, '0')
  if (fraction.charCodeAt(shift) >= 53) fen = String(BigInt(fen) + 1n)
  const at = fen.search(/[1-9]/)
  if (at < 0) return '0'
  return `${negative ? '-' : ''}${at > 0 ? fen.slice(at) : fen}`
}

const tenTrillionYuan = 10n ** 15n

/** Beyond ten trillion yuan something is wrong with the unit. Fifteen digits never are. */
function isHuge(fen: string): boolean {
  if (fen.length <= 15) return false
  const value = BigInt(fen)
  return value > tenTrillionYuan || value < -tenTrillionYuan
}

/** An amount column. A unit written in the cell itself wins over the column's. */
export function readMoney(cell: Cell, unit: MoneyUnit): Read<string> {
  if (cell === null) return nothing
  const own =
    typeof cell === 'string' && /[元万亿]/.test(cell)
      ? /^(.*?)(?:(亿|百万|万|千)?元|(亿|百万|万))$/.exec(cell.trim().normalize('NFKC'))
      : null
  const decimal = decimalOf(own ? own[1]! : cell)
  if (decimal === null) return nothing
  if (decimal === undefined) return { value: null, issue: 'money_bad', bad: true }
  const fen = toFen(decimal, own ? (`${own[2] ?? own[3] ?? ''}元` as MoneyUnit) : unit)
  if (isHuge(fen)) return { value: null, issue: 'money_huge', bad: true }
  return { value: fen }
}

const currencies: readonly (readonly [RegExp, string])[] = [
  [/人民币|CNY|RMB/i, 'CNY'],
  [/美元|USD/i, 'USD'],
  [/港元|港币|香港元|HKD/i, 'HKD'],
  [/欧元|EUR/i, 'EUR'],
  [/日元|JPY/i, 'JPY'],
  [/英镑|GBP/i, 'GBP'],
  [/新台币|台币|TWD/i, 'TWD'],
  [/澳元|AUD/i, 'AUD'],
  [/加元|CAD/i, 'CAD'],
  [/新加坡元|SGD/i, 'SGD'],
]

/** What stands behind the number of a capital: unit and currency, or no unit at all. */
interface Tail {
  unit: MoneyUnit | null
  currency: string
}

/** A city writes its capitals with some dozens of tails; each is looked into once. */
const tails = new Map<string, Tail>()

function tailOf(raw: string): Tail {
  const known = tails.get(raw)
  if (known) return known
  const text = raw.normalize('NFKC').replace(/[\s()]/g, '')
  const tail: Tail = {
    unit: text.includes('亿') ? '亿元' : text.includes('万') ? '万元' : text !== '' ? '元' : null,
    currency: currencies.find(([word]) => word.test(text))?.[1] ?? 'CNY',
  }
  if (tails.size < 10_000) tails.set(raw, tail)
  return tail
}

const capital = /^(\d+(?:\.\d+)?)(\D*)$/

/** 注册资金 with its own unit and currency: 50(万港元), 100万元人民币, 2,060(万元人民币). Never converted between currencies. */
export function readCapital(
  cell: Cell,
  columnUnit: MoneyUnit | undefined,
): Read<{ fen: string; currency: string }> {
  const text = typeof cell === 'number' ? String(cell) : textOf(cell)
  if (text === null) return nothing
  const m = capital.exec(text) ?? capital.exec(text.normalize('NFKC').replace(/[,\s()]/g, ''))
  if (!m) return { value: null, issue: 'money_bad', bad: true }
  const { unit: own, currency } = tailOf(m[2]!)
  const unit = own ?? columnUnit
  if (!unit) return { value: { fen: toFen(m[1]!, '万元'), currency }, issue: 'money_unit' }
  const fen = toFen(m[1]!, unit)
  return isHuge(fen) ? { value: null, issue: 'money_huge', bad: true } : { value: { fen, currency } }
}

/** A yearly rate in basis points: 3.45, 3.45%, and the fraction 0.0345 of a percent-formatted cell. */
export function readRate(cell: Cell): Read<number> {
  const raw = typeof cell === 'string' ? cell.normalize('NFKC').trim() : cell
  const percent = typeof raw === 'string' && raw.endsWith('%')
  const decimal = decimalOf(percent ? (raw as string).slice(0, -1) : raw)
  if (decimal === null) return nothing
  const n = decimal === undefined ? Number.NaN : Number(decimal)
  if (!(n >= 0 && n <= 24)) return { value: null, issue: 'rate_bad', bad: true }
  if (!percent && n > 0 && n < 0.24) return { value: Math.round(n * 10_000), issue: 'rate_fraction' }
  return { value: Math.round(n * 100) }
}

/** A count: 12, 1,234, 12人. */
export function readCount(cell: Cell): Read<number> {
  const decimal = decimalOf(typeof cell === 'string' ? cell.replace(/[人户个家名]$/, '') : cell)
  if (decimal === null) return nothing
  const n = decimal === undefined ? Number.NaN : Number(decimal)
  if (!Number.isInteger(n) || n < 0) return { value: null, issue: 'number_bad', bad: true }
  if (n > mostCounted) return { value: null, issue: 'number_huge', bad: true }
  return { value: n }
}
