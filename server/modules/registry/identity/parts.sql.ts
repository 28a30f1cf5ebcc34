import { type RawBuilder, sql } from 'kysely'
import { legalForms, tradeWords } from '#contract/registry/identity.ts'
import { sameSound } from '#contract/registry/sounds.ts'
import type { Tx } from '#kernel/database.ts'

/**
 * A firm's name in its parts: 地名 · 字号 · 行业 · 组织形式, read from the ends inwards. Both sides of a comparison are read by
 * these same expressions. Patterns come from our own lists and from the names of divisions, never from a row.
 */

const forms = Object.values(legalForms).flat()
const trades = tradeWords.flat()
/** POSIX rules: of what ends here the longest is taken, in whatever order they stand. */
const formEnd = `(?:${forms.join('|')})$`
const tradeEnd = `(?:${trades.join('|')})+$`

/** Names of the places down to towns, whole and short, as one pattern; what a name may begin with. */
export async function placePattern(trx: Tx): Promise<string> {
  const { rows } = await sql<{ name: string }>`
    select distinct n.name from division d cross join lateral (values (d.name),
      (regexp_replace(d.name, '(自治县|街道办事处|街道|地区|新区|省|县|市|区|镇|乡)$', ''))) n (name)
    where d.level <> 'community' and n.name ~ '^[\u4e00-\u9fff]{2,}$'`.execute(trx)
  return rows.length === 0 ? '^$' : `^(?:${rows.map((r) => r.name).join('|')})+`
}

/** Joins that add place, brand, trade and form (and their classes) to rows with a `name_key` under this alias. */
export function partsOf(alias: string, places: string): RawBuilder<unknown> {
  const key = sql.ref(`${alias}.name_key`)
  // `offset 0`: each step is worked out once, not written out again wherever it is used.
  return sql`
    cross join lateral (select substring(${key} from ${places}) as place offset 0) p1
    cross join lateral (select coalesce(nullif(substr(${key}, length(coalesce(p1.place, '')) + 1), ''), ${key}) as rest offset 0) p2
    cross join lateral (select substring(p2.rest from ${formEnd}) as form offset 0) p3
    cross join lateral (select coalesce(nullif(left(p2.rest, length(p2.rest) - length(coalesce(p3.form, ''))), ''), p2.rest) as core offset 0) p4
    cross join lateral (select substring(p4.core from ${tradeEnd}) as trade offset 0) p5
    cross join lateral (select nullif(left(p4.core, length(p4.core) - length(coalesce(p5.trade, ''))), '') as head offset 0) p6
    cross join lateral (select coalesce(p6.head, p4.core) as brand, case when p6.head is not null then p5.trade end as said offset 0) p7`
}

export const partColumns = sql`p1.place, p7.brand, p7.said as trade, p3.form, translate(p7.brand, ${sameSound.from}::text, ${sameSound.to}::text) as sound`

/** Class of a trade word and of a legal form, for joins: words of one line mean the same. */
export const tradeClasses = sql`(values ${sql.join(
  tradeWords.flatMap((line, i) => line.map((word) => sql`(${word}::text, ${i}::int)`)),
)}) `
export const formClasses = sql`(values ${sql.join(
  Object.entries(legalForms).flatMap(([kind, words]) =>
    words.map((word) => sql`(${word}::text, ${kind}::text)`),
  ),
)}) `

/** An address without its divisions, in one spelling: road and door. */
export function doorOf(address: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(select coalesce(nullif(regexp_replace(a.key, '^.*(?:街道|镇|乡|村民委员会|村委会|居民委员会|居委会|社区|村|区|县|市)', ''), ''), a.key) from (select name_key(${address}) as key) a)`
}
