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
  below: Node[]
}

/** Endings of division names. A short form of one character would match anywhere, so it is not made. */
const endings =
  /(自治县|市辖区|街道办事处|街道|地区|新区|县|市|区|镇|乡|社区居民委员会|社区居委会|居民委员会|居委会|村民委员会|村委会|社区|村)$/

/**
 * Puts an address into the city's places by the names in it: county, then town within it, then community within
 * that. The last one found counts; a town named without its county counts when no other county has that name.
 */
export class Gazetteer {
  private readonly counties: Node[]
  private readonly towns = new Map<string, { town: Node; county: Node } | null>()
  private readonly countyByCode = new Map<string, string>()
  readonly city: string

  constructor(places: readonly Place[]) {
    const nodes = new Map(
      places.map((p) => [p.code, { code: p.code, names: namesOf(p.name), below: [] as Node[] }]),
    )
    for (const p of places) nodes.get(p.parent ?? '')?.below.push(nodes.get(p.code)!)
    const counties = places.filter((p) => p.level === 'county')
    this.counties = counties.map((p) => nodes.get(p.code)!)
    this.city = places.find((p) => p.level === 'city')?.code ?? counties[0]?.parent ?? '0'
    for (const p of counties) this.countyByCode.set(p.code.slice(0, 6), p.code)
    for (const county of this.counties) {
      for (const town of county.below) {
        const name = town.names[0]!
        this.towns.set(name, this.towns.has(name) ? null : { town, county })
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
    const county = earliest(this.counties, address, 0)
    if (!county) return this.findTownAlone(address)
    const town = earliest(county.node.below, address, county.end)
    if (!town) return county.node.code
    const community = earliest(town.node.below, address, town.end)
    return (community ?? town).node.code
  }

  private findTownAlone(address: string): string | null {
    const m = /(?:^|[市省])([\u4e00-\u9fff]{1,8}?(?:镇|乡|街道))/.exec(address)
    const hit = m ? this.towns.get(m[1]!) : undefined
    if (!hit) return null
    const community = earliest(hit.town.below, address, address.indexOf(m![1]!) + m![1]!.length)
    return (community?.node ?? hit.town).code
  }
}

/** The node whose name stands first in the text from a position on; of two at one place the longer name. */
function earliest(nodes: readonly Node[], text: string, from: number): { node: Node; end: number } | null {
  let best: { node: Node; at: number; end: number } | null = null
  for (const node of nodes) {
    for (const name of node.names) {
      const at = text.indexOf(name, from)
      if (at < 0) continue
      const better = !best || at < best.at || (at === best.at && at + name.length > best.end)
      if (better) best = { node, at, end: at + name.length }
      break
    }
  }
  return best
}

function namesOf(name: string): string[] {
  const short = name.replace(endings, '')
  return short !== name && short.length >= 2 ? [name, short] : [name]
}
