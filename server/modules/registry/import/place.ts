import { divisionOfUscc } from '#contract/registry/codes.ts'

/** One place of the city's division list. */
export interface Place {
  code: string
  name: string
  level: 'city' | 'county' | 'town' | 'community'
  parent: string | null
  /** Of a place that merged into another: where its addresses belong now. */
  heir?: string | null
}

export interface Placement {
  division: string
  placedBy: 'address' | 'code' | 'none'
  /** Where in the address the names of places end. */
  end: number
}

interface Node {
  code: string
  /** The full name; of a community with every ending people write. */
  names: string[]
  /** What people write for short: 徐闻县 → 徐闻; it counts where no road goes on with it: 海滨大道 is not 海滨街道. */
  shorts: string[]
  /** A village may bear the short name of a town or county; of a community it is the place itself. */
  village: boolean
  below: Names
}

interface Entry {
  name: string
  node: Node
  short: boolean
}

interface Found {
  node: Node
  end: number
}

/** Endings of division names. A short form of one character would match anywhere, so it is not made. */
const endings =
  /(自治县|市辖区|街道办事处|街道|地区|新区|县|市|区|镇|乡|社区居民委员会|社区居委会|居民委员会|居委会|村民委员会|村委会|社区|村)$/

/** Names to be found in a text, by their first two characters: one look for each position, however many names. */
class Names {
  readonly nodes: Node[] = []
  private readonly byPair = new Map<number, Entry[]>()

  add(node: Node): void {
    this.nodes.push(node)
    for (const name of node.names) this.enter({ name, node, short: false })
    for (const name of node.shorts) this.enter({ name, node, short: true })
  }

  enter(entry: Entry): void {
    const pair = (entry.name.charCodeAt(0) << 16) | entry.name.charCodeAt(1)
    const list = this.byPair.get(pair)
    if (list) list.push(entry)
    else this.byPair.set(pair, [entry])
  }

  /** The name that stands first in the text from a position on; of two at one place the longer. */
  first(text: string, from: number): Found | null {
    for (let at = from; at + 1 < text.length; at++) {
      const found = this.at(text, at)
      if (found) return found
    }
    return null
  }

  /** The longest name that begins just here. */
  at(text: string, at: number): Found | null {
    const here = this.byPair.get((text.charCodeAt(at) << 16) | text.charCodeAt(at + 1))
    if (!here) return null
    let best: Found | null = null
    for (const { name, node, short } of here) {
      const end = at + name.length
      if (
        text.startsWith(name, at) &&
        (!best || end > best.end) &&
        !(short && goesOn(text, end, node.village))
      )
        best = { node, end }
    }
    return best
  }
}

const between = '东南西北中上下大前后新老一二三四五六七八九十'

/** Whether a short name goes on as the name of a road, or of a village where it is not one: 新兴三路, 高楼村委会. */
function goesOn(text: string, end: number, village: boolean): boolean {
  let at = end
  while (at < end + 3 && between.includes(text.charAt(at)) && at < text.length) at++
  const next = text.charAt(at)
  if (next === '村') return !village
  return (next === '街' && text.charAt(at + 1) !== '道') || (next !== '' && '路道巷弄'.includes(next))
}

/**
 * Puts an address into the city's places by the names in it: county, then town within it, then community within
 * that. A town named without its county counts when no other county has that name, a community named without its town
 * when the county has no other of that name.
 */
export class Gazetteer {
  private readonly counties = new Names()
  private readonly towns = new Map<string, Node | null>()
  private readonly countyByCode = new Map<string, string>()
  /** Communities of a county that bear a name alone. */
  private readonly alone = new Map<Node, Names>()
  readonly city: string

  constructor(places: readonly Place[]) {
    const nodes = new Map(places.map((p) => [p.code, nodeOf(p)]))
    for (const p of places) nodes.get(p.parent ?? '')?.below.add(nodes.get(p.code)!)
    const counties = places.filter((p) => p.level === 'county')
    for (const p of counties) this.counties.add(nodes.get(p.code)!)
    this.city = places.find((p) => p.level === 'city')?.code ?? counties[0]?.parent ?? '0'
    for (const p of counties) this.countyByCode.set(p.code.slice(0, 6), p.code)
    for (const county of this.counties.nodes) {
      for (const town of county.below.nodes) for (const name of town.names) this.addTown(name, town)
      this.alone.set(county, aloneIn(county))
    }
    // 雷城镇 after it became 雷城街道: the name without its ending, where one place alone has it.
    for (const county of this.counties.nodes)
      for (const town of county.below.nodes) for (const name of town.shorts) this.addTown(name, town)
  }

