import { sql } from 'kysely'
import { canonicalCode, isUscc } from '#contract/registry/codes.ts'
import type { entityKinds, registrationStatuses } from '#contract/registry/words.ts'
import type { Ctx } from '#kernel/context.ts'
import { type Paging, pageRows } from '#kernel/paging.ts'
import { inOneCounty, placeName, withinDivision } from '#kernel/place.ts'
import { pageOf, planKept } from '#kernel/rows.ts'
import { bigramsOf, nameKey } from './import/values/name.ts'

export interface EntityFilter {
  search?: string
  division?: string
  kind?: string
  status?: string
  verdict?: string
  sort?: 'id' | 'name' | 'foundedOn'
}

interface Row {
  id: string
  uscc: string | null
  name: string
  kind: keyof typeof entityKinds
  registrationStatus: keyof typeof registrationStatuses
  foundedOn: string | null
  division: string
  place: string
  verdict: 'target' | 'excluded' | null
  tier: number | null
  sortKey: string
}

/**
 * A search as a condition on `entity` (alias e): a whole code by its index, two or more characters of a name by
 * bigrams with a recheck, one character by a scan within the scope.
 */
export function searchCondition(search: string | undefined) {
  if (search === undefined) return sql`true`
  const code = canonicalCode(search)
  if (isUscc(code)) return sql`e.uscc = ${code}`
  const key = nameKey(search)
  // Nothing but marks names no firm; it must not be read as “any name”.
  if (key === '') return sql`false`
  const grams = bigramsOf(key)
  const like = sql`e.name_key like ${`%${key.replace(/[\\%_]/g, (c) => `\\${c}`)}%`}`
  if (grams.length === 0) return like
  const contains = sql`e.bigrams @> ${grams}::int[]`
  return key.length > 2 ? sql`${contains} and ${like}` : contains
}

/** The run whose verdicts stand: the last that finished. */
const latestRun = sql`(select max(id) from screening_run where state = 'done')`

/** In their own types, so that an index in this order serves the page. */
const sortKeys = {
  id: { key: sql`e.id`, type: sql`bigint` },
  name: { key: sql`e.name_key`, type: sql`text` },
  foundedOn: { key: sql`coalesce(e.founded_on, 'infinity'::date)`, type: sql`date` },
} as const

/** Firms of the actor's place, keyset-paged. Volume: up to 5 million; uses entity_county, entity_division, entity_bigrams. */
export async function listEntities(ctx: Ctx, filter: EntityFilter, paging: Paging) {
  const [sortAfter, idAfter] = paging.after ?? [null, null]
  const { key, type } = sortKeys[filter.sort ?? 'id']
  // By its number alone a firm is found by one bound of the index; the pair of number and number is none.
  const after =
    idAfter === null
      ? sql`true`
      : (filter.sort ?? 'id') === 'id'
        ? sql`e.id > ${idAfter}::bigint`
        : sql`(${key}, e.id) > (${sortAfter}::${type}, ${idAfter}::bigint)`
  const plan = filter.search === undefined && filter.division === undefined ? planKept : sql``
  return pageOf(
    ctx.trx,
    sql<Row>`${plan} select e.id, e.uscc, e.name, e.kind, e.registration_status, e.founded_on, e.division, ${placeName('e.division')} as place,
        case when v.reasons = 0 then 'target' when v.reasons <> 0 then 'excluded' end as verdict, v.tier, ${key}::text as sort_key
      from entity e
      left join verdict v on v.run_id = ${latestRun} and v.entity_id = e.id
      where e.status = 'live' and ${withinDivision('e.division', filter.division)}
        and ${inOneCounty('e', ctx.actor.scope, filter.division)} and ${searchCondition(filter.search)}
        and ${filter.kind === undefined ? sql`true` : sql`e.kind = ${filter.kind}`}
        and ${filter.status === undefined ? sql`true` : sql`e.registration_status = ${filter.status}`}
        and ${filter.verdict === undefined ? sql`true` : filter.verdict === 'target' ? sql`v.reasons = 0` : sql`v.reasons <> 0`}
        and ${after}
      order by ${key}, e.id limit ${pageRows(paging)}`,
  )
}
