import { type City, streams } from './city.ts'
import { fullWidth, mistyped } from './codes.ts'
import { type Entity, newCodesFrom, registrationOf } from './entity.ts'
import { type Random, Weighted } from './random.ts'

/** What a clerk did to an entity's registry row. Planted and story entities are left clean, so recall is exact. */
export interface Dirt {
  badCode: BadCode | null
  duplicate: 'same' | 'contradictory' | null
}
export const badCodes = ['fullWidth', 'lowerCase', 'spaced', 'mistyped', 'missing', 'registration'] as const
/** `registration`: the 15-digit number of before 2015 stands in place of the code. */
export type BadCode = (typeof badCodes)[number]

const badCodeShare = 0.0175
const duplicateShare = 0.0068

const kinds = new Weighted<BadCode>([
  ['fullWidth', 42],
  ['lowerCase', 42],
  ['spaced', 30],
  ['mistyped', 28],
  ['missing', 20],
  ['registration', 14],
])

/** The dirt on this entity's registry row. */
export function dirtOf(city: City, entity: Entity): Dirt {
  const clean: Dirt = { badCode: null, duplicate: null }
  if (entity.plant !== 'none' || entity.story) return clean
  const random = city.random.fork(entity.index, streams.dirt)
  if (random.chance(duplicateShare)) {
    return { ...clean, duplicate: random.chance(0.48) ? 'contradictory' : 'same' }
  }
  if (!random.chance(badCodeShare)) return clean
  let badCode = kinds.draw(random)
  if (badCode === 'registration' && entity.foundedOn >= newCodesFrom) badCode = 'fullWidth'
  if (badCode === 'lowerCase' && !/[A-Z]/.test(entity.code)) badCode = 'spaced'
  return { ...clean, badCode }
}

/** The code as it stands in the file. */
export function spoiledCode(entity: Entity, badCode: BadCode | null, random: Random): string {
  switch (badCode) {
    case null:
      return entity.code
    case 'fullWidth':
      return fullWidth(entity.code)
    case 'lowerCase':
      return entity.code.toLowerCase()
    case 'spaced': {
      const at = random.pick([6, 8, 9, 10])
      return `${entity.code.slice(0, at)} ${entity.code.slice(at)}`
    }
    case 'mistyped':
      return mistyped(entity.code, random.between(6, 17), random.below(30))
    case 'missing':
      return ''
    case 'registration':
      return registrationOf(entity)
  }
}
