import { type RawBuilder, sql } from 'kysely'
import { rangeOfDivision } from '#contract/organisations/words.ts'
import type { Tx } from '#kernel/database.ts'
import { run } from '#kernel/rows.ts'

/** A town made by a split, with the communities that come to it. */
export interface Part {
  toCode: string
  toName: string
  communities: string[]
}

/** What a change says of places: all that the mover needs. */
export interface Moving {
  kind: 'merge' | 'rename' | 'split' | 'recode'
  fromCode: string
  toCode: string | null
  toName: string | null
  parts: Part[]
}

/** Towns that are made, or take in what ends. */
export const townsOf = (c: Moving): string[] =>
  c.toCode === null ? c.parts.map((p) => p.toCode) : [c.toCode]

/**
 * What ends, and where it goes on: (code, heir, name, level, parent, fresh). A place that is made and follows none has no code.
 * This is all there is to a change of places; offices, firms, targets and duties follow what it says.
 */
export function heirsOf(change: Moving): RawBuilder<unknown> {
  switch (change.kind) {
    case 'merge':
      return merged(change)
    case 'split':
      return split(change)
    case 'recode':
      return recoded(change)
    case 'rename':
      return sql`select null::bigint as code, null::bigint as heir, null::text as name, null::text as level, null::bigint as parent, false as fresh where false`
  }
}

/** Communities get the next free codes of the heir. */
const merged = ({ fromCode, toCode }: Moving) => sql`
  select ${fromCode}::bigint as code, ${toCode}::bigint as heir, null::text as name, null::text as level, null::bigint as parent, false as fresh
  union all
  select c.code, ${toCode}::bigint + (select coalesce(max(o.code % 1000), 0) from division o where o.parent = ${toCode}::bigint) + row_number() over (order by c.code),
    c.name, 'community', ${toCode}::bigint, true
  from division c where c.parent = ${fromCode}::bigint and c.valid_to is null`

/** The old town stays; communities keep their last three digits. */
const split = ({ fromCode, parts }: Moving) => sql`
  select null::bigint as code, (p ->> 'toCode')::bigint as heir, p ->> 'toName' as name, 'town' as level, t.parent, true as fresh
  from jsonb_array_elements(${JSON.stringify(parts)}::jsonb) p join division t on t.code = ${fromCode}::bigint
  union all
  select c.code, (p ->> 'toCode')::bigint + c.code % 1000, c.name, 'community', (p ->> 'toCode')::bigint, true
  from jsonb_array_elements(${JSON.stringify(parts)}::jsonb) p join division c on c.parent = ${fromCode}::bigint and c.valid_to is null
    and p -> 'communities' ? c.code::text`

/** The place and all that lies below it change their first digits and keep their last. */
function recoded({ fromCode, toCode, toName }: Moving): RawBuilder<unknown> {
  const { hi } = rangeOfDivision(fromCode)
  return sql`
    select d.code, d.code - ${fromCode}::bigint + ${toCode}::bigint as heir, case when d.code = ${fromCode}::bigint then ${toName}::text else d.name end as name, d.level,
      case when d.code <> ${fromCode}::bigint then ${toCode}::bigint when d.level = 'town' then ${toCode}::bigint / 1000000 * 1000000 else ${toCode}::bigint / 1000 * 1000 end as parent,
      true as fresh
    from division d where d.code between ${fromCode}::bigint and ${String(hi)}::bigint and d.valid_to is null`
}

/** Places that end name their heirs from the day on, and what is made stands. */
export async function giveHeirs(trx: Tx, change: Moving & { startsOn: string }): Promise<void> {
  await run(
    trx,
    sql`with h as materialized (${heirsOf(change)}),
      made as (insert into division (code, name, level, parent, valid_from) select heir, name, level, parent, ${change.startsOn}::date from h where fresh)
      update division d set valid_to = ${change.startsOn}::date, heir = h.heir from h where d.code = h.code`,
  )
  // What went into a place that ends now goes on where it goes.
  await run(
    trx,
    sql`update division d set heir = h.heir from division h where h.code = d.heir and h.heir is not null`,
  )
}
