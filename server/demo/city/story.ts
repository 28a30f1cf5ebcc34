import type { City } from './city.ts'
import { addMonths } from './days.ts'
import type { Entity } from './entity.ts'
import { allTrades } from './trades.ts'

/** Two fixed entities that demonstrations and journeys tell about. */
const firstLoanIndex = 137
const noodleShopIndex = 211

/** Whether a story is told about this index. */
export function isStory(index: number): boolean {
  return index === firstLoanIndex || index === noodleShopIndex
}

function tradeNamed(word: string): Entity['trade'] {
  const trade = allTrades.find((t) => t.word === word)
  if (!trade) throw new Error(`没有行业“${word}”`)
  return trade
}

/** The story entity in place of the one drawn for its index. */
export function storyOf(city: City, drawn: Entity): Entity {
  const plain = { ...drawn, status: 'active', plant: 'none', namesake: false, sharesName: false } as const
  // Both in the first county, where the demonstration's staff have their posts.
  const [first, second] = city.places.counties[0]?.towns ?? []
  const community = (drawn.index === firstLoanIndex ? (second ?? first) : first)?.communities[0]
  if (!community) throw new Error('第一个区县没有社区')
  if (drawn.index === firstLoanIndex) {
    return {
      ...plain,
      story: 'firstLoan',
      kind: 'enterprise',
      name: `${city.places.cityShort}隆川管道有限公司`,
      typeName: '有限责任公司(自然人投资或控股)',
      owner: '隆志川',
      trade: tradeNamed('管道'),
      foundedOn: addMonths(city.today, -city.firstLoanMonths),
      community,
    }
  }
  return {
    ...plain,
    story: 'noodleShop',
    kind: 'individual',
    name: '赵记面馆',
    typeName: '个体工商户',
    owner: '赵小禾',
    trade: tradeNamed('面食'),
    foundedOn: addMonths(city.today, -62),
    community,
  }
}
