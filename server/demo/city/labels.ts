import type { City } from './city.ts'
import { calendarDay } from './days.ts'
import type { Entity } from './entity.ts'
import type { Random } from './random.ts'

/** A category in which science, industry or commerce officers list a firm. */
export interface Label {
  category: Category
  year: number
}
export const categories = [
  '高新技术企业',
  '科技型中小企业',
  '专精特新中小企业',
  '专精特新“小巨人”',
  '外贸企业',
  '绿色工厂',
  '个转企',
] as const
export type Category = (typeof categories)[number]

/** The categories an operating firm holds. */
export function labelsOf(city: City, entity: Entity, exporter: boolean, random: Random): Label[] {
  if (entity.kind !== 'enterprise') return []
  const now = calendarDay(city.today).year
  const first = Math.max(calendarDay(entity.foundedOn).year, now - 5)
  const found: Label[] = []
  const add = (category: Category, share: number) => {
    if (random.chance(share)) found.push({ category, year: random.between(first, now) })
  }
  const inventive = entity.trade.group === 'maker' || entity.trade.group === 'digital' ? 1 : 0.15
  add('高新技术企业', 0.05 * inventive)
  add('科技型中小企业', 0.055 * inventive)
  add('专精特新中小企业', 0.03 * inventive)
  add('专精特新“小巨人”', 0.008 * inventive)
  add('绿色工厂', entity.trade.group === 'maker' ? 0.03 : 0)
  add('外贸企业', exporter ? 0.7 : 0)
  add('个转企', 0.012)
  return found
}
