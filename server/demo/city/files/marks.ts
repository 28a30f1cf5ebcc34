import { type City, streams } from '../city.ts'
import { isoDay } from '../days.ts'
import { entityAt } from '../entity.ts'
import { factsOf } from '../facts.ts'
import type { CityPlan } from '../plan.ts'
import { organisationCode } from './census.ts'
import type { RawRow } from './raw-files.ts'

/** File 05, 信用办: a sentence before the header; 移出日期 filled means the mark has ended. */
const head: RawRow[] = [
  ['以下名单来源于公共信用信息平台，仅供内部使用'],
  ['主体名称', '统一社会信用代码', '名单类型', '列入日期', '移出日期'],
]

/** The rows of file 05 for the entities at `indexes`. */
export function* markRows(city: City, indexes: readonly number[], plan: CityPlan): Generator<RawRow> {
  yield* head
  for (const index of indexes) {
    const entity = entityAt(city, index)
    const random = city.random.fork(index, streams.marksText)
    const at = random.fraction()
    let code = entity.code
    if (at < 0.03) {
      code = ''
      plan.marks.withoutCode.push(entity.code)
    } else if (at < 0.06) {
      code = organisationCode(entity.code)
      plan.marks.organisationCodes.push(entity.code)
    } else if (at < 0.08) {
      code = code.toLowerCase()
    }
    for (const mark of factsOf(city, entity).marks) {
      plan.files['05'].rows += 1
      plan.marks[mark.offDay === null ? 'open' : 'ended'] += 1
      yield [
        entity.name,
        code,
        mark.type,
        isoDay(mark.onDay),
        mark.offDay === null ? '' : isoDay(mark.offDay),
      ]
    }
  }
}
