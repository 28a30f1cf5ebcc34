import { type City, streams } from '../city.ts'
import { entityAt } from '../entity.ts'
import { factsOf } from '../facts.ts'
import type { CityPlan } from '../plan.ts'
import type { RawRow } from './raw-files.ts'

/** File 04, 统计局: organisation codes stand in place of some unified codes. */
const header: RawRow =
  '单位详细名称 统一社会信用代码/组织机构代码 行业代码 区划代码 年末从业人员 营业收入(千元)'.split(' ')

/** An organisation code as printed: eight characters, hyphen, check. */
export function organisationCode(code: string): string {
  return `${code.slice(8, 16)}-${code.slice(16, 17)}`
}

/** The rows of file 04 for the entities at `indexes`. */
export function* censusRows(city: City, indexes: readonly number[], plan: CityPlan): Generator<RawRow> {
  yield header
  for (const index of indexes) {
    const entity = entityAt(city, index)
    const { census } = factsOf(city, entity)
    if (!census) continue
    const random = city.random.fork(index, streams.censusText)
    const short = !entity.story && random.chance(0.022)
    if (short) plan.census.organisationCodes.push(entity.code)
    plan.files['04'].rows += 1
    yield [
      entity.name,
      short ? organisationCode(entity.code) : entity.code,
      entity.trade.industry,
      entity.community.code,
      census.staff,
      census.revenueThousand,
    ]
  }
}
