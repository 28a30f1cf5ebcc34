import { sql } from 'kysely'
import * as z from 'zod'
import { keysOf } from '#contract/kernel/ids.ts'
import { canonicalCode, isUscc } from '#contract/registry/codes.ts'
import { entityKinds, registrationStatuses } from '#contract/registry/words.ts'
import type { Ctx } from '#kernel/context.ts'
import type { Paging } from '#kernel/paging.ts'
import { withinDivision } from '#kernel/place.ts'
import { rows } from '#kernel/rows.ts'
import { bigramsOf, nameKey } from './import/values/name.ts'

export interface EntityFilter {
  search?: string
  division?: string
  kind?: string
  status?: string
  verdict?: string
  sort?: 'id' | 'name' | 'foundedOn'
}

const Row = z.object({
  id: z.string(),
  uscc: z.string().nullable(),
  name: z.string(),
  kind: z.enum(keysOf(entityKinds)),
  registrationStatus: z.enum(keysOf(registrationStatuses)),
  foundedOn: z.string().nullable(),
  division: z.string(),
  place: z.string(),
  verdict: z.enum(['target', 'excluded']).nullable(),
  tier: z.int().nullable(),
  sortKey: z.string(),
})

/**
 * A search as a condition on `entity` (alias e): a whole code by its index, two or more characters of a name by
 * bigrams with a recheck, one character by a scan within the scope.
 */
export function searchCondition(search: string | undefined) {
  if (search === undefined) return sql`true`
  const code = canonicalCode(search)
  if (isUscc(code)) return sql`e.uscc = ${code}`
  const key = nameKey(search)
  const grams = bigramsOf(search)
  const like = sql`e.name_key like ${`%${key.replace(/[\\%_]/g, (c) => `\\${c}`)}%`}`
  if (grams.length === 0) return like
  const contains = sql`e.bigrams @> ${grams}::text[]`
  return key.length > 2 ? sql`${contains} and ${like}` : contains
}

const sortKeys = {
  id: sql`lpad(e.id::text, 18, '0')`,
  name: sql`e.name_key`,
  foundedOn: sql`coalesce(e.founded_on::text, '9999')`,
} as const

/** Firms of the actor's place, keyset-paged. Volume: up to 5 million; uses entity_division, entity_bigrams. */
export async function listEntities(ctx: Ctx, filter: EntityFilter, paging: Paging) {
  const [sortAfter, idAfter] = paging.after ?? [null, null]
  const sort = filter.sort ?? 'id'
  const byId = sort === 'id'
  const key = sortKeys[sort]
  return rows(
    ctx.trx,
    sql`
      select e.id, e.uscc, e.name, e.kind, e.registration_status, e.founded_on, e.division, place_name(e.division) as place,
        v.state as verdict, v.tier, ${byId ? sql`''` : key} as sort_key
      from entity e
      left join lateral (select state, tier from verdict where entity_id = e.id order by run_id desc limit 1) v on true
      where e.status = 'live' and ${withinDivision('e.division', filter.division)} and ${searchCondition(filter.search)}
        and (${filter.kind ?? null}::text is null or e.kind = ${filter.kind ?? null})
        and (${filter.status ?? null}::text is null or e.registration_status = ${filter.status ?? null})
        and (${filter.verdict ?? null}::text is null or v.state = ${filter.verdict ?? null})
        and ${idAfter === null ? sql`true` : byId ? sql`e.id > ${idAfter}::bigint` : sql`(${key}, e.id) > (${sortAfter}::text, ${idAfter}::bigint)`}
      order by ${byId ? sql`e.id` : sql`${key}, e.id`} limit ${paging.limit + 1}`,
    Row,
  )
}
