import { type City, streams } from '../city.ts'
import { isoDay } from '../days.ts'
import { type Entity, entityAt } from '../entity.ts'
import { factsOf } from '../facts.ts'
import type { CityPlan } from '../plan.ts'
import type { Random } from '../random.ts'
import { organisationCode } from './census.ts'
import type { RawRow } from './raw-files.ts'

/** File 05, 信用办: a sentence before the header; 移出日期 filled means the mark has ended. */
const head: RawRow[] = [
  ['以下名单来源于公共信用信息平台，仅供内部使用'],
  ['主体名称', '统一社会信用代码', '名单类型', '列入日期', '移出日期'],
]

/** The code as the list has it: three in a hundred rows have none, unless the name alone would not tell. */
function listedCode(entity: Entity, random: Random): string {
  const at = random.fraction()
  if (at < 0.03 && !entity.sharesName) return ''
  if (at < 0.06) return organisationCode(entity.code)
  return at < 0.08 ? entity.code.toLowerCase() : entity.code
}

/** The rows of file 05 for the entities at `indexes`. */
export function* markRows(city: City, indexes: readonly number[], plan: CityPlan): Generator<RawRow> {
  yield* head
  for (const index of indexes) {
    const entity = entityAt(city, index)
    const code = listedCode(entity, city.random.fork(index, streams.marksText))
    for (const { type, onDay, offDay } of factsOf(city, entity).marks) {
      plan.files['05'].rows += 1
      plan.marks[offDay === null ? 'open' : 'ended'] += 1
      if (code === '') plan.marks.withoutCode.push(entity.code)
      if (code.includes('-')) plan.marks.organisationCodes.push(entity.code)
      yield [entity.name, code, type, isoDay(onDay), offDay === null ? '' : isoDay(offDay)]
    }
  }
}
