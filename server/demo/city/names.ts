import type { City } from './city.ts'
import type { Kind } from './entity.ts'
import type { Community, Town } from './places.ts'
import { type Random, Weighted } from './random.ts'
import { firmForms, soleTraderForms, type Trade } from './trades.ts'
import {
  brandExtra,
  brandFirst,
  brandSecond,
  brandThird,
  givenFirst,
  givenSecond,
  surnames,
} from './words.ts'

/** Names: place + 字号 + trade + form. A 字号 is a permutation of the index, so names do not repeat by chance. */
interface Named {
  name: string
  typeName: string
  owner: string
}

const space = brandFirst.length * brandSecond.length * brandThird.length
const step = 104_729

function brandOf(index: number, shift: number): string {
  const n = (index * step + shift) % space
  const again = Math.floor(index / space)
  const first = brandFirst[n % brandFirst.length] as string
  const second = brandSecond[Math.floor(n / brandFirst.length) % brandSecond.length] as string
  const third = brandThird[Math.floor(n / (brandFirst.length * brandSecond.length))] as string
  let extra = ''
  for (let rest = again; rest > 0; rest = Math.floor(rest / brandExtra.length))
    extra += brandExtra[rest % brandExtra.length]
  return first + second + third + extra
}

/** An invented person: surname and one or two given characters. */
function personOf(random: Random, surname: string = random.pick(surnames)): string {
  const given = random.pick(givenSecond)
  return random.chance(0.35) ? surname + given : surname + random.pick(givenFirst) + given
}

const forms = new Weighted(
  firmForms.map(([ending, typeName, weight]) => [{ ending, typeName }, weight] as const),
)

/** The county a name speaks of: nearly always where the business is. */
function namedTown(city: City, home: Community, random: Random): Town {
  return random.chance(0.05) ? random.pick(city.places.towns) : home.town
}

function firmName(city: City, brand: string, one: NameOf): Named {
  const { trade, random } = one
  const { ending, typeName } = forms.draw(random)
  const form = trade.group === 'maker' ? ending : ending.replace('厂', '商行')
  const { county } = namedTown(city, one.home, random)
  const place = random.pick([city.places.city, city.places.cityShort, city.places.cityShort, county.name])
  return { name: place + brand + trade.word + form, typeName, owner: personOf(random) }
}

function soleTraderName(city: City, brand: string, one: NameOf): Named {
  const { trade, random } = one
  const { county, base } = namedTown(city, one.home, random)
  const place = random.chance(0.5) ? county.short : county.name
  const town = random.chance(0.4) ? base : ''
  const owner = personOf(random)
  const ending = random.pick(soleTraderForms[trade.group])
  const called = town !== '' && random.chance(0.5) ? owner : brand
  return { name: place + town + called + trade.word + ending, typeName: '个体工商户', owner }
}

/** Whose name it is; `home` is where that entity does business. */
interface NameOf {
  index: number
  kind: Kind
  trade: Trade
  home: Community
  random: Random
}

/** Name, registry type and owner of the entity whose name this is. */
export function nameOf(city: City, one: NameOf): Named {
  const { kind, trade, random } = one
  const brand = brandOf(one.index, city.shift)
  if (kind === 'enterprise') return firmName(city, brand, one)
  if (kind === 'individual') return soleTraderName(city, brand, one)
  const { county, base } = namedTown(city, one.home, random)
  const owner = personOf(random)
  if (kind === 'cooperative') {
    return { name: `${county.name}${brand}${trade.word}农民专业合作社`, typeName: '农民专业合作社', owner }
  }
  return { name: `${county.short}${base}${brand}家庭农场`, typeName: '家庭农场', owner }
}
