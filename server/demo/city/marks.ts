import type { City } from './city.ts'
import type { Entity } from './entity.ts'
import { type Random, Weighted } from './random.ts'

/** An entry of the credit office's list; with `offDay` the mark has ended. */
export interface Mark {
  type: MarkType
  onDay: number
  offDay: number | null
}
const abnormalList = '经营异常名录'
type MarkType = typeof abnormalList | '失信被执行人' | '严重违法失信' | '重大税收违法'

const dishonest = new Weighted<MarkType>([
  ['失信被执行人', 45],
  ['严重违法失信', 30],
  ['重大税收违法', 25],
])

function mark(city: City, entity: Entity, random: Random, one: { type: MarkType; ended: boolean }): Mark {
  const earliest = Math.max(entity.foundedOn + 1, city.today - 2_400)
  const onDay = random.between(earliest, Math.max(earliest, city.today - 40))
  if (!one.ended) return { type: one.type, onDay, offDay: null }
  return {
    type: one.type,
    onDay,
    offDay: random.between(Math.min(onDay + 30, city.today - 1), city.today - 1),
  }
}

/** The entity's marks: what was planted, and a few that mean nothing any more. */
export function marksOf(city: City, entity: Entity, random: Random): Mark[] {
  if (entity.status !== 'active') {
    if (!random.chance(0.012)) return []
    return [
      mark(city, entity, random, {
        type: random.chance(0.5) ? abnormalList : dishonest.draw(random),
        ended: random.chance(0.3),
      }),
    ]
  }
  switch (entity.plant) {
    case 'shellList':
      return [mark(city, entity, random, { type: abnormalList, ended: false })]
    case 'shellTax':
      return random.chance(0.1) ? [mark(city, entity, random, { type: abnormalList, ended: false })] : []
    case 'dishonest': {
      const open = mark(city, entity, random, { type: dishonest.draw(random), ended: false })
      return random.chance(0.12)
        ? [mark(city, entity, random, { type: open.type, ended: true }), open]
        : [open]
    }
    case 'dishonestEnded':
      return [mark(city, entity, random, { type: dishonest.draw(random), ended: true })]
    case 'none':
      return random.chance(0.004) ? [mark(city, entity, random, { type: abnormalList, ended: true })] : []
    case 'zombie':
    case 'unproven':
      return []
  }
}
