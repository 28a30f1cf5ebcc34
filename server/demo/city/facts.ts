import { type City, streams } from './city.ts'
import { dayNumber, monthBefore } from './days.ts'
import type { Entity } from './entity.ts'
import { type Label, labelsOf } from './labels.ts'
import { type Loan, loansOf } from './loans.ts'
import { type Mark, marksOf } from './marks.ts'
import { type Random, Weighted } from './random.ts'
import { storyFacts } from './story-facts.ts'

/** What each department and bank knows of an entity, coherent with its life. Null or empty: it knows nothing. */
export interface Facts {
  tax: Tax | null
  insurance: Insurance | null
  census: Census | null
  marks: Mark[]
  loans: Loan[]
  labels: Label[]
  exporter: boolean
}

export interface Tax {
  grade: Grade
  /** Paid in the tax year and refunded on exports, in fen. */
  paidFen: number
  refundFen: number
  abnormal: boolean
}
export type Grade = 'A' | 'B' | 'M' | 'C' | 'D' | ''

export interface Insurance {
  insured: number
  /** yyyymm of the last contribution. */
  month: string
  paused: boolean
}

export interface Census {
  staff: number
  revenueThousand: number
}

/** 第五次全国经济普查 counted who existed on this day. */
const censusDay = dayNumber('2023-12-31')

const firmGrades = new Weighted<Grade>([
  ['A', 18],
  ['B', 30],
  ['M', 26],
  ['C', 8],
  ['D', 3],
  ['', 15],
])
const smallGrades = new Weighted<Grade>([
  ['A', 12],
  ['B', 20],
  ['M', 34],
  ['C', 5],
  ['D', 3],
  ['', 26],
])

interface Size {
  staff: number
  /** Yearly revenue in 万元. */
  revenueWan: number
}

function sizeOf(entity: Entity, random: Random): Size {
  if (entity.kind === 'enterprise') {
    const staff = 3 + Math.floor(random.fraction() ** 4 * 280)
    return { staff, revenueWan: staff * random.between(12, 90) }
  }
  if (entity.kind === 'individual')
    return { staff: 1 + Math.floor(random.fraction() ** 2 * 6), revenueWan: random.between(4, 120) }
  return { staff: random.between(2, 18), revenueWan: random.between(8, 400) }
}

function taxOf(city: City, entity: Entity, size: Size, random: Random): Tax {
  const firm = entity.kind === 'enterprise'
  const young = entity.foundedOn > city.taxYearEnd - 365
  const grade = young ? 'M' : (firm ? firmGrades : smallGrades).draw(random)
  let paidFen = 0
  if (firm) paidFen = Math.floor(size.revenueWan * (40 + 260 * random.fraction())) * 100
  else if (random.chance(0.45)) paidFen = random.between(200, 20_000) * 100
  if (random.chance(0.2)) paidFen += random.below(100)
  return { grade, paidFen, refundFen: 0, abnormal: false }
}

function insuranceOf(city: City, entity: Entity, size: Size, random: Random): Insurance {
  const insured = Math.max(
    1,
    entity.kind === 'enterprise' ? size.staff - random.below(3) : Math.min(size.staff, 4),
  )
  return { insured, month: monthBefore(city.today, random.chance(0.9) ? 1 : 2), paused: false }
}

function stoppedInsurance(city: City, random: Random): Insurance {
  const back = random.between(4, 14)
  return { insured: random.between(1, 6), month: monthBefore(city.today, back), paused: random.chance(0.8) }
}

function censusOf(size: Size, random: Random): Census {
  const idle = random.chance(0.08)
  return {
    staff: size.staff,
    revenueThousand: idle ? 0 : Math.round(size.revenueWan * 10 * (0.7 + 0.6 * random.fraction())),
  }
}

function none(): Facts {
  return { tax: null, insurance: null, census: null, marks: [], loans: [], labels: [], exporter: false }
}

const evidenceShares = {
  enterprise: { tax: 0.82, insurance: 0.72, census: 0.85 },
  individual: { tax: 0.36, insurance: 0.4, census: 0.62 },
  cooperative: { tax: 0.3, insurance: 0.12, census: 0.7 },
  farm: { tax: 0.2, insurance: 0.08, census: 0.7 },
} as const

