import { addressOf } from '../address.ts'
import { type City, streams } from '../city.ts'
import { calendarDay, isoDay, two } from '../days.ts'
import { type Dirt, dirtOf, spoiledCode } from '../dirt.ts'
import { type Entity, entitiesOf, type Status } from '../entity.ts'
import { phoneOf } from '../phone.ts'
import { type CityPlan, planEntity } from '../plan.ts'
import { type Random, Weighted } from '../random.ts'
import type { RawRow } from './raw-files.ts'

/** File 01, 市场监管局: every entity, some rows twice. */
const header: RawRow =
  '企业名称 统一社会信用代码 成立日期 主体类型 法定代表人/负责人 注册资本 经营范围 省份 城市 住所 登记状态 联系电话'.split(
    ' ',
  )

const statusTexts: Record<Status, Weighted<string>> = {
  active: new Weighted([
    ['存续', 62],
    ['在业', 13],
    ['开业', 12],
    ['存续（在营、开业、在册）', 13],
  ]),
  cancelled: new Weighted([['注销', 1]]),
  revoked: new Weighted([['吊销，未注销', 1]]),
  movedOut: new Weighted([['迁出', 1]]),
}

function dayText(dayNo: number, random: Random): string {
  const at = random.fraction()
  if (at < 0.965) return isoDay(dayNo)
  const { year, month, day } = calendarDay(dayNo)
  if (at < 0.978) return `${year}/${two(month)}/${two(day)}`
  if (at < 0.988) return `${year}/${month}/${day}`
  return at < 0.994 ? `${year}年${two(month)}月${two(day)}日` : `${year}年${month}月${day}日`
}

type CapitalForm = 'bracket' | 'plain' | 'bare' | 'yuan' | 'decimal' | 'foreign' | 'none'
const capitalForms = new Weighted<CapitalForm>([
  ['bracket', 52],
  ['none', 24],
  ['plain', 10],
  ['bare', 4],
  ['decimal', 5],
  ['yuan', 3],
  ['foreign', 1.2],
])

function grouped(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ',')
}

function capitalText(entity: Entity, random: Random): string {
  const wan =
    entity.kind === 'enterprise'
      ? random.pick([10, 30, 50, 50, 100, 100, 100, 200, 300, 500, 500, 1000, 1080, 2000, 5000, 12_000])
      : random.between(1, 60)
  switch (capitalForms.draw(random)) {
    case 'bracket':
      return `${grouped(wan)}(万元人民币)`
    case 'none':
      return 'N/A'
    case 'plain':
      return `${wan}${random.pick(['万人民币', '万元', '万元人民币', '万人民币元'])}`
    case 'bare':
      return `${grouped(wan)}(万)`
    case 'decimal':
      return `${grouped(wan)}.${random.pick(['5', '0000', '80', '3600'])}(万元人民币)`
    case 'yuan':
      return `${wan * 10_000}元`
    case 'foreign':
      return `${grouped(wan)}(${random.pick(['万美元', '万港元', '万香港元', '万欧元', '万日元'])})`
  }
}

function typeText(entity: Entity, random: Random): string {
  if (random.chance(entity.kind === 'enterprise' ? 0.3 : 0.04)) return 'N/A'
  return entity.kind === 'individual' && random.chance(0.03) ? '个体户' : entity.typeName
}

function ownerText(entity: Entity, random: Random): string {
  if (random.chance(0.01)) return 'N/A'
  return random.chance(0.5) ? `${entity.owner.slice(0, 1)}某` : entity.owner
}

const boilerplate = '（依法须经批准的项目，经相关部门批准后方可开展经营活动）'

function scopeText(entity: Entity, random: Random): string {
  const scope = entity.trade.scope
  const at = random.fraction()
  if (at < 0.45) return scope
  if (at < 0.85) return scope + boilerplate
  if (at < 0.92) return `一般项目：${scope.replaceAll('；', '，')}。`
  return `${scope.replaceAll('、', ',')}.${boilerplate}`
}

function rowOf(city: City, plan: CityPlan, entity: Entity, dirt: Dirt, random: Random): RawRow {
  const address = entity.story ? storyAddress(city, entity) : addressOf(city, entity.community, random)
  plan.addresses[address.form] += 1
  return [
    random.chance(0.004) ? `${entity.name} ` : entity.name,
    spoiledCode(entity, dirt.badCode, random),
    dayText(entity.foundedOn, random),
    entity.story ? entity.typeName : typeText(entity, random),
    ownerText(entity, random),
    capitalText(entity, random),
    scopeText(entity, random),
    '示范',
    city.places.cityShort,
    address.text,
    statusTexts[entity.status].draw(random),
    phoneOf(random),
  ]
}

function storyAddress(city: City, entity: Entity): { text: string; form: 'noProvince' } {
  const { community } = entity
  const { town } = community
  const door = entity.story === 'firstLoan' ? '工业大道16号' : '老街8号'
  return {
    form: 'noProvince',
    text: `${city.places.city}${town.county.name}${town.name}${community.name}${door}`,
  }
}

function twin(row: RawRow, contradictory: boolean, entity: Entity, random: Random): RawRow {
  if (!contradictory) return row
  const other = entity.status === 'active' ? random.pick(['注销', '注销', '吊销，未注销', '迁出']) : '存续'
  return row.map((cell, i) => (i === 10 ? other : cell))
}

/** The rows of file 01; `seen` is told every entity once, in order. */
export function* registryRows(city: City, plan: CityPlan, seen: (entity: Entity) => void): Generator<RawRow> {
  yield header
  const later = new Map<number, RawRow[]>()
  let previous: Entity | undefined
  for (const entity of entitiesOf(city)) {
    const random = city.random.fork(entity.index, streams.registryText)
    const dirt = dirtOf(city, entity)
    const row = rowOf(city, plan, entity, dirt, random)
    planEntity(plan, entity, isoDay(entity.foundedOn))
    if (dirt.badCode) plan.badCodes[dirt.badCode].push(entity.code)
    if (entity.namesake && previous) plan.namesakes.push([previous.code, entity.code])
    seen(entity)
    plan.files['01'].rows += 1
    yield row
    if (dirt.duplicate) {
      plan.duplicates[dirt.duplicate].push(entity.code)
      const due = Math.min(
        entity.index + (random.chance(0.6) ? 0 : random.between(1, 400)),
        city.entities - 1,
      )
      const waiting = later.get(due) ?? []
      waiting.push(twin(row, dirt.duplicate === 'contradictory', entity, random))
      later.set(due, waiting)
    }
    const due = later.get(entity.index) ?? []
    later.delete(entity.index)
    plan.files['01'].rows += due.length
    yield* due
    previous = entity
  }
}
