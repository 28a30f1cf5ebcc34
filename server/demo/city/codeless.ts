import { legalForms, tradeWords } from '#contract/registry/identity.ts'
import { sameSound } from '#contract/registry/sounds.ts'
import type { City } from './city.ts'
import { type Entity, entityAt } from './entity.ts'
import type { RawRow } from './files/raw-files.ts'
import { registryRows } from './files/registry.ts'
import { emptyPlan } from './plan.ts'
import type { Random } from './random.ts'

/**
 * Two lists in which nobody has a code, with the truth of each row beside it: the firm's code, or null for a firm that the
 * city's registry does not have. What clerks do to a name is done to it: places left out or added, another word for the
 * trade or the form, a character of the same sound, a slip of the pen; and some firms have moved or changed hands.
 * Of the strangers every second one bears the brand of a registered firm, in another county or in another trade.
 */
export interface CodelessLists {
  /** As a market bureau's county desk keeps its sole traders: with address, operator and phone. */
  registry: { rows: RawRow[]; truth: (string | null)[] }
  /** As a department keeps it: a name and a number. */
  social: { rows: RawRow[]; truth: (string | null)[] }
}

const stream = 61

/** One firm in `every` is listed without its code, and one stranger for every five of them. */
export function codelessLists(city: City, every: number): CodelessLists {
  const lists: CodelessLists = {
    registry: { rows: [registryTitles], truth: [] },
    social: { rows: [socialTitles], truth: [] },
  }
  const add = (entity: Entity, row: RawRow, truth: string | null) => {
    const random = city.random.fork(entity.index, stream)
    const natural = entity.kind !== 'enterprise'
    const name = spoiltName(city, entity, random)
    if (natural) {
      lists.registry.rows.push(spoiltRow(row, name, random))
      lists.registry.truth.push(truth)
    }
    lists.social.rows.push([spoiltName(city, entity, random), '', random.between(1, 40), '202610'])
    lists.social.truth.push(truth)
  }
  for (const [entity, row] of cleanRows(city))
    if (entity.index % every === 7 % every && !entity.sharesName && !entity.story)
      add(entity, row, entity.code)
  const strangers = Math.ceil(city.entities / every / 5)
  for (const [entity, row] of cleanRows({ ...city, entities: city.entities + strangers }))
    if (entity.index >= city.entities) add(...decoy(city, entity, row), null)
  return lists
}

/** Every second stranger under the name of a registered firm of the same kind, but for its place or its trade. */
function decoy(city: City, entity: Entity, row: RawRow): [Entity, RawRow] {
  if (entity.index % 2 === 0) return [entity, row]
  const model = Array.from({ length: city.entities }, (_, i) => i)
    .slice(entity.index % 97, (entity.index % 97) + 200)
    .map((i) => entityAt(city, i))
    .find((e) => e.kind === entity.kind && e.name.includes(e.trade.word))
  if (!model) return [entity, row]
  const here = model.community.town.county
  const there = city.places.counties.find((c) => c.code !== here.code)!
  const moved = model.name.replace(here.name, there.name).replace(here.short, there.short)
  const name = moved !== model.name ? moved : model.name.replace(model.trade.word, entity.trade.word)
  return [
    { ...entity, name, community: { ...model.community, town: there.towns[0]! } },
    [name, ...row.slice(1)],
  ]
}

const registryTitles = '企业名称 统一社会信用代码 主体类型 法定代表人/负责人 住所 登记状态 联系电话'.split(
  ' ',
)
const socialTitles = '单位名称 统一社会信用代码 参保人数 最近缴费月份'.split(' ')

/** Each entity with the row the registry has of it. */
function* cleanRows(city: City): Generator<[Entity, RawRow]> {
  let row = -1
  let last = -1
  for (const cells of registryRows(city, emptyPlan(city), (entity) => (last = entity.index))) {
    if (last === row) continue
    row = last
    yield [entityAt(city, last), cells]
  }
}

function spoiltRow(row: RawRow, name: string, random: Random): RawRow {
  const moved = random.chance(0.1)
  return [
    name,
    '',
    '个体工商户',
    random.chance(0.05) ? '' : (row[4] ?? ''),
    moved ? (row[9] as string).replace(/\d+号/, `${random.between(400, 900)}号`) : (row[9] ?? ''),
    '存续',
    random.chance(0.3) ? '' : (row[11] ?? ''),
  ]
}

function spoiltName(city: City, entity: Entity, random: Random): string {
  let { name } = entity
  if (random.chance(0.35)) name = withoutPlace(city, entity, name)
  if (random.chance(0.25)) name = otherForm(name, random)
  if (random.chance(0.2)) name = otherTrade(entity, name, random)
  if (random.chance(0.15)) name = otherSound(entity, name, random)
  else if (random.chance(0.12)) name = slipped(entity, name, random)
  return name
}

function withoutPlace(city: City, entity: Entity, name: string): string {
  const { county } = entity.community.town
  for (const place of [city.places.city, county.name, city.places.cityShort, county.short])
    if (name.startsWith(place) && name.length > place.length + 3) return name.slice(place.length)
  return name
}

function otherForm(name: string, random: Random): string {
  const words = Object.values(legalForms).find((w) => w.some((f) => name.endsWith(f)))
  const own = words?.filter((f) => name.endsWith(f)).sort((a, b) => b.length - a.length)[0]
  return words && own ? name.slice(0, -own.length) + random.pick(words.filter((w) => w.length > 1)) : name
}

function otherTrade({ trade }: Entity, name: string, random: Random): string {
  const line = tradeWords.find((words) => words.includes(trade.word))
  return line ? name.replace(trade.word, random.pick(line)) : name
}

/** Where the brand stands in the name: before the trade. */
function brandEnd({ trade }: Entity, name: string): number {
  const at = name.indexOf(trade.word)
  return at > 2 ? at : Math.min(name.length, 5)
}

function otherSound(entity: Entity, name: string, random: Random): string {
  const end = brandEnd(entity, name)
  for (let i = end - 1; i >= Math.max(0, end - 3); i--) {
    const at = sameSound.from.indexOf(name[i]!)
    const same =
      at < 0
        ? []
        : Array.from(sameSound.from).filter((c, j) => sameSound.to[j] === sameSound.to[at] && c !== name[i])
    if (same.length > 0) return name.slice(0, i) + random.pick(same) + name.slice(i + 1)
  }
  return name
}

function slipped(entity: Entity, name: string, random: Random): string {
  const i = Math.max(1, brandEnd(entity, name) - random.between(1, 3))
  return random.chance(0.5)
    ? name.slice(0, i) + name.slice(i + 1)
    : `${name.slice(0, i)}大${name.slice(i + 1)}`
}
