import { localNumber } from './phone.ts'
import type { County, Places } from './places.ts'
import type { Random } from './random.ts'
import { surnames } from './words.ts'

/** 25 banks and 120 branches. Only the large banks' public names are real; branches and people are invented. */
export interface Bank {
  name: string
  /** How this bank's clerk lays out the loan sheet. */
  layout: 'wan' | 'yuan'
  dates: 'text' | 'cell'
  branches: Branch[]
}

export interface Branch {
  bank: Bank
  name: string
  county: County
  contact: string
  phone: string
  /** Share of the city's visits and of its credit plan. */
  weight: number
}

const everywhere = ['工商银行', '农业银行', '中国银行', '建设银行', '邮储银行', '云泽农商银行']
const wide: readonly (readonly [string, number])[] = [
  ['交通银行', 6],
  ['农业发展银行', 6],
  ['云泽银行', 9],
  ['示范银行', 5],
]
const jointStock = [
  '招商银行',
  '中信银行',
  '光大银行',
  '民生银行',
  '浦发银行',
  '兴业银行',
  '广发银行',
  '平安银行',
  '华夏银行',
  '浙商银行',
]
const villageBanks: readonly (readonly [string, string])[] = [
  ['泽城惠民村镇银行', '990102'],
  ['澜溪兴民村镇银行', '990121'],
  ['霁山利民村镇银行', '990123'],
  ['鹿鸣惠农村镇银行', '990181'],
  ['汀洲富民村镇银行', '990182'],
]

function openBranch(bank: Bank, county: County, random: Random): void {
  const place = county.short.endsWith('区') ? county.short.slice(0, -1) : county.short
  const local = bank.name.startsWith(place)
  bank.branches.push({
    bank,
    name: local ? `${bank.name}营业部` : `${bank.name}${place}支行`,
    county,
    contact: `${random.pick(surnames)}经理`,
    phone: localNumber(random),
    weight: (county.urban ? 1.2 : 1) * (0.4 + random.fraction()),
  })
}

/** Opens the banks and their branches over the counties. */
export function openBanks(places: Places, random: Random): Bank[] {
  const plans = new Map<string, readonly County[]>()
  const urbanFirst = [...places.counties].sort((a, b) => Number(b.urban) - Number(a.urban))
  for (const name of everywhere) plans.set(name, places.counties)
  for (const [name, count] of wide) plans.set(name, urbanFirst.slice(0, count))
  const extra = [3, 3, 3, 3, 3, 3, 3, 3, 3, 2]
  for (const [i, name] of jointStock.entries())
    plans.set(name, random.shuffled(urbanFirst.slice(0, 7)).slice(0, extra[i]))
  for (const [name, code] of villageBanks)
    plans.set(
      name,
      places.counties.filter((c) => c.code.startsWith(code)),
    )
  return [...plans].map(([name, counties], i) => {
    const bank: Bank = {
      name,
      layout: i % 3 === 1 ? 'yuan' : 'wan',
      dates: i % 5 === 3 ? 'cell' : 'text',
      branches: [],
    }
    for (const county of counties) openBranch(bank, county, random)
    return bank
  })
}

/** Deals `total` out by weight in whole numbers that add up exactly. */
export function dealOut(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0)
  let dealt = 0
  let seen = 0
  return weights.map((weight) => {
    seen += weight
    const share = Math.round((total * seen) / sum) - dealt
    dealt += share
    return share
  })
}
