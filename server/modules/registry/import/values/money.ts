import type { Cell } from '../read/sheet.ts'
import { type Read, textOf } from './cell.ts'

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
  const t = text
    .normalize('NFKC')
    .replace(/[,，\s]/g, '')
    .replace(/^[¥￥]/, '')
  return number.test(t) ? t : undefined
}

/** 1e21 and 1e-7 would print with an exponent. */
function plain(n: number): string {
  const t = String(n)
  return t.includes('e') ? n.toFixed(6) : t
}

/** Money in fen as text, exact to the fen by integer arithmetic; a fraction of a fen is rounded half up. */
export function toFen(decimal: string, unit: MoneyUnit): string {
  const negative = decimal.startsWith('-')
  const [whole = '0', fraction = ''] = decimal.replace(/^[-+]/, '').split('.')
  const scaled = BigInt(whole + fraction.padEnd(8, '0').slice(0, 8)) * BigInt(moneyUnits[unit])
  const fen = (scaled + 50_000_000n) / 100_000_000n
  return `${negative && fen > 0n ? '-' : ''}${fen}`
}

/** Beyond ten trillion yuan something is wrong with the unit. */
const hugeFen = 10n ** 15n

/** An amount column. A unit written in the cell itself wins over the column's. */
export function readMoney(cell: Cell, unit: MoneyUnit): Read<string> {
  const own =
    typeof cell === 'string' ? /^(.*?)(亿|百万|万|千)?元$/.exec(cell.trim().normalize('NFKC')) : null
  const decimal = decimalOf(own ? own[1]! : cell)
  if (decimal === null) return { value: null }
  if (decimal === undefined) return { value: null, issue: 'money_bad', bad: true }
  const fen = toFen(decimal, own ? (`${own[2] ?? ''}元` as MoneyUnit) : unit)
  if (BigInt(fen) > hugeFen) return { value: null, issue: 'money_huge', bad: true }
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

/** 注册资金 with its own unit and currency: 50(万港元), 100万元人民币, 2,060(万元人民币). Never converted between currencies. */
export function readCapital(
  cell: Cell,
  columnUnit: MoneyUnit | undefined,
): Read<{ fen: string; currency: string }> {
  const text = typeof cell === 'number' ? String(cell) : textOf(cell)
  if (text === null) return { value: null }
  const t = text.normalize('NFKC').replace(/[,\s()]/g, '')
  const m = /^(\d+(?:\.\d+)?)(.*)$/.exec(t)
  if (!m) return { value: null, issue: 'money_bad', bad: true }
  const tail = m[2]!
  const currency = currencies.find(([word]) => word.test(tail))?.[1] ?? 'CNY'
  const unit: MoneyUnit | undefined = tail.includes('亿')
    ? '亿元'
    : tail.includes('万')
      ? '万元'
      : tail !== ''
        ? '元'
        : columnUnit
  if (!unit) return { value: { fen: toFen(m[1]!, '万元'), currency }, issue: 'money_unit' }
  const fen = toFen(m[1]!, unit)
  return BigInt(fen) > hugeFen
    ? { value: null, issue: 'money_huge', bad: true }
    : { value: { fen, currency } }
}

/** A yearly rate in basis points: 3.45, 3.45%, and the fraction 0.0345 of a percent-formatted cell. */
export function readRate(cell: Cell): Read<number> {
  const raw = typeof cell === 'string' ? cell.normalize('NFKC').trim() : cell
  const percent = typeof raw === 'string' && raw.endsWith('%')
  const decimal = decimalOf(percent ? (raw as string).slice(0, -1) : raw)
  if (decimal === null) return { value: null }
  const n = decimal === undefined ? Number.NaN : Number(decimal)
  if (!(n >= 0 && n <= 24)) return { value: null, issue: 'rate_bad', bad: true }
  if (!percent && n > 0 && n < 0.24) return { value: Math.round(n * 10_000), issue: 'rate_fraction' }
  return { value: Math.round(n * 100) }
}

/** A count: 12, 1,234, 12人. */
export function readCount(cell: Cell): Read<number> {
  const decimal = decimalOf(typeof cell === 'string' ? cell.replace(/[人户个家名]$/, '') : cell)
  if (decimal === null) return { value: null }
  const n = decimal === undefined ? Number.NaN : Number(decimal)
  if (!Number.isInteger(n) || n < 0 || n > 2_000_000_000)
    return { value: null, issue: 'number_bad', bad: true }
  return { value: n }
}
