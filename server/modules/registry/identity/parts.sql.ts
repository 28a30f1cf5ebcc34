import { createHash } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import { legalForms, tradeWords } from '#contract/registry/identity.ts'
import { sameSound } from '#contract/registry/sounds.ts'
import type { Db, Tx } from '#kernel/database.ts'
import { run } from '#kernel/rows.ts'
import { lockRegistry } from '../registry.lock.ts'
import { NameReader } from './name-parts.ts'

/** Names read at a time. */
const chunk = 20_000

/** What stands between names on their way: no name has it. */
const between = '\n'

/**
 * Makes sure that each of these names (a statement of `name_key`), and the name of each live firm, stands in `name_parts`,
 * read with the words and places of today. A name is read once: as patterns in SQL half a million would take a minute, here
 * they take seconds. Volume: the names that are new; all of them after a change of words or places.
 */
export async function readNames(trx: Tx, names: RawBuilder<unknown>): Promise<void> {
  const places = await placeNames(trx)
  const changed = await forgetOtherWords(trx, wordsHash(places))
  // Names of lists are read when their list is taken; a firm that declared itself came by none.
  const firms = sql`select name_key from entity where status = 'live' ${changed ? sql`` : sql`and created_batch = 0`}`
  await readUnread(trx, sql`${names} union all ${firms}`, places)
}

/** The same for the firms that a registry list has just brought or renamed; the names of its other rows have been read before. */
export async function readNamesOf(trx: Tx, batchId: string): Promise<void> {
  await readChangedNames(trx, namesStaged(batchId))
}

const namesStaged = (batchId: string) =>
  sql`select name_key from stage_registration where batch_id = ${batchId}`

/** The same for firms that bear an earlier name again, or are there again at all. */
export async function readNamesOfFirms(trx: Tx, firms: RawBuilder<unknown>): Promise<void> {
  await readChangedNames(trx, sql`select name_key from entity where status = 'live' and id in (${firms})`)
}

/** Names that firms have just been given, once names have been asked for at all. */
async function readChangedNames(trx: Tx, names: RawBuilder<unknown>): Promise<void> {
  const places = await placeNames(trx)
  const { rows } = await sql<{ hash: string }>`select words_hash as hash from name_words`.execute(trx)
  if (rows[0]?.hash === wordsHash(places)) await readUnread(trx, names, places)
}

/**
 * Reads the names of a registry list that has just been staged while its rows are matched and taken: whoever needs them finds
 * most of them read. Piece by piece in transactions of their own, so that nobody waits for it; what it leaves is read as ever.
 */
export async function readNamesAhead(system: Db, batchId: string): Promise<void> {
  await system.connection().execute(async (db) => {
    await sql`set statement_timeout = '15min'`.execute(db)
    try {
      if (!(await areMostNew(db, batchId))) return
      const places = await placeNames(db)
      const hash = wordsHash(places)
      if (!(await db.transaction().execute((trx) => mayBegin(trx, hash)))) return
      await readUnread(
        db,
        namesStaged(batchId),
        places,
        sql`from name_words where words_hash = ${hash} for share`,
      )
    } finally {
      await sql`drop table if exists unread`.execute(db)
      await sql`reset statement_timeout`.execute(db)
    }
  })
}

/** Words that have changed are for whoever reads the names of all firms: ahead they are set only where there is no firm yet. */
async function mayBegin(trx: Tx, hash: string): Promise<boolean> {
  const { rows: known } = await sql`select from name_words where words_hash = ${hash}`.execute(trx)
  if (known.length > 0) return true
  // A list just being taken may bring the first firms.
  await lockRegistry(trx)
  const { rows: firms } = await sql`select from entity limit 1`.execute(trx)
  if (firms.length > 0) return false
  await forgetOtherWords(trx, hash)
  return true
}

/** Of a list that has come before nearly all names are known: to look for the others ahead would cost more than it saves. */
async function areMostNew(db: Db, batchId: string): Promise<boolean> {
  const { rows } = await sql<{ new: boolean }>`
    select 2 * (select count(*) from (select from name_parts limit b.rows_in) n) < b.rows_in as new from import_batch b where b.id = ${batchId}`.execute(
    db,
  )
  return rows[0]?.new ?? false
}

/** `guard` tells of a row that has to be there, unchanged, for what was read to be kept. */
async function readUnread(
  trx: Db | Tx,
  names: RawBuilder<unknown>,
  places: readonly string[],
  guard?: RawBuilder<unknown>,
): Promise<void> {
  // Text that is read once is not worth being compressed.
  await run(trx, sql`create temporary table unread (n int, names text storage external)`)
  await run(
    trx,
    sql`insert into unread select n, string_agg(name_key, ${between}::text) as names from (
        select row_number() over (order by x.name_key) / ${chunk} as n, x.name_key from (select distinct y.name_key from (${names}) y
          where y.name_key <> '' and not exists (select from name_parts p where p.name_key = y.name_key)) x) c
      group by n`,
  )
  const reader = new NameReader(places)
  const next = (n: number) => sql<{ names: string }>`select names from unread where n = ${n}`.execute(trx)
  // In order, so that the index grows at its end. The next names are on their way while these are read, and these are written while the next are read.
  let kept: Promise<unknown> = Promise.resolve()
  let coming = next(0)
  for (let n = 1; ; n++) {
    const [{ rows }] = await Promise.all([coming, kept])
    if (rows.length === 0) break
    coming = next(n)
    kept = keepParts(trx, rows[0]!.names.split(between), reader, guard)
  }
  await run(trx, sql`drop table unread`)
}

async function keepParts(
  trx: Db | Tx,
  keys: readonly string[],
  reader: NameReader,
  guard: RawBuilder<unknown> | undefined,
): Promise<void> {
  const read = keys.map((key) => reader.read(key))
  const column = (values: readonly (string | null)[]) =>
    sql`string_to_array(${values.map((v) => v ?? '').join(between)}::text, ${between}, '')`
  await run(
    trx,
    sql`insert into name_parts (name_key, place, brand, trade, form, sound)
      select p.* from unnest(${column(keys)}, ${column(read.map((p) => p.place))}, ${column(read.map((p) => p.brand))},
        ${column(read.map((p) => p.trade))}, ${column(read.map((p) => p.form))}, ${column(read.map((p) => p.sound))}) p
      ${guard ? sql`cross join (select ${guard}) held` : sql``}
      on conflict do nothing`,
  )
}

/** Names of the places down to towns, whole and short. */
export async function placeNames(trx: Db | Tx): Promise<string[]> {
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

/** What was read with other words is read anew; answers whether it was. */
async function forgetOtherWords(trx: Tx, hash: string): Promise<boolean> {
  const { rows } = await sql<{ hash: string }>`select words_hash as hash from name_words`.execute(trx)
  if (rows[0]?.hash === hash) return false
  // The words first: whoever reads names ahead holds them until its piece is kept, and it is thrown away with the others.
  await run(
    trx,
    sql`insert into name_words (one, words_hash) values (true, ${hash}) on conflict (one) do update set words_hash = excluded.words_hash`,
  )
  await run(trx, sql`delete from name_parts`)
  return true
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
