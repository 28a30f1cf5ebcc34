import type { City } from './city.ts'
import type { Community } from './places.ts'
import type { Random } from './random.ts'
import { Weighted } from './random.ts'
import { buildings, roads } from './words.ts'

/**
 * How an address names the place of business. Only `full`, `noProvince`, `countyTown` and `countyCommunity`
 * say county and more; `roadOnly` cannot be placed without a map.
 */
export type AddressForm =
  | 'full'
  | 'noProvince'
  | 'countyTown'
  | 'countyCommunity'
  | 'townOnly'
  | 'townCommunity'
  | 'oldCounty'
  | 'roadOnly'

const forms = new Weighted<AddressForm>([
  ['full', 16],
  ['noProvince', 24],
  ['countyTown', 20],
  ['countyCommunity', 14],
  ['townOnly', 6],
  ['townCommunity', 9],
  ['oldCounty', 5],
  ['roadOnly', 6],
])

/** The spellings of one community that people write. */
function communityText(community: Community, random: Random): string {
  const endings = community.rural
    ? ['村委会', '村民委员会', '村', '村委会']
    : ['社区居委会', '社区居民委员会', '社区', '社区居委会']
  return community.base + random.pick(endings)
}

function doorText(random: Random): string {
  let text = `${random.pick(roads)}${random.between(1, 399)}号`
  const at = random.fraction()
  if (at < 0.08) text += `之${random.pick(['一', '二', '三'])}`
  else if (at < 0.14) text += `${random.pick(buildings)}${random.between(2, 28)}层${random.between(1, 30)}室`
  else if (at < 0.18) text += `第${random.between(1, 60)}号铺`
  else if (at < 0.2) text = text.replace(/\d/g, (d) => String.fromCharCode(d.charCodeAt(0) + 0xfee0))
  return text
}

/** An address of the community as somebody wrote it on the licence. */
export function addressOf(
  city: City,
  community: Community,
  random: Random,
): { text: string; form: AddressForm } {
  const { places } = city
  const { town } = community
  const { county } = town
  let form = forms.draw(random)
  if (form === 'oldCounty' && county.former.length === 0) form = 'noProvince'
  const door = doorText(random)
  const near = random.chance(0.7) ? communityText(community, random) : ''
  const countyName = random.chance(0.85) ? county.name : county.short
  switch (form) {
    case 'full':
      return { form, text: `${places.province}${places.city}${county.name}${town.name}${near}${door}` }
    case 'noProvince':
      return { form, text: `${places.city}${county.name}${town.name}${near}${door}` }
    case 'countyTown':
      return { form, text: `${countyName}${town.name}${near}${door}` }
    case 'countyCommunity':
      return {
        form,
        text: `${random.chance(0.4) ? places.city : ''}${county.name}${communityText(community, random)}${door}`,
      }
    case 'townOnly':
      return { form, text: `${random.chance(0.3) ? places.city : ''}${town.name}${door}` }
    case 'townCommunity':
      return { form, text: `${town.name}${communityText(community, random)}${door}` }
    case 'oldCounty':
      return {
        form,
        text: `${random.chance(0.4) ? places.city : ''}${random.pick(county.former)}${town.name}${near}${door}`,
      }
    case 'roadOnly':
      return { form, text: `${random.chance(0.7) ? places.city : ''}${door}` }
  }
}
