import { type City, streams } from './city.ts'
import { type BodyForm, bodyOf, registrationNumber, unifiedCode } from './codes.ts'
import { dayNumber } from './days.ts'
import { nameOf } from './names.ts'
import type { Community } from './places.ts'
import { type Random, Weighted } from './random.ts'
import { isStory, storyOf } from './story.ts'
import { allTrades, type Trade, type TradeGroup } from './trades.ts'

/** The truth about one entity, before any clerk writes it down. A pure function of (city, index). */
export interface Entity {
  index: number
  kind: Kind
  name: string
  code: string
  trade: Trade
  /** 登记 type as the registry would print it. */
  typeName: string
  owner: string
  community: Community
  foundedOn: number
  status: Status
  plant: Plant
  story: 'firstLoan' | 'noodleShop' | null
  /** Bears the very name of the entity before it. */
  namesake: boolean
  /** Somebody else has the same name: a row without a code would say nothing certain. */
  sharesName: boolean
}

export type Kind = 'individual' | 'enterprise' | 'cooperative' | 'farm'
export type Status = 'active' | 'cancelled' | 'revoked' | 'movedOut'

/**
 * What was planted, at most one thing per entity:
 * - zombie: a firm over three years old without tax, insurance or census
 * - shellTax: 非正常户; shellList: in 经营异常名录 with no end
 * - dishonest: an open mark of dishonesty; dishonestEnded: one that has ended
 * - unproven: a small entity of which no department knows anything
 */
export type Plant = 'none' | 'zombie' | 'shellTax' | 'shellList' | 'dishonest' | 'dishonestEnded' | 'unproven'

const kinds = new Weighted<Kind>([
  ['individual', 68],
  ['enterprise', 24],
  ['cooperative', 5],
  ['farm', 3],
])

const groupsOf: Record<Kind, Weighted<TradeGroup>> = {
  individual: new Weighted<TradeGroup>([
    ['food', 26],
    ['retail', 36],
    ['wholesale', 8],
    ['service', 14],
    ['maker', 6],
    ['builder', 3],
    ['transport', 4],
    ['digital', 2],
    ['farm', 1],
  ]),
  enterprise: new Weighted<TradeGroup>([
    ['maker', 28],
    ['wholesale', 24],
    ['builder', 14],
    ['retail', 8],
    ['service', 10],
    ['digital', 9],
    ['transport', 5],
    ['food', 2],
  ]),
  cooperative: new Weighted<TradeGroup>([['farm', 1]]),
  farm: new Weighted<TradeGroup>([['farm', 1]]),
}

const tradesOf = Object.fromEntries(
  [...new Set(allTrades.map((t) => t.group))].map((group) => [
    group,
    allTrades.filter((t) => t.group === group),
  ]),
) as Record<TradeGroup, Trade[]>

const inactive = new Weighted<Status>([
  ['cancelled', 42],
  ['revoked', 32],
  ['movedOut', 26],
])

const firstDay = dayNumber('1985-01-01')
/** Unified codes are given from this day; who is older may have older numbers. */
export const newCodesFrom = dayNumber('2015-10-01')

function namesakeDrawn(city: City, index: number): boolean {
  return index > 0 && city.random.fork(index, streams.namesake).chance(0.002)
}

/** Namesakes are adjacent pairs; story entities and their neighbours are left out. */
function isNamesake(city: City, index: number): boolean {
  return (
    namesakeDrawn(city, index) && !namesakeDrawn(city, index - 1) && !isStory(index) && !isStory(index - 1)
  )
}

function prefixOf(kind: Kind, random: Random): string {
  if (kind === 'individual') return '92'
  if (kind === 'enterprise') return '91'
  if (kind === 'cooperative') return '93'
  return random.chance(0.8) ? '92' : '91'
}

function divisionOf(city: City, community: Community, random: Random): string {
  if (random.chance(0.06)) return city.places.cityCode.slice(0, 6)
  if (random.chance(0.04)) return random.pick(city.places.counties).code.slice(0, 6)
  return community.code.slice(0, 6)
}

function codeOf(
  city: City,
  entity: { index: number; kind: Kind; community: Community; foundedOn: number },
): string {
  const random = city.random.fork(entity.index, streams.code)
  let form: BodyForm = 'current'
  if (entity.foundedOn < newCodesFrom) {
    if (entity.kind === 'enterprise' || entity.kind === 'cooperative')
      form = random.chance(0.7) ? 'former' : 'current'
    else if (entity.kind === 'individual' && random.chance(0.4)) form = 'soleTrader'
  }
  const prefix = prefixOf(entity.kind, random)
  return unifiedCode(
    prefix,
    divisionOf(city, entity.community, random),
    bodyOf(entity.index, form, city.shift),
  )
}

/** The 15-digit registration number the entity had before 2015. */
export function registrationOf(entity: Entity): string {
  const first = entity.kind === 'enterprise' ? '0' : entity.kind === 'individual' ? '6' : '2'
  return registrationNumber(
    entity.community.code.slice(0, 6),
    first + String(entity.index % 10_000_000).padStart(7, '0'),
  )
}

function foundingDay(city: City, kind: Kind, random: Random): number {
  const span = city.today - firstDay
  const youth = kind === 'individual' ? 2.6 : 2
  const age = Math.floor(random.fraction() ** youth * span)
  return city.today - Math.max(age, random.between(3, 40))
}

function statusOf(city: City, foundedOn: number, random: Random): Status {
  const age = (city.today - foundedOn) / (city.today - firstDay)
  return random.chance(0.14 + 0.4 * age) ? inactive.draw(random) : 'active'
}

function plantOf(city: City, kind: Kind, foundedOn: number, random: Random): Plant {
  const at = random.fraction()
  if (at < 0.014) return 'shellTax'
  if (at < 0.025) return 'shellList'
  if (at < 0.034) return 'dishonest'
  if (at < 0.0385) return 'dishonestEnded'
  if (kind === 'enterprise') return at < 0.125 && foundedOn < city.zombiesBefore ? 'zombie' : 'none'
  return at < 0.105 ? 'unproven' : 'none'
}

/** Where the entity at an index does business: the first draw of its own generator. */
function homeOf(city: City, self: Random): Community {
  return self.pick(city.communities.draw(self))
}

/** The entity at this index. */
export function entityAt(city: City, index: number): Entity {
  const self = city.random.fork(index, streams.self)
  const community = homeOf(city, self)
  const namesake = isNamesake(city, index)
  const bearer = namesake ? index - 1 : index
  const home = namesake ? homeOf(city, city.random.fork(bearer, streams.self)) : community
  const identity = city.random.fork(bearer, streams.identity)
  const kind = kinds.draw(identity)
  const trade = identity.pick(tradesOf[groupsOf[kind].draw(identity)])
  const named = nameOf(city, { index: bearer, kind, trade, home, random: identity })
  const foundedOn = foundingDay(city, kind, self)
  const status = statusOf(city, foundedOn, self)
  const plant = status === 'active' ? plantOf(city, kind, foundedOn, self) : 'none'
  const drawn = {
    index,
    kind,
    ...named,
    trade,
    community,
    foundedOn,
    status,
    plant,
    namesake,
    sharesName: namesake || isNamesake(city, index + 1),
  }
  const entity: Entity = { ...drawn, code: '', story: null }
  const told = isStory(index) ? storyOf(city, entity) : entity
  told.code = codeOf(city, told)
  return told
}

/** Every entity of the city in order. */
export function* entitiesOf(city: City): Generator<Entity> {
  for (let index = 0; index < city.entities; index++) yield entityAt(city, index)
}