/** An operating entity always leaves a trace: tax, insurance or census. */
function operating(city: City, entity: Entity, random: Random): Facts {
  const facts = none()
  const size = sizeOf(entity, random)
  const share = evidenceShares[entity.kind]
  const taxable = entity.foundedOn <= city.taxYearEnd
  const countable = entity.foundedOn <= censusDay
  const trading = entity.trade.group === 'maker' || entity.trade.group === 'wholesale'
  facts.exporter = taxable && trading && entity.kind === 'enterprise' && random.chance(0.1)
  if (taxable && (random.chance(share.tax) || facts.exporter)) facts.tax = taxOf(city, entity, size, random)
  if (facts.tax && facts.exporter) {
    facts.tax.refundFen = Math.floor(size.revenueWan * (300 + 900 * random.fraction())) * 100
    facts.tax.paidFen = Math.floor(facts.tax.paidFen / 1000) * 100
  }
  if (random.chance(share.insurance)) facts.insurance = insuranceOf(city, entity, size, random)
  if (countable && random.chance(share.census)) facts.census = censusOf(size, random)
  if (!facts.tax && !facts.insurance && !facts.census) {
    if (taxable) facts.tax = taxOf(city, entity, size, random)
    else facts.insurance = insuranceOf(city, entity, size, random)
  }
  if (!facts.insurance && facts.tax && random.chance(0.06)) facts.insurance = stoppedInsurance(city, random)
  facts.loans = loansOf(city, entity, random)
  facts.labels = entity.plant === 'dishonest' ? [] : labelsOf(city, entity, facts.exporter, random)
  return facts
}

function shell(entity: Entity, random: Random): Facts {
  const facts = none()
  const abnormal = entity.plant === 'shellTax'
  const paidFen = random.chance(0.15) ? random.between(50, 900) * 100 : 0
  if (abnormal || random.chance(0.3))
    facts.tax = { grade: random.pick(['D', 'C', '']), paidFen, refundFen: 0, abnormal }
  if (random.chance(0.15)) facts.census = censusOf(sizeOf(entity, random), random)
  return facts
}

/** What is left in the files of an entity that no longer trades here. */
function departed(city: City, entity: Entity, random: Random): Facts {
  const facts = none()
  const abnormal = entity.status === 'revoked'
  if (random.chance(0.12)) {
    facts.tax = {
      grade: random.pick(['M', 'D', '']),
      paidFen: random.between(0, 3_000) * 100,
      refundFen: 0,
      abnormal,
    }
  }
  if (random.chance(0.05)) facts.insurance = stoppedInsurance(city, random)
  if (random.chance(0.12)) facts.census = censusOf(sizeOf(entity, random), random)
  return facts
}

/** A tax row needs a day in the tax year, a census row a day before the census. */
function withinLife(city: City, entity: Entity, facts: Facts): Facts {
  if (entity.plant !== 'shellTax' && entity.foundedOn > city.taxYearEnd) facts.tax = null
  if (entity.foundedOn > censusDay) facts.census = null
  if (facts.insurance && facts.insurance.month < monthBefore(entity.foundedOn, 0)) {
    facts.insurance = facts.insurance.paused
      ? null
      : { ...facts.insurance, month: monthBefore(entity.foundedOn, 0) }
  }
  return facts
}

function drawn(city: City, entity: Entity, random: Random): Facts {
  if (entity.status !== 'active') return departed(city, entity, random)
  switch (entity.plant) {
    case 'none':
    case 'dishonest':
    case 'dishonestEnded':
      return operating(city, entity, random)
    case 'shellTax':
    case 'shellList':
      return shell(entity, random)
    case 'zombie': {
      const tax: Tax = { grade: random.pick(['M', 'C', 'D']), paidFen: 0, refundFen: 0, abnormal: false }
      return { ...none(), tax: random.chance(0.5) ? tax : null }
    }
    case 'unproven':
      return none()
  }
}

/** Everything the nine senders know of this entity. */
export function factsOf(city: City, entity: Entity): Facts {
  if (entity.story) return storyFacts(city, entity.story, none())
  const random = city.random.fork(entity.index, streams.facts)
  const facts = withinLife(city, entity, drawn(city, entity, random))
  facts.marks = marksOf(city, entity, random)
  return facts
}
