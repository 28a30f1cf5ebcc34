import { type City, streams } from '../city.ts'
import { calendarDay } from '../days.ts'
import { type Entity, entityAt, newCodesFrom, registrationOf } from '../entity.ts'
import { factsOf, type Tax } from '../facts.ts'
import type { CityPlan } from '../plan.ts'
import type { Random } from '../random.ts'
import type { RawCell, RawRow } from './raw-files.ts'

/** File 02, 税务局: title and note rows, header in row 3, 合计 at the end, some amounts as text. */
function headOf(city: City): RawRow[] {
  const { year, month } = calendarDay(city.today)
  return [
    [`${city.places.city}纳税人信用等级及入库税款情况表`],
    ['单位：元', null, null, null, null, null, `填报日期：${year}年${month}月15日`],
    `序号 纳税人识别号（统一社会信用代码） 纳税人名称 纳税信用等级 ${year - 1}年度入库税额 出口退税额 是否非正常户`.split(
      ' ',
    ),
  ]
}

function yuan(fen: number): number {
  return fen / 100
}

function amountCell(fen: number, random: Random, plan: CityPlan): RawCell {
  if (!random.chance(0.18)) return yuan(fen)
  plan.tax.numbersAsText += 1
  const text = String(yuan(fen))
  return random.chance(0.4) ? text.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',') : text
}

function gradeText(tax: Tax, random: Random): string {
  return tax.grade !== '' && random.chance(0.3) ? `${tax.grade}级` : tax.grade
}

/** The 15 characters of before 2015 in some rows: division + organisation code, or the registration number. */
function taxNumber(entity: Entity, random: Random, plan: CityPlan): string {
  if (!random.chance(0.012)) return entity.code
  if (entity.foundedOn < newCodesFrom && !entity.sharesName && random.chance(0.3)) {
    plan.tax.registrationNumbers.push(entity.code)
    return registrationOf(entity)
  }
  plan.tax.taxpayerNumbers.push(entity.code)
  return entity.code.slice(2, 17)
}

/** The rows of file 02 for the entities at `indexes`. */
export function* taxRows(city: City, indexes: readonly number[], plan: CityPlan): Generator<RawRow> {
  yield* headOf(city)
  let total = 0n
  let serial = 0
  for (const index of indexes) {
    const entity = entityAt(city, index)
    const { tax, exporter } = factsOf(city, entity)
    if (!tax) continue
    const random = city.random.fork(index, streams.taxText)
    serial += 1
    total += BigInt(tax.paidFen)
    const number = entity.story ? entity.code : taxNumber(entity, random, plan)
    if (exporter) plan.exporters.push(entity.code)
    yield [
      serial,
      number,
      entity.name,
      gradeText(tax, random),
      amountCell(tax.paidFen, random, plan),
      tax.refundFen > 0 ? yuan(tax.refundFen) : null,
      tax.abnormal ? '是' : '否',
    ]
  }
  plan.files['02'].rows = serial
  plan.tax.totalPaidFen = String(total)
  yield ['合计', null, null, null, Number(total) / 100]
}
