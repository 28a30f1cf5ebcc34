/** Money and figures as people read them: 万 and 亿, with the exact figure at hand. */

/** 1234567.89 元 from fen, with thousands commas. */
export function yuanText(fen: string | bigint): string {
  const n = BigInt(fen)
  const sign = n < 0n ? '-' : ''
  const abs = n < 0n ? -n : n
  return `${sign}${group((abs / 100n).toString())}.${(abs % 100n).toString().padStart(2, '0')}`
}

/** 万元 with two decimals from fen, rounded half up: 514.00. */
export function wanText(fen: string | bigint): string {
  return scaled(BigInt(fen), 1_000_000n)
}

/** 亿元 with two decimals from fen. */
export function yiText(fen: string | bigint): string {
  return scaled(BigInt(fen), 10_000_000_000n)
}

/** The unit a person would use: below 1万 in 元, below 1亿 in 万元, else in 亿元. */
export function moneyText(fen: string | bigint): string {
  const n = BigInt(fen)
  const abs = n < 0n ? -n : n
  if (abs < 1_000_000n) return `${yuanText(n)} 元`
  return abs < 10_000_000_000n ? `${wanText(n)} 万元` : `${yiText(n)} 亿元`
}

/** Fen from an amount in 万元 as typed: "514", "0.5", "1,200.35". Null where it is no amount or finer than a fen. */
export function fenFromWan(text: string): string | null {
  const m = /^(\d{1,9})(?:\.(\d{1,6}))?$/.exec(text.normalize('NFKC').replace(/[,，\s]/g, ''))
  if (!m) return null
  return (BigInt(m[1]!) * 1_000_000n + BigInt((m[2] ?? '').padEnd(6, '0'))).toString()
}

/** 3.45% from 345 bp. */
export function rateText(bp: number): string {
  return `${(bp / 100).toFixed(2)}%`
}

function scaled(fen: bigint, unit: bigint): string {
  const sign = fen < 0n ? '-' : ''
  const abs = fen < 0n ? -fen : fen
  const cents = (abs * 100n + unit / 2n) / unit
  return `${sign}${group((cents / 100n).toString())}.${(cents % 100n).toString().padStart(2, '0')}`
}

function group(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}
