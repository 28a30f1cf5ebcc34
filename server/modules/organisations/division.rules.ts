import { sql } from 'kysely'
import type { NewDivisionChange } from '#contract/organisations/division.routes.ts'
import { levelOfCode, rangeOfDivision } from '#contract/organisations/words.ts'
import type { Tx } from '#kernel/database.ts'
import { Problem } from '#kernel/problem.ts'
import type { Part } from './division.heirs.ts'

interface Place {
  code: string
  name: string
  level: string
  parent: string | null
}

const refuse = (message: string) => new Problem('unprocessable', { message })

/** The place in force that a change speaks of. */
export async function requireInForce(trx: Tx, code: string): Promise<Place> {
  const place = await trx
    .selectFrom('division')
    .select(['code', 'name', 'level', 'parent'])
    .where('code', '=', code)
    .where('validTo', 'is', null)
    .executeTakeFirst()
  if (!place) throw refuse(`没有代码为 ${code} 的现行区划，请重新选择`)
  if (!['county', 'town', 'community'].includes(place.level))
    throw refuse('省、市的变更须由部署方办理，这里登记区县以下的')
  return place
}

/** What a change of each kind asks of the places it names. */
export async function requireChange(trx: Tx, from: Place, input: NewDivisionChange): Promise<void> {
  await requireStill(trx, from, input.kind)
  if (input.kind === 'rename') {
    if (input.toName === from.name) throw refuse('新名称与现名称相同，请核对')
    return requireOwnName(trx, from.parent, input.toName)
  }
  if (from.level === 'county') throw refuse(countyWay[input.kind])
  if (input.kind === 'merge') await requireMerge(trx, from, await requireInForce(trx, input.toCode))
  else if (input.kind === 'split') await requireSplit(trx, from, input.parts)
  else {
    if (levelOfCode(input.toCode) !== from.level) throw refuse('新代码须与原区划同级')
    const { lo } = rangeOfDivision(input.toCode)
    const moves = parentOf(input.toCode, lo) !== from.parent
    const name = input.toName ?? from.name
    await requireFree(trx, input.toCode, moves || name !== from.name ? name : undefined)
    requireSameCity(from.code, input.toCode)
  }
}

/** What a county has under way stays under its code: its office would no longer see it under another. */
const countyWay = {
  merge: '区县合并请按镇街逐个登记并入，再登记区县更名',
  split: '区县析置请按镇街逐个登记换代码，划到新区县',
  recode: '区县换代码会使在办的申报、推送留在原代码下：请先由部署方建新区县，再按镇街逐个登记换代码',
}

interface Open {
  noticeNo: string
  kind: string
  fromCode: string
  toCode: string | null
  toName: string | null
  parts: Part[]
}

async function openChanges(trx: Tx): Promise<Open[]> {
  const { rows } = await sql<Open>`
    select notice_no, kind, from_code::text, to_code::text, to_name, parts from division_change where state in ('proposed', 'planned')`.execute(
    trx,
  )
  return rows
}

const within = (code: string, place: string) => {
  const { lo, hi } = rangeOfDivision(place)
  return BigInt(code) >= lo && BigInt(code) <= hi
}

/** One open change a place, with all above and below it: two on their way would not know of each other. */
async function requireStill(trx: Tx, { code }: Place, kind: NewDivisionChange['kind']): Promise<void> {
  for (const open of await openChanges(trx)) {
    if (within(open.fromCode, code) || within(code, open.fromCode))
      throw new Problem('duplicate', {
        message: `这个区划或它的上下级已有一项变更（${open.noticeNo}）尚未生效，请先撤销它或等它生效`,
      })
    const ends = kind === 'merge' || kind === 'recode'
    if (ends && open.toCode !== null && (within(open.toCode, code) || within(code, open.toCode)))
      throw refuse(`有一项变更（${open.noticeNo}）将并入或改成这里，请先撤销它或等它生效`)
  }
}

/** What a city has under way, its banks and its offices stay with it: a place does not leave it by a change of this kind. */
function requireSameCity(from: string, to: string): void {
  const cityOf = (code: string) => BigInt(code) / 100_000_000n
  if (cityOf(from) !== cityOf(to)) throw refuse('划到别的市须由部署方办理，这里登记本市之内的变更')
}

