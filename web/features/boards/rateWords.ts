import type { Rate } from '#contract/boards/words.ts'
import { rates } from '#contract/boards/words.ts'
import { moneyText, rateText } from '#contract/kernel/money.ts'
import type { FunnelRow } from './useBoards.ts'

export type RateValue = FunnelRow['rates'][number]

/** Above and below the line in their own unit: firms, or money. */
export function rateParts(rate: RateValue): string {
  const money = rates[rate.key as Rate].of === 'money'
  const part = (n: string) => (money ? moneyText(n) : Number(n).toLocaleString('zh-CN'))
  return `${part(rate.numerator)} / ${part(rate.denominator)}`
}

/** A rate never stands without its base. */
export function rateLine(rate: RateValue): string {
  if (rate.bp === null) return `${rate.label}：分母（${rate.base}）为零，不计算`
  return `${rate.label} ${rateText(rate.bp)}，${rateParts(rate)}，分母：${rate.base}`
}