  /** Two towns of one name are no answer. */
  private addTown(name: string, town: Node): void {
    const known = this.towns.get(name)
    this.towns.set(name, known === undefined || known?.code === town.code ? town : null)
  }

  /** The one county a text names in full, such as the name of a sheet or file, or a title; null where it names none or several. */
  countyNamed(text: string): string | null {
    const bare = text.replace(/[（(].*|[\d\s]+$/g, '')
    const named = this.counties.nodes.filter(({ names: [name], shorts }) =>
      // 城区 stands in many a text that means no county of this name.
      name!.length > 2 || name!.endsWith('县')
        ? text.includes(name!) || shorts.includes(bare)
        : bare === name,
    )
    return named.length === 1 ? named[0]!.code : null
  }

  /**
   * By the address; failing that by the division digits of the code, by the name, by the county `ground` that the whole
   * list is of; failing that only the city is known. An address without its county is looked up in that county.
   */
  place(
    address: string | null,
    uscc: string | null,
    name: string | null,
    ground: string | null = null,
  ): Placement {
    const byAddress = address === null ? null : (this.find(address) ?? this.findIn(ground, address))
    if (byAddress) return { division: byAddress.node.code, placedBy: 'address', end: byAddress.end }
    const byCode = uscc === null ? undefined : this.countyByCode.get(divisionOfUscc(uscc))
    if (byCode) return { division: byCode, placedBy: 'code', end: 0 }
    const byName = name === null ? null : this.find(name)
    if (byName) return { division: byName.node.code, placedBy: 'code', end: 0 }
    if (ground !== null) return { division: ground, placedBy: 'code', end: 0 }
    return { division: this.city, placedBy: 'none', end: 0 }
  }

  /** A town or community of this county by its name in the address. */
  private findIn(ground: string | null, address: string): Found | null {
    const county = this.counties.nodes.find((n) => n.code === ground)
    if (!county) return null
    const town = county.below.first(address, 0)
    if (!town) return this.alone.get(county)!.at(address, 0)
    return town.node.below.first(address, town.end) ?? town
  }

  private find(address: string): Found | null {
    const county = this.counties.first(address, 0)
    if (!county) return this.findTownAlone(address)
    const town = county.node.below.first(address, county.end)
    if (!town) return this.alone.get(county.node)!.at(address, county.end) ?? county
    return town.node.below.first(address, town.end) ?? town
  }

  private findTownAlone(address: string): Found | null {
    const m = /(?:^|[市省])([^市省\s\d]{1,8}?(?:镇|乡|街道))/.exec(address)
    if (!m) return null
    const named = m[1]!
    const node = this.towns.get(named) ?? this.towns.get(named.replace(endings, ''))
    if (!node) return null
    const end = m.index + m[0].length
    return node.below.first(address, end) ?? { node, end }
  }
}

function nodeOf(p: Place): Node {
  const village = p.level === 'community'
  const names = village ? [...new Set(spellingsOf(p.name))] : [p.name]
  const short = p.name.replace(endings, '')
  const shorts = short.length >= 2 && !names.includes(short) ? [short] : []
  return { code: p.heir ?? p.code, names, shorts, village, below: new Names() }
}

const spellings = {
  rural: ['村', '村委会', '村民委员会'],
  urban: ['社区', '居委会', '社区居委会', '居民委员会', '社区居民委员会'],
} as const

/** A community's name with every ending that people write for its own: 南调村委会, 南调村民委员会, 南调村. */
function spellingsOf(name: string): string[] {
  const base = name.replace(endings, '')
  if (base === '' || base === name) return [name]
  const kind = /村(民委员会|委会)?$/.test(name)
    ? spellings.rural
    : /(社区|居委会|居民委员会)$/.test(name)
      ? spellings.urban
      : []
  return [name, ...kind.map((ending) => base + ending)]
}

/** The communities of a county by every spelling of their names, those that several share left out. */
function aloneIn(county: Node): Names {
  const bearers = new Map<string, Node | null>()
  for (const town of county.below.nodes)
    for (const community of town.below.nodes)
      for (const name of community.names) {
        const known = bearers.get(name)
        bearers.set(name, known === undefined || known?.code === community.code ? community : null)
      }
  const names = new Names()
  for (const [name, node] of bearers) if (node && name.length >= 2) names.enter({ name, node, short: false })
  return names
}
