import { type City, streams } from '../city.ts'
import { entityAt } from '../entity.ts'
import { factsOf } from '../facts.ts'
import type { CityPlan } from '../plan.ts'
import type { RawRow, RawSheet } from './raw-files.ts'

/** File 03, 人社局: two sheets by area, some units without a code. */
const header: RawRow = [
  '单位编号',
  '参保单位名称',
  '统一社会信用代码',
  '参保人数',
  '缴费状态',
  '最近缴费年月',
]

/** The rows of one sheet, with its header. */
function* insuranceRows(city: City, indexes: readonly number[], plan: CityPlan): Generator<RawRow> {
  yield header
  for (const index of indexes) {
    const entity = entityAt(city, index)
    const { insurance } = factsOf(city, entity)
    if (!insurance) continue
    const random = city.random.fork(index, streams.insuranceText)
    const withoutCode = !entity.story && random.chance(0.05)
    if (withoutCode) plan.insurance.withoutCode.push(entity.code)
    plan.files['03'].rows += 1
    yield [
      random.between(100_000, 999_999),
      random.chance(0.01) ? `${entity.name} ` : entity.name,
      withoutCode ? '' : entity.code,
      insurance.insured,
      insurance.paused ? '暂停缴费' : '正常参保',
      insurance.month,
    ]
  }
}

const rowsPerSheet = 60_000

/** The two areas as sheets; an area beyond `rowsPerSheet` goes on in a further sheet. */
export function insuranceSheets(
  city: City,
  areas: { urban: readonly number[]; rural: readonly number[] },
  plan: CityPlan,
): RawSheet[] {
  const sheets: RawSheet[] = []
  for (const [name, indexes] of [['城区', areas.urban] as const, ['县（市）', areas.rural] as const]) {
    for (let from = 0, part = 1; from === 0 || from < indexes.length; from += rowsPerSheet, part++) {
      const some = indexes.slice(from, from + rowsPerSheet)
      sheets.push({ name: part === 1 ? name : `${name}${part}`, rows: () => insuranceRows(city, some, plan) })
    }
  }
  return sheets
}