/** A merge joins two places of one level, towns or communities, and the codes of the heir must have room. */
async function requireMerge(trx: Tx, from: Place, to: Place): Promise<void> {
  if (from.code === to.code) throw refuse('不能并入自己，请另选并入的区划')
  if (from.level !== to.level) throw refuse('只能并入同一级的区划')
  requireSameCity(from.code, to.code)
  const open = (await openChanges(trx)).find((o) => o.kind !== 'rename' && within(to.code, o.fromCode))
  if (open) throw refuse(`「${to.name}」自己也将变更（${open.noticeNo}），请改为并入它的承接地`)
  const { rows } = await sql<{ room: boolean }>`
    select coalesce((select max(code % 1000) from division where parent = ${to.code}), 0) + (select count(*) from division where parent = ${from.code} and valid_to is null) < 1000 as room`.execute(
    trx,
  )
  if (from.level === 'town' && !rows[0]!.room) throw refuse(`「${to.name}」的社区代码不够用，请分批并入`)
}

/** A split deals communities of a town out among new towns of its county; some stay with the old one. */
async function requireSplit(trx: Tx, from: Place, parts: readonly Part[]): Promise<void> {
  if (from.level !== 'town') throw refuse('析置的须是镇街；社区（村）没有下级可分')
  const dealt = parts.flatMap((p) => p.communities)
  const codes = new Set(dealt)
  if (codes.size < dealt.length) throw refuse('一个社区只能划入一个镇街，请核对')
  const { rows } = await sql<{ code: string }>`
    select code::text from division where parent = ${from.code} and valid_to is null`.execute(trx)
  const own = new Set(rows.map((r) => r.code))
  const foreign = dealt.find((c) => !own.has(c))
  if (foreign) throw refuse(`${foreign} 不是「${from.name}」现有的社区，请重新选择`)
  if (codes.size === own.size) throw refuse('全部社区都划出即原镇街撤销：请登记换代码或并入')
  if (new Set(parts.flatMap((p) => [p.toCode, p.toName])).size < parts.length * 2)
    throw refuse('新设镇街的代码、名称不能重复')
  for (const { toCode, toName } of parts) {
    if (levelOfCode(toCode) !== 'town') throw refuse(`${toCode} 不是镇街代码（末三位须为 000）`)
    if (BigInt(toCode) / 1_000_000n !== BigInt(from.code) / 1_000_000n)
      throw refuse('新设镇街的代码须在原区县之内')
    await requireFree(trx, toCode, toName)
  }
}

/** The code of what stands above a town or community. */
const parentOf = (code: string, lo: bigint): string =>
  String(levelOfCode(code) === 'town' ? (lo / 1_000_000n) * 1_000_000n : (lo / 1000n) * 1000n)

/** A name that no neighbour bears or is about to bear: addresses are placed by name. */
async function requireOwnName(trx: Tx, parent: string | null, name: string): Promise<void> {
  const { rows } = await sql<{ named: boolean }>`
    select exists (select from division where parent is not distinct from ${parent}::bigint and name = ${name} and valid_to is null) as named`.execute(
    trx,
  )
  const claimed = (await openChanges(trx)).some(
    (o) =>
      (o.toName === name && parent !== null && within(o.toCode ?? o.fromCode, parent)) ||
      o.parts.some((p) => p.toName === name && parent !== null && within(p.toCode, parent)),
  )
  if (rows[0]!.named || claimed) throw refuse(`同一上级下已有「${name}」，或已有变更将取此名，请核对名称`)
}

/** A new code nobody has, had or is about to have, below a place in force; and a name its new neighbours do not bear. */
async function requireFree(trx: Tx, code: string, name: string | undefined): Promise<void> {
  const { lo, hi } = rangeOfDivision(code)
  const parent = parentOf(code, lo)
  const { rows } = await sql<{ above: boolean; taken: boolean }>`
    select exists (select from division where code = ${parent} and valid_to is null) as above,
      exists (select from division where code between ${String(lo)} and ${String(hi)}) as taken`.execute(trx)
  const open = await openChanges(trx)
  const claimed = open.some((o) =>
    [o.toCode, ...o.parts.map((p) => p.toCode)].some((c) => c !== null && within(c, code)),
  )
  if (rows[0]!.taken || claimed) throw refuse(`代码 ${code} 已有或用过，请按批复填写新代码`)
  if (!rows[0]!.above) throw refuse(`代码 ${code} 的上级没有现行区划，请核对`)
  if (open.some((o) => o.kind !== 'rename' && within(parent, o.fromCode)))
    throw refuse(`代码 ${code} 的上级自己也将变更，请等它生效后再登记`)
  if (name !== undefined) await requireOwnName(trx, parent, name)
}
