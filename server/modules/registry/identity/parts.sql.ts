import { createHash } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import { legalForms, tradeWords } from '#contract/registry/identity.ts'
import { sameSound } from '#contract/registry/sounds.ts'
import type { Tx } from '#kernel/database.ts'
import { run } from '#kernel/rows.ts'
import { NameReader } from './name-parts.ts'

/** Names read at a time. */
const chunk = 20_000

/**
 * Makes sure that each name of these rows (a statement of `name_key`) stands in `name_parts`, read with the words and places
 * of today. A name is read once: as patterns in SQL half a million would take a minute, here they take seconds. Volume:
 * the names that are new, and one pass over the rows.
 */
export async function readNames(trx: Tx, names: RawBuilder<unknown>): Promise<void> {
  const places = await placeNames(trx)
  await forgetOtherWords(trx, wordsHash(places))
  await run(
    trx,
    sql`create temporary table unread on commit drop as
      select row_number() over () as n, x.name_key from (select distinct y.name_key from (${names}) y
        where y.name_key is not null and not exists (select from name_parts p where p.name_key = y.name_key)) x`,
  )
  const reader = new NameReader(places)
  for (let from = 0; ; from += chunk) {
    const { rows } = await sql<{ nameKey: string }>`
      select name_key from unread where n > ${from} and n <= ${from + chunk}`.execute(trx)
    if (rows.length === 0) break
    await keepParts(
      trx,
      rows.map((r) => r.nameKey),
      reader,
    )
  }
  await run(trx, sql`drop table unread`)
}

async function keepParts(trx: Tx, keys: readonly string[], reader: NameReader): Promise<void> {
  const read = keys.map((key) => reader.read(key))
  await run(
    trx,
    sql`insert into name_parts (name_key, place, brand, trade, form, sound)
      select * from unnest(${keys}::text[], ${read.map((p) => p.place)}::text[], ${read.map((p) => p.brand)}::text[],
        ${read.map((p) => p.trade)}::text[], ${read.map((p) => p.form)}::text[], ${read.map((p) => p.sound)}::text[])
      on conflict do nothing`,
  )
}

/** Names of the places down to towns, whole and short. */
async function placeNames(trx: Tx): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct n.name from division d cross join lateral (values (d.name),
      (regexp_replace(d.name, '(自治县|街道办事处|街道|地区|新区|省|县|市|区|镇|乡)$', ''))) n (name)
    where d.level <> 'community' and n.name ~ '^[\u4e00-\u9fff]{2,}$' order by 1`.execute(trx)
  return rows.map((r) => r.name)
}

function wordsHash(places: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([places, legalForms, tradeWords, sameSound]))
    .digest('hex')
}

/** What was read with other words is read anew. */
async function forgetOtherWords(trx: Tx, hash: string): Promise<void> {
  const { rows } = await sql<{ hash: string }>`select words_hash as hash from name_words`.execute(trx)
  if (rows[0]?.hash === hash) return
  await run(trx, sql`delete from name_parts`)
  await run(
    trx,
    sql`insert into name_words (one, words_hash) values (true, ${hash}) on conflict (one) do update set words_hash = excluded.words_hash`,
  )
}

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
