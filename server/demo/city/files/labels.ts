import { type City, streams } from '../city.ts'
import { entityAt } from '../entity.ts'
import { factsOf } from '../facts.ts'
import type { CityPlan } from '../plan.ts'
import type { RawRow } from './raw-files.ts'

/** File 07, 科技、工信、商务: three rows in ten without a code, some names with a space at the end. */
const header: RawRow = ['企业名称', '统一社会信用代码', '类别', '认定年份']

/** The rows of file 07 for the entities at `indexes`. */
export function* labelRows(city: City, indexes: readonly number[], plan: CityPlan): Generator<RawRow> {
  yield header
  for (const index of indexes) {
    const entity = entityAt(city, index)
    const random = city.random.fork(index, streams.labelsText)
    for (const label of factsOf(city, entity).labels) {
      const withoutCode = random.chance(0.3)
      if (withoutCode) plan.labels.withoutCode.push(entity.code)
      plan.labels.byCategory[label.category].push(entity.code)
      plan.files['07'].rows += 1
      const name = random.chance(0.05) ? `${entity.name} ` : entity.name
      yield [name, withoutCode ? '' : entity.code, label.category, label.year]
    }
  }
}
