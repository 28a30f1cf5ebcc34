import { divisionOfUscc } from '#contract/registry/codes.ts'

/** One place of the city's division list. */
export interface Place {
  code: string
  name: string
  level: 'city' | 'county' | 'town' | 'community'
  parent: string | null
}

export interface Placement {
  division: string
  placedBy: 'address' | 'code' | 'none'
}

interface Node {
  code: string
  /** Full name and the short forms people write: 南三镇 → 南三镇; 徐闻县 → 徐闻县, 徐闻. */
  names: string[]
  below: Names
}

/** Endings of division names. A short form of one character would match anywhere, so it is not made. */
const endings =
  /(自治县|市辖区|街道办事处|街道|地区|新区|县|市|区|镇|乡|社区居民委员会|社区居委会|居民委员会|居委会|村民委员会|村委会|社区|村)$/

/** Names to be found in a text, by their first two characters: one look for each position, however many names. */
class Names {
  readonly nodes: Node[] = []
  private readonly byPair = new Map<number, { name: string; node: Node }[]>()

  add(node: Node): void {
    this.nodes.push(node)
    for (const name of node.names) {
      const pair = (name.charCodeAt(0) << 16) | name.charCodeAt(1)
      const list = this.byPair.get(pair)
      if (list) list.push({ name, node })
      else this.byPair.set(pair, [{ name, node }])
    }
  }

  /** The name that stands first in the text from a position on; of two at one place the longer. */
  first(text: string, from: number): { node: Node; end: number } | null {
    for (let at = from; at + 1 < text.length; at++) {
      const here = this.byPair.get((text.charCodeAt(at) << 16) | text.charCodeAt(at + 1))
      if (!here) continue
      let best: { node: Node; end: number } | null = null
      for (const { name, node } of here)
        if (text.startsWith(name, at) && (!best || at + name.length > best.end))
          best = { node, end: at + name.length }
      if (best) return best
    }
    return null
  }
}

/**
 * Puts an address into the city's places by the names in it: county, then town within it, then community within
 * that. A town named without its county counts when no other county has that name.
 */
export class Gazetteer {
  private readonly counties = new Names()
  private readonly towns = new Map<string, Node | null>()
  private readonly countyByCode = new Map<string, string>()
  readonly city: string

  constructor(places: readonly Place[]) {
    const nodes = new Map(
      places.map((p) => [p.code, { code: p.code, names: namesOf(p.name), below: new Names() }]),
    )
    for (const p of places) nodes.get(p.parent ?? '')?.below.add(nodes.get(p.code)!)
    const counties = places.filter((p) => p.level === 'county')
    for (const p of counties) this.counties.add(nodes.get(p.code)!)
    this.city = places.find((p) => p.level === 'city')?.code ?? counties[0]?.parent ?? '0'
    for (const p of counties) this.countyByCode.set(p.code.slice(0, 6), p.code)
    for (const county of this.counties.nodes) {
      for (const town of county.below.nodes) {
        const name = town.names[0]!
        this.towns.set(name, this.towns.has(name) ? null : town)
      }
    }
  }

  /** By the address; failing that by the division digits of the code; failing that only the city is known. */
  place(address: string | null, uscc: string | null, name: string | null): Placement {
    const byAddress = address === null ? null : this.find(address)
    if (byAddress) return { division: byAddress, placedBy: 'address' }
    const byCode = uscc === null ? undefined : this.countyByCode.get(divisionOfUscc(uscc))
    if (byCode) return { division: byCode, placedBy: 'code' }
    const byName = name === null ? null : this.find(name)
    return byName ? { division: byName, placedBy: 'code' } : { division: this.city, placedBy: 'none' }
  }

  private find(address: string): string | null {
    const county = this.counties.first(address, 0)
    if (!county) return this.findTownAlone(address)
    const town = county.node.below.first(address, county.end)
    if (!town) return county.node.code
    const community = town.node.below.first(address, town.end)
    return (community ?? town).node.code
  }

  private findTownAlone(address: string): string | null {
    const m = /(?:^|[市省])([\u4e00-\u9fff]{1,8}?(?:镇|乡|街道))/.exec(address)
    const town = m ? this.towns.get(m[1]!) : undefined
    if (!town) return null
    const community = town.below.first(address, address.indexOf(m![1]!) + m![1]!.length)
    return (community?.node ?? town).code
  }
}

function namesOf(name: string): string[] {
  const short = name.replace(endings, '')
  return short !== name && short.length >= 2 ? [name, short] : [name]
}
