import type { Random } from './random.ts'
import { sharedCommunityNames, townFirst, townSecond, villagePrefix } from './words.ts'

/** The fictitious city: ten county-level units, about a hundred towns, about 1,500 communities. */
export interface Community {
  /** 12-digit statistical division code. */
  code: string
  name: string
  /** Without 社区居委会 or 村委会. */
  base: string
  rural: boolean
  town: Town
}

export interface Town {
  code: string
  name: string
  base: string
  county: County
  communities: Community[]
}

export interface County {
  code: string
  name: string
  short: string
  /** Names the county had before; old licences still carry them. */
  former: readonly string[]
  urban: boolean
  towns: Town[]
}

export interface Places {
  province: string
  city: string
  cityShort: string
  cityCode: string
  counties: County[]
  towns: Town[]
  communities: Community[]
}

interface CountyPlan {
  code: string
  name: string
  short: string
  former?: readonly string[]
  urban?: true
  streets: number
  towns: number
  rurals: number
}

const countyPlans: readonly CountyPlan[] = [
  { code: '990102', name: '泽城区', short: '泽城', urban: true, streets: 10, towns: 1, rurals: 0 },
  { code: '990103', name: '云湖区', short: '云湖', urban: true, streets: 8, towns: 2, rurals: 0 },
  {
    code: '990104',
    name: '望川区',
    short: '望川',
    former: ['望川县'],
    urban: true,
    streets: 6,
    towns: 4,
    rurals: 0,
  },
  {
    code: '990105',
    name: '棠溪区',
    short: '棠溪',
    former: ['棠溪县', '棠溪市'],
    urban: true,
    streets: 5,
    towns: 5,
    rurals: 1,
  },
  { code: '990121', name: '澜溪县', short: '澜溪', streets: 1, towns: 8, rurals: 2 },
  { code: '990122', name: '桐岭县', short: '桐岭', streets: 1, towns: 7, rurals: 3 },
  { code: '990123', name: '霁山县', short: '霁山', streets: 1, towns: 6, rurals: 4 },
  {
    code: '990171',
    name: '云泽高新区',
    short: '高新区',
    former: ['云泽高新技术产业开发区', '云泽开发区'],
    urban: true,
    streets: 3,
    towns: 1,
    rurals: 0,
  },
  { code: '990181', name: '鹿鸣市', short: '鹿鸣', former: ['鹿鸣县'], streets: 4, towns: 8, rurals: 1 },
  { code: '990182', name: '汀洲市', short: '汀洲', former: ['汀洲县'], streets: 4, towns: 6, rurals: 1 },
]

/** Three counties each have a 城关镇: a town's name alone does not say where it is. */
const seatTown = '城关'
const seatCounties = new Set(['990121', '990122', '990123'])

function pad3(n: number): string {
  return String(n).padStart(3, '0')
}

function namePool(random: Random): { towns: string[]; communities: string[] } {
  const pairs = random.shuffled(townFirst.flatMap((a) => townSecond.map((b) => a + b)))
  const towns = pairs.slice(0, 130)
  const plain = pairs.slice(130)
  const prefixed = villagePrefix.flatMap((p) => plain.slice(0, 260).map((pair) => p + pair))
  return { towns, communities: random.shuffled([...plain, ...prefixed]) }
}

function addCommunities(town: Town, urban: boolean, names: string[], random: Random): void {
  const total = random.between(10, 19)
  const settled = urban ? total : Math.min(total, random.between(1, 4))
  for (let i = 0; i < total; i++) {
    const rural = i >= settled
    const shared = random.chance(0.05) ? random.pick(sharedCommunityNames) : undefined
    const clash = shared && town.communities.some((c) => c.base === shared)
    const base = shared && !clash ? shared : (names.pop() as string)
    const number = rural ? 200 + i - settled : 1 + i
    const name = rural ? `${base}村委会` : `${base}社区居委会`
    town.communities.push({ code: town.code.slice(0, 9) + pad3(number), name, base, rural, town })
  }
}

function addTowns(
  county: County,
  plan: CountyPlan,
  names: { towns: string[]; communities: string[] },
  random: Random,
) {
  const kinds = [
    { count: plan.streets, first: 1, ending: '街道' },
    { count: plan.towns, first: 100, ending: '镇' },
    { count: plan.rurals, first: 200, ending: '乡' },
  ]
  for (const { count, first, ending } of kinds) {
    for (let i = 0; i < count; i++) {
      const seat = ending === '镇' && i === 0 && seatCounties.has(plan.code)
      const base = seat ? seatTown : (names.towns.pop() as string)
      const code = `${plan.code}${pad3(first + i)}000`
      const town: Town = { code, name: base + ending, base, county, communities: [] }
      addCommunities(town, ending === '街道', names.communities, random)
      county.towns.push(town)
    }
  }
}

/** Lays out the city for this generator. */
export function layOutPlaces(random: Random): Places {
  const names = namePool(random)
  const counties = countyPlans.map((plan) => {
    const { name, short, former = [], urban = false } = plan
    const county: County = { code: `${plan.code}000000`, name, short, former, urban, towns: [] }
    addTowns(county, plan, names, random)
    return county
  })
  const towns = counties.flatMap((c) => c.towns)
  return {
    province: '示范省',
    city: '云泽市',
    cityShort: '云泽',
    cityCode: '990100000000',
    counties,
    towns,
    communities: towns.flatMap((t) => t.communities),
  }
}
