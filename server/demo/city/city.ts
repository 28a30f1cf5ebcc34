import { type Bank, openBanks } from './banks.ts'
import { addMonths, dayNumber } from './days.ts'
import { type Community, layOutPlaces, type Places } from './places.ts'
import { type Random, seeded, Weighted } from './random.ts'

/** What everything about the synthetic city is a pure function of. */
export interface CityOptions {
  /** Number of entities, at least 500. */
  entities: number
  seed: number
  /** yyyy-mm-dd: the day the departments sent their files. */
  today: string
  /** How old the first-loan story firm is on that day, in months; eleven unless said. */
  firstLoanMonths?: number
}

export interface City {
  entities: number
  seed: number
  today: number
  todayText: string
  /** Last day of the year whose tax file 02 reports: the year before today's. */
  taxYearEnd: number
  /** Older firms without any trace are zombies. */
  zombiesBefore: number
  firstLoanMonths: number
  random: Random
  places: Places
  banks: Bank[]
  /** Banks with a branch in the county, by county code. */
  banksByCounty: Map<string, Bank[]>
  /** Draws a community, counties by size. */
  communities: Weighted<readonly Community[]>
  /** Shifts of the code bodies and names, so that another seed gives other ones. */
  shift: number
}

/** Independent streams of chance; adding one never changes the others. */
export const streams = {
  places: 1,
  banks: 2,
  self: 3,
  identity: 4,
  facts: 5,
  dirt: 6,
  registryText: 7,
  taxText: 8,
  insuranceText: 9,
  censusText: 10,
  marksText: 11,
  loansText: 12,
  labelsText: 13,
  namesake: 14,
  code: 15,
} as const

const countyShares = [18, 14, 10, 9, 9, 7, 5, 8, 12, 8]

/** Founds the city: places, banks and the generator everything else forks from. */
export function foundCity(options: CityOptions): City {
  const { entities, seed, today } = options
  if (!Number.isSafeInteger(entities) || entities < 500)
    throw new RangeError('经营主体数须为不小于 500 的整数')
  if (!Number.isSafeInteger(seed) || seed < 0) throw new RangeError('种子须为非负整数')
  const random = seeded(seed)
  const places = layOutPlaces(random.fork(0, streams.places))
  const banks = openBanks(places, random.fork(0, streams.banks))
  const inCounty = (code: string) =>
    banks.filter((b) => b.branches.some((branch) => branch.county.code === code))
  return {
    entities,
    seed,
    today: dayNumber(today),
    todayText: today,
    taxYearEnd: dayNumber(`${Number(today.slice(0, 4)) - 1}-12-31`),
    zombiesBefore: addMonths(dayNumber(today), -37),
    firstLoanMonths: options.firstLoanMonths ?? 11,
    random,
    places,
    banks,
    banksByCounty: new Map(places.counties.map((c) => [c.code, inCounty(c.code)])),
    communities: new Weighted(
      places.counties.map((c, i) => [c.towns.flatMap((t) => t.communities), countyShares[i] ?? 1] as const),
    ),
    shift: random.fork(1).below(1_000_000),
  }
}
