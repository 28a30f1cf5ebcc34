import type { AddressForm } from './address.ts'
import type { City } from './city.ts'
import type { BadCode } from './dirt.ts'
import type { Entity, Kind, Status } from './entity.ts'
import { type Category, categories } from './labels.ts'

/**
 * What was planted in the city's files, so that a test can ask how much of it was found. Lists hold the true
 * unified codes, whatever the files show; every list is in file order.
 */
export interface CityPlan {
  city: { province: string; name: string; code: string; counties: number; towns: number; communities: number }
  seed: number
  today: string
  entities: number
  /** File name and number of data rows (without titles, headers and 合计), by file number 01 … 09. */
  files: Record<FileNumber, { name: string; rows: number }>
  kinds: Record<Kind, number>
  /** True registry status. */
  statuses: Record<Status, number>
  /**
   * Active, and neither zombie, shell nor openly dishonest: those a fair screening keeps. All but the
   * `unproven` among them have tax, insurance or census.
   */
  survivors: number
  /** Sum of the branches' yearly visits, about 1.3 × survivors. */
  visitCapacity: number
  addresses: Record<AddressForm, number>
  /** Rows repeated as they are, and rows repeated with another status (which of the two is true is not planned). */
  duplicates: { same: string[]; contradictory: string[] }
  badCodes: Record<BadCode, string[]>
  /** Pairs of different entities with the very same name: [earlier, later]. */
  namesakes: [string, string][]
  zombies: string[]
  shells: { abnormalTaxpayer: string[]; abnormalList: string[] }
  dishonest: { open: string[]; ended: string[] }
  /** Active small entities no department knows: neither proven active nor planted as bad. */
  unproven: string[]
  exporters: string[]
  tax: {
    taxpayerNumbers: string[]
    registrationNumbers: string[]
    numbersAsText: number
    totalPaidFen: string
  }
  insurance: { withoutCode: string[] }
  census: { organisationCodes: string[] }
  marks: { open: number; ended: number; withoutCode: string[]; organisationCodes: string[] }
  loans: { borrowers: number; dueIn90Days: string[]; overdue: string[]; balanceWan: number }
  labels: { byCategory: Record<Category, string[]>; withoutCode: string[] }
  story: { firstLoan: StoryEntity; noodleShop: StoryEntity }
}

export const fileNumbers = ['01', '02', '03', '04', '05', '06', '07', '08', '09'] as const
export type FileNumber = (typeof fileNumbers)[number]

export interface StoryEntity {
  code: string
  name: string
  foundedOn: string
  /** 12-digit code of the community where it does business. */
  community: string
}

const nobody: StoryEntity = { code: '', name: '', foundedOn: '', community: '' }

/** A plan with nothing planted yet; the writers fill it as they write. */
export function emptyPlan(city: City): CityPlan {
  const { places } = city
  return {
    city: {
      province: places.province,
      name: places.city,
      code: places.cityCode,
      counties: places.counties.length,
      towns: places.towns.length,
      communities: places.communities.length,
    },
    seed: city.seed,
    today: city.todayText,
    entities: city.entities,
    files: Object.fromEntries(fileNumbers.map((n) => [n, { name: '', rows: 0 }])) as CityPlan['files'],
    kinds: { individual: 0, enterprise: 0, cooperative: 0, farm: 0 },
    statuses: { active: 0, cancelled: 0, revoked: 0, movedOut: 0 },
    survivors: 0,
    visitCapacity: 0,
    addresses: {
      full: 0,
      noProvince: 0,
      countyTown: 0,
      countyCommunity: 0,
      townOnly: 0,
      townCommunity: 0,
      oldCounty: 0,
      roadOnly: 0,
    },
    duplicates: { same: [], contradictory: [] },
    badCodes: { fullWidth: [], lowerCase: [], spaced: [], mistyped: [], missing: [], registration: [] },
    namesakes: [],
    zombies: [],
    shells: { abnormalTaxpayer: [], abnormalList: [] },
    dishonest: { open: [], ended: [] },
    unproven: [],
    exporters: [],
    tax: { taxpayerNumbers: [], registrationNumbers: [], numbersAsText: 0, totalPaidFen: '0' },
    insurance: { withoutCode: [] },
    census: { organisationCodes: [] },
    marks: { open: 0, ended: 0, withoutCode: [], organisationCodes: [] },
    loans: { borrowers: 0, dueIn90Days: [], overdue: [], balanceWan: 0 },
    labels: {
      byCategory: Object.fromEntries(categories.map((c): [string, string[]] => [c, []])) as Record<
        Category,
        string[]
      >,
      withoutCode: [],
    },
    story: { firstLoan: nobody, noodleShop: nobody },
  }
}

/** Enters what is planted in the entity itself. */
export function planEntity(plan: CityPlan, entity: Entity, foundedOn: string): void {
  const { code, plant } = entity
  plan.kinds[entity.kind] += 1
  plan.statuses[entity.status] += 1
  if (plant === 'zombie') plan.zombies.push(code)
  if (plant === 'shellTax') plan.shells.abnormalTaxpayer.push(code)
  if (plant === 'shellList') plan.shells.abnormalList.push(code)
  if (plant === 'dishonest') plan.dishonest.open.push(code)
  if (plant === 'dishonestEnded') plan.dishonest.ended.push(code)
  if (plant === 'unproven') plan.unproven.push(code)
  if (
    entity.status === 'active' &&
    (plant === 'none' || plant === 'dishonestEnded' || plant === 'unproven')
  ) {
    plan.survivors += 1
  }
  if (entity.story) {
    plan.story[entity.story] = { code, name: entity.name, foundedOn, community: entity.community.code }
  }
}
