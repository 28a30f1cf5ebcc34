/**
 * What in an address tells where it is besides the names of places: the road, the fifty house numbers of it, the
 * building or estate, the village. Read once, by one pass over the characters, while the row is in hand: the reader has
 * no microsecond to spare, and SQL would need fifty.
 */

/** What a character does in an address. */
const code = { plain: 0, breaks: 1, road: 2, way: 3, village: 4, building: 5, direction: 6 } as const

const classes = new Uint8Array(65_536)
const give = (characters: string, to: number) => {
  for (const c of characters) classes[c.charCodeAt(0)] = to
}
for (let c = 0; c < 0x80; c++) classes[c] = code.breaks
give('号幢栋层室省县镇乡会社组（）、，。；：－—０１２３４５６７８９　', code.breaks)
give('路街巷弄', code.road)
give('道', code.way)
give('村', code.village)
give('厦场园苑区寓城地楼市', code.building)

/** The character before the last one of a building's or estate's name: 大厦, 市场, 花园, 小区, 商城, 基地, 大楼. */
const before: Readonly<Record<string, string>> = {
  厦: '大商',
  场: '广市农商',
  园: '花家业技锦公',
  苑: '',
  区: '小业发园',
  寓: '公',
  城: '商新',
  地: '基',
  楼: '大合',
  市: '',
}

const longest = 9

/** Fragments as a PostgreSQL array in COPY's spelling, from a place in the text on; null where the address tells none. */
export function fragmentsOf(address: string, from: number): string | null {
  let start = from
  let road: string | null = null
  let roadEnd = 0
  let building: string | null = null
  let village: string | null = null
  for (let at = from; at < address.length; at++) {
    const kind = classes[address.charCodeAt(at)]!
    if (kind === code.plain) continue
    const length = at - start
    if (kind === code.building) {
      if (length >= 2 && endsBuilding(address, at))
        building ??= address.slice(Math.max(start, at - longest), at + 1)
      else if (goesOnAsPart(address, at)) continue
    } else if (kind === code.village) {
      if (length >= 1 && !'委民'.includes(address.charAt(at + 1) || ' '))
        village ??= address.slice(Math.max(start, at - longest), at + 1)
    } else if (kind !== code.breaks && road === null && isRoad(address, start, at)) {
      roadEnd = at + 1
      if ('东西南北中'.includes(address.charAt(roadEnd) || ' ')) roadEnd++
      road = address.slice(Math.max(start, at - longest), roadEnd)
    }
    start = at + 1
  }
  if (road === null && building === null && village === null) return null
  const block = road === null ? null : blockOf(address, roadEnd)
  const found = [road, block === null ? null : `${road} ${block}`, building, village]
  return `{${found.flatMap((f) => (f === null ? [] : `"${f}"`)).join()}}`
}

/** 大道 and 路, 街, 巷, 弄 with a name before them; 街道 is a place. */
function isRoad(address: string, start: number, at: number): boolean {
  const c = address.charAt(at)
  if (c === '道') return at - start >= 2 && address.charAt(at - 1) === '大'
  return at > start && !(c === '街' && address.charAt(at + 1) === '道')
}

function endsBuilding(address: string, at: number): boolean {
  const c = address.charAt(at)
  return c === '苑' || before[c]!.includes(address.charAt(at - 1))
}

/** Within a name these are nothing but letters: 市 of 市场, 园 of 园区, 地 of 地块; 区, 市 and 楼 else end a part. */
function goesOnAsPart(address: string, at: number): boolean {
  const c = address.charAt(at)
  return c === '市' ? address.charAt(at + 1) === '场' : c !== '区' && c !== '楼'
}

/** The fifty house numbers that a number right after the road lies in: 327号 is 301–350号. */
function blockOf(address: string, from: number): string | null {
  let no = 0
  let at = from
  for (; at < from + 4; at++) {
    const digit = digitAt(address, at)
    if (digit < 0) break
    no = no * 10 + digit
  }
  if (at === from || no === 0) return null
  const last = Math.ceil(no / 50) * 50
  return `${last - 49}–${last}号`
}

function digitAt(address: string, at: number): number {
  const c = address.charCodeAt(at)
  if (c >= 0x30 && c <= 0x39) return c - 0x30
  return c >= 0xff10 && c <= 0xff19 ? c - 0xff10 : -1
}
