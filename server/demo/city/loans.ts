import type { Bank } from './banks.ts'
import type { City } from './city.ts'
import type { Entity } from './entity.ts'
import { type Random, Weighted } from './random.ts'

/** A loan on a bank's books. */
export interface Loan {
  bank: Bank
  /** Balance in 万元, a whole number. */
  balanceWan: number
  issuedOn: number
  dueOn: number
  guarantee: string
  rateBp: number
}

const borrowing = { enterprise: 0.34, individual: 0.114, cooperative: 0.12, farm: 0.08 } as const

const guarantees = new Weighted([
  ['抵押', 38],
  ['保证', 27],
  ['信用', 25],
  ['质押', 6],
  ['抵押+保证', 4],
])

const terms = [365, 365, 365, 730, 1095, 1825] as const

function dueDay(city: City, random: Random): number {
  const at = random.fraction()
  if (at < 0.13) return city.today + random.between(1, 90)
  if (at < 0.16) return city.today - random.between(1, 60)
  return city.today + random.between(91, 1_300)
}

/** A usual term back from the due day where that is past, otherwise some earlier day of the firm's life. */
function issueDay(city: City, entity: Entity, dueOn: number, random: Random): number {
  const latest = Math.min(city.today - 3, dueOn - 90)
  const earliest = Math.min(Math.max(entity.foundedOn + 60, dueOn - 1_825), latest)
  const usual = dueOn - random.pick(terms)
  return usual >= earliest && usual <= latest ? usual : random.between(earliest, latest)
}

function loan(city: City, entity: Entity, bank: Bank, random: Random): Loan {
  const dueOn = dueDay(city, random)
  const firm = entity.kind === 'enterprise'
  const balanceWan = firm
    ? 50 + Math.floor(random.fraction() ** 3 * 2_900)
    : 5 + Math.floor(random.fraction() ** 2 * 195)
  const issuedOn = issueDay(city, entity, dueOn, random)
  return {
    bank,
    balanceWan,
    issuedOn,
    dueOn,
    guarantee: guarantees.draw(random),
    rateBp: random.between(275, 540),
  }
}

/** Loans of an operating entity at least half a year old: none for most, one or two for some. */
export function loansOf(city: City, entity: Entity, random: Random): Loan[] {
  const near = city.banksByCounty.get(`${entity.community.code.slice(0, 6)}000000`) ?? city.banks
  if (!random.chance(borrowing[entity.kind]) || entity.foundedOn > city.today - 240) return []
  const first = random.pick(near)
  const loans = [loan(city, entity, first, random)]
  if (random.chance(0.15)) {
    const second = random.pick(near)
    if (second !== first) loans.push(loan(city, entity, second, random))
  }
  return loans
}
