import type { EntityKind } from '#contract/registry/codes.ts'
import type { MarkKind, RegistrationStatus } from '#contract/registry/words.ts'
import type { Cell } from '../read/sheet.ts'
import { nothing, type Read, textOf } from './cell.ts'

/** Words by what they contain, tried in order; a word nobody knows is said to be unknown, not guessed. */
function byPattern<T extends string>(patterns: readonly (readonly [RegExp, T])[]): (cell: Cell) => Read<T> {
  const seen = new Map<string, Read<T>>()
  return (cell) => {
    const text = textOf(cell)
    if (text === null) return nothing
    const known = seen.get(text)
    if (known) return known
    const hit = patterns.find(([pattern]) => pattern.test(text.normalize('NFKC')))
    const read: Read<T> = hit ? { value: hit[1] } : { value: null, issue: 'word_unknown', bad: true }
    if (seen.size < 10_000) seen.set(text, read)
    return read
  }
}

/** 登记状态. “吊销，未注销” is revoked, so 吊销 stands before 注销; “非注销” and the like would be unknown words. */
export const readStatus = byPattern<RegistrationStatus>([
  [/^(已)?吊销/, 'revoked'],
  [/责令关闭|撤销/, 'revoked'],
  [/^(已)?注销|已经注销|清算|歇业注销/, 'cancelled'],
  [/迁出|迁往|移出/, 'moved_out'],
  [/存续|在营|开业|在业|在册|正常|营业|迁入|登记成立/, 'active'],
  [/停业|歇业/, 'active'],
])

/** 主体类型 from the type column; the code's prefix wins where the two differ. */
export const readKind = byPattern<EntityKind>([
  [/家庭农场/, 'farm'],
  [/专业合作|合作社/, 'cooperative'],
  [/个体/, 'individual'],
  [/种养|养殖大户|农户/, 'farmer'],
  [
    /公司|企业|合伙|集体|全民|国有|股份|联营|私营|独资|分支|营业|代表机构|事业|法人|外商|外国|港澳台|分公司/,
    'enterprise',
  ],
])

/** 失信与异常. */
export const readMark = byPattern<MarkKind>([
  [/经营异常|异常名录/, 'abnormal_operation'],
  [/被执行/, 'judgment_debtor'],
  [/重大税收|税收违法|税务违法|偷税|骗税|虚开/, 'major_tax'],
  [/严重违法|严重失信|黑名单|违法失信/, 'serious_dishonest'],
])

/** 纳税信用等级: A, A级, 纳税信用A级. */
export const readGrade = byPattern<'A' | 'B' | 'M' | 'C' | 'D'>([
  [/(^|[^A-Z])A($|[^A-Z])/i, 'A'],
  [/(^|[^A-Z])B($|[^A-Z])/i, 'B'],
  [/(^|[^A-Z])M($|[^A-Z])/i, 'M'],
  [/(^|[^A-Z])C($|[^A-Z])/i, 'C'],
  [/(^|[^A-Z])D($|[^A-Z])/i, 'D'],
])

/** 是/否 in the usual spellings. */
export const readYes = byPattern<'yes' | 'no'>([
  [/^(是|有|Y|YES|TRUE|1|√|✓|非正常.*)$/i, 'yes'],
  [/^(否|无|不是|N|NO|FALSE|0|×|正常.*)$/i, 'no'],
])

/** 担保方式: kept in the house's five words. */
export const readGuarantee = byPattern<'信用' | '抵押' | '质押' | '保证' | '组合'>([
  [/组合|混合|[、+,，]/, '组合'],
  [/信用|免担保|无担保/, '信用'],
  [/抵押/, '抵押'],
  [/质押/, '质押'],
  [/保证|担保/, '保证'],
])

/** 区划层级. */
export const readLevel = byPattern<'province' | 'city' | 'county' | 'town' | 'community'>([
  [/社区|村|居委/, 'community'],
  [/镇|街|乡/, 'town'],
  [/区县|县|区|旗/, 'county'],
  [/市/, 'city'],
  [/省/, 'province'],
])
