import type { EntityKind } from '#contract/registry/codes.ts'

/** A name for comparison: one width, no spaces, no punctuation, upper case. 某某（湛江）公司 = 某某(湛江)公司. */
export function nameKey(name: string): string {
  // Most names are nothing but Chinese characters and are their own key already.
  if (plain.test(name)) return name
  return name
    .normalize('NFKC')
    .replace(/[\s()[\]{}<>《》【】〔〕"'“”‘’`,.，。、·•・:：;；*＊_-]/g, '')
    .toUpperCase()
}

const plain = /^[\u4e00-\u9fff]+$/

/**
 * All pairs of neighbouring characters of a key as numbers (two UTF-16 units in 32 bits), each once: with a GIN index
 * over them a two-character Chinese search is 200 times faster than a scan (database.md 2), and numbers take half the
 * room of texts.
 */
export function bigramsOf(key: string): number[] {
  const found: number[] = []
  for (let i = 0; i + 1 < key.length; i++) {
    const pair = (key.charCodeAt(i) << 16) | key.charCodeAt(i + 1)
    if (!found.includes(pair)) found.push(pair)
  }
  return found
}

const kindEndings: readonly (readonly [RegExp, EntityKind])[] = [
  // 某某保险股份有限公司某支公司某营业部: whatever it ends in, it is a company's.
  [/公司|银行|信用社/, 'enterprise'],
  [/合作社$|联合社$/, 'cooperative'],
  [/家庭农场$|农场$/, 'farm'],
  [/种养户$|种植户$|养殖户$|大户$/, 'farmer'],
  [/公司$|合伙$|厂$|集团$|分行$|支行$/, 'enterprise'],
  [/[店部行铺坊馆档屋社]$|工作室$|超市$|酒楼$|食府$/, 'individual'],
]

/** Words by which a whole list says what its firms are. */
const listWords: readonly (readonly [RegExp, EntityKind])[] = [
  [/个体/, 'individual'],
  [/合作社/, 'cooperative'],
  [/家庭农场/, 'farm'],
  [/农户|种植户|养殖户|种养户|种养大户/, 'farmer'],
]

/** The kind all firms of a list are, by its title, sheet or file name; null where it names none or several. */
export function kindOfList(text: string): EntityKind | null {
  const told = listWords.filter(([word]) => word.test(text))
  return told.length === 1 ? told[0]![1] : null
}

/** Whether a name is a company's, whatever list it stands on. */
export function isCompanyName(key: string): boolean {
  return /公司|银行|信用社|合伙|集团/.test(key)
}

/** What kind of firm the ending of a name tells of; undefined where it tells none. */
export function kindOfName(key: string): EntityKind | undefined {
  return kindEndings.find(([ending]) => ending.test(key))?.[1]
}
