const digits = '零一二三四五六七八九'

/** Four digits in words: 1050 → 一千零五十. Zero inside is said once, at the end not at all. */
function fourDigits(n: number): string {
  const units = ['千', '百', '十', '']
  let text = ''
  let gap = false
  for (const [i, unit] of units.entries()) {
    const d = Math.floor(n / 10 ** (3 - i)) % 10
    if (d === 0) {
      gap = text !== ''
      continue
    }
    text += `${gap ? '零' : ''}${digits[d]!}${unit}`
    gap = false
  }
  return text
}

/** Whole 元 as one says them: 30 0000 → 三十万元, 1 0500 → 一万零五百元. Empty for nothing. */
export function readYuan(yuan: bigint): string {
  if (yuan <= 0n) return ''
  const groups: { n: number; unit: string }[] = [
    { n: Number((yuan / 1_0000_0000n) % 10_000n), unit: '亿' },
    { n: Number((yuan / 10_000n) % 10_000n), unit: '万' },
    { n: Number(yuan % 10_000n), unit: '' },
  ]
  let text = ''
  for (const { n, unit } of groups) {
    if (n === 0) continue
    text += `${text !== '' && n < 1000 ? '零' : ''}${fourDigits(n)}${unit}`
  }
  return `${text.replace(/^一十/, '十')}元`
}

/** The reading of an amount in fen, so that a slip of a zero is heard; 角 and 分 are left to the figure. */
export function readFen(fen: string): string {
  const yuan = BigInt(fen) / 100n
  return yuan < 1_0000_0000_0000n ? readYuan(yuan) : ''
}
