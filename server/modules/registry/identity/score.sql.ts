import { type RawBuilder, sql } from 'kysely'
import { candidatesShown, type IdentityPart, identityParts } from '#contract/registry/identity.ts'
import type { Tx } from '#kernel/database.ts'
import { run } from '#kernel/rows.ts'
import { doorOf, formClasses, readNames, tradeClasses } from './parts.sql.ts'

/**
 * Scores the rows of the temporary table `asking` (key, self, name_key, division, address, legal_rep, phone, memory_key)
 * against the live firms: candidates by hash joins on what a right match nearly always shares, then points part by part.
 * The result stands in the temporary table `scored` (key, entity_id, rank, score, parts), the best five of each row.
 * Volume: one pass over the names and firms, however many rows ask; what is costly is done for candidates only.
 */
export async function scoreAsking(trx: Tx, askAt: number): Promise<void> {
  await run(trx, sql`analyze asking`)
  await readNames(trx, sql`select name_key from asking`)
  await readAsked(trx)
  await findTold(trx)
  await findKnown(trx)
  await locateNames(trx)
  await findPairs(trx)
  await run(
    trx,
    sql`create temporary table scored on commit drop as
      select key, entity_id, rank, score, ${partsOf()} as parts from (
        select h.*, row_number() over (partition by key order by score desc, entity_id) as rank
        from (select h.*, ${sumOf()} as score from (${points()}) h) h where score >= ${askAt}) h
      where rank <= ${candidatesShown}`,
  )
  await run(trx, sql`drop table asked, told, slipped, alike, known, placed, pairs, held`)
  await run(trx, sql`analyze scored`)
}

/** The rows in their parts, with the door of their address and the person who is not hidden. */
async function readAsked(trx: Tx): Promise<void> {
  await run(
    trx,
    sql`create temporary table asked on commit drop as
      select a.*, p.place, p.brand, p.trade, p.form, p.sound, ${doorOf(sql`a.address`)} as door, case when a.legal_rep ~ '[某*]' then null else a.legal_rep end as person
      from asking a join name_parts p using (name_key)`,
  )
  await run(trx, sql`analyze asked`)
}

/** Firms that share something else than the name of today: a former name, the telephone, the person. */
async function findTold(trx: Tx): Promise<void> {
  await run(
    trx,
    sql`create temporary table told on commit drop as
      select a.key, f.entity_id as id, true as former from asked a join fact_registration f on name_key(f.name) = a.name_key and f.until is not null
        where f.entity_id is not null
      union all select a.key, f.entity_id, false from asked a join fact_registration f on f.phone = a.phone and f.until is null
      union all select a.key, f.entity_id, false from asked a join fact_registration f on f.legal_rep = a.person and f.until is null
        join entity e on e.id = f.entity_id and e.division / 1000000 = a.division / 1000000`,
  )
  await run(trx, sql`analyze told`)
}

/** A slip of the pen is looked for in brands of so many characters: in shorter ones it leaves nothing to know them by. */
const slipFrom = 3
const slipTo = 8

/** Brand with its i-th character left out: two brands that share one such rest are a slip of the pen apart. */
const without = (brand: RawBuilder<unknown>, i: RawBuilder<unknown>) =>
  sql`overlay(${brand} placing '' from ${i} for 1)`

/** The same with each character in turn, and the brand itself. */
const slips = (alias: string) => sql`cross join lateral (
  select ${without(sql.ref(`${alias}.brand`), sql`i`)} as slip from generate_series(1, length(${sql.ref(`${alias}.brand`)})) i
  union all select ${sql.ref(`${alias}.brand`)}) v`

/** The live firms that may be meant at all, in their parts: whose brand sounds alike or is a slip away, or who was told. */
async function findKnown(trx: Tx): Promise<void> {
  await run(
    trx,
    sql`create temporary table slipped on commit drop as
      select a.key, v.slip from asked a ${slips('a')} where length(a.brand) between ${slipFrom} and ${slipTo}`,
  )
  const isSlip = (text: RawBuilder<unknown>) => sql`${text} in (select slip from slipped)`
  const lacks = Array.from({ length: slipTo }, (_, n) => sql`${n + 1}::int`).map(
    (i) => sql`(length(p.brand) >= ${i} and ${isSlip(without(sql`p.brand`, i))})`,
  )
  await run(
    trx,
    sql`create temporary table alike on commit drop as
      select p.* from name_parts p where p.sound in (select sound from asked)
        or (length(p.brand) between ${slipFrom} and ${slipTo} and (${isSlip(sql`p.brand`)} or ${sql.join(lacks, sql` or `)}))`,
  )
  await run(trx, sql`analyze slipped, alike`)
  await run(
    trx,
    sql`create temporary table known on commit drop as
      select e.id, e.name_key, e.division / 1000000 as county, e.registration_fact, p.place, p.brand, p.trade, p.form, p.sound
      from entity e join alike p using (name_key) where e.status = 'live'
      union select e.id, e.name_key, e.division / 1000000, e.registration_fact, p.place, p.brand, p.trade, p.form, p.sound
      from told join entity e using (id) join name_parts p using (name_key) where e.status = 'live'`,
  )
  await run(trx, sql`analyze known`)
}

/** The few different places of names once each, with the county and the town they speak of. */
async function locateNames(trx: Tx): Promise<void> {
  await run(
    trx,
    sql`create temporary table placed on commit drop as
      with said as (select place from asked where place is not null union select place from known where place is not null),
      parts as (select s.place, d.code / 1000000 as county, n.name from said s
        join division d on d.level = 'county' cross join lateral (values (d.name), (regexp_replace(d.name, '(自治县|新区|县|市|区)$', ''))) n (name)
        where length(n.name) >= 2 and position(n.name in s.place) > 0),
      towns as (select distinct n.name from division d cross join lateral (values (d.name), (regexp_replace(d.name, '(街道办事处|街道|镇|乡)$', ''))) n (name)
        where d.level = 'town' and length(n.name) >= 2)
      select s.place, (select min(county) from parts p where p.place = s.place having count(distinct county) = 1) as county,
        (select regexp_replace(max(t.name), '(街道办事处|街道|镇|乡)$', '') from towns t where s.place like '%' || t.name
          and not exists (select from parts p where p.place = s.place and p.name = t.name)) as town
      from said s`,
  )
  await run(trx, sql`analyze placed`)
}

/** Which rows are compared with which firms, and what the registry says of each of those. A pair once denied stays out. */
async function findPairs(trx: Tx): Promise<void> {
  await run(
    trx,
    sql`create temporary table pairs on commit drop as
      with found as (
        select a.key, k.id, false as former from asked a join known k on k.sound = a.sound
          and (k.trade is not distinct from a.trade or k.form is not distinct from a.form or a.division / 1000000 = k.county)
        union all select s.key, k.id, false from slipped s join (
          select k.id, v.slip from known k ${slips('k')} where length(k.brand) between ${slipFrom} and ${slipTo} and v.slip in (select slip from slipped)) k using (slip)
        union all select a.key, k.id, t.former and k.name_key <> a.name_key from told t join asked a using (key) join known k using (id)
          where not (t.former and k.name_key = a.name_key))
      select f.key, f.id as entity_id, bool_or(f.former) as former from found f join asked a using (key)
      where f.id is distinct from a.self and not exists (select from identity_memory m where m.memory_key = a.memory_key and m.entity_id = f.id and not m.same)
      group by 1, 2`,
  )
  await run(
    trx,
    sql`create temporary table held on commit drop as
      select e.entity_id, f.legal_rep, f.phone, case when f.legal_rep ~ '[某*]' then null else f.legal_rep end as person,
        case when f.address is not null then ${doorOf(sql`f.address`)} end as door
      from (select distinct entity_id from pairs) e join known k on k.id = e.entity_id join fact_registration f on f.fact_id = k.registration_fact`,
  )
  await run(trx, sql`analyze pairs, held`)
}

const sameTrade = sql`(a.trade = k.trade or ta.class = tk.class)`
const sameBrand = sql`a.brand = k.brand`
const likeBrand = sql`(a.sound <> k.sound and least(length(a.brand), length(k.brand)) >= 2 and (position(a.brand in k.brand) > 0 or position(k.brand in a.brand) > 0
  or (length(a.brand) >= 3 and length(k.brand) >= 3 and abs(length(a.brand) - length(k.brand)) <= 1
    and exists (select overlay(a.brand placing '' from i for 1) from generate_series(1, length(a.brand)) i
      intersect select overlay(k.brand placing '' from j for 1) from generate_series(1, length(k.brand)) j))))`
const county = sql`coalesce(case when a.division % 100000000 <> 0 then a.division / 1000000 end, pa.county)`
const here = sql`(${county} = k.county or ${county} = pk.county or pa.county = k.county)`
const street = (door: string) => sql`substring(${sql.ref(door)} from '^[^0-9]{2,}')`

/** When each part holds: a is the row, k the firm, d what the registry says of it. */
const holds: Readonly<Record<IdentityPart, RawBuilder<unknown>>> = {
  nameSame: sql`a.name_key = k.name_key`,
  formerName: sql`p.former`,
  brandSame: sameBrand,
  brandSound: sql`not ${sameBrand} and a.sound = k.sound`,
  brandLike: likeBrand,
  tradeSame: sameTrade,
  tradeDiffers: sql`a.trade <> k.trade and not coalesce(${sameTrade}, false)`,
  formSame: sql`fa.class = fk.class`,
  formDiffers: sql`fa.class <> fk.class`,
  placeSame: here,
  placeDiffers: sql`${county} is not null and coalesce(k.county, pk.county) is not null and not coalesce(${here}, false)`,
  townDiffers: sql`pa.town <> pk.town`,
  addressSame: sql`a.door = d.door`,
  addressLike: sql`a.door <> d.door and length(least(a.door, d.door)) >= 4 and (starts_with(a.door, d.door) or starts_with(d.door, a.door))`,
  addressDiffers: sql`${street('a.door')} <> ${street('d.door')}`,
  personSame: sql`a.person = d.person`,
  personDiffers: sql`left(a.legal_rep, 1) <> left(d.legal_rep, 1) or a.person <> d.person`,
  phoneSame: sql`a.phone = d.phone`,
}

const partNames = Object.keys(holds) as IdentityPart[]

/** Every part of every pair: its points where it holds. */
function points(): RawBuilder<unknown> {
  const each = sql.join(
    partNames.map(
      (part) => sql`case when ${holds[part]} then ${identityParts[part].weight}::int end as ${sql.id(part)}`,
    ),
  )
  return sql`
    select p.key, p.entity_id, ${each}
    from pairs p join asked a using (key) join known k on k.id = p.entity_id left join held d using (entity_id)
    left join placed pa on pa.place = a.place left join placed pk on pk.place = k.place
    left join ${tradeClasses} ta (word, class) on ta.word = a.trade left join ${tradeClasses} tk (word, class) on tk.word = k.trade
    left join ${formClasses} fa (word, class) on fa.word = a.form left join ${formClasses} fk (word, class) on fk.word = k.form`
}

const sumOf = (): RawBuilder<unknown> =>
  sql.join(
    partNames.map((part) => sql`coalesce(h.${sql.id(part)}, 0)`),
    sql` + `,
  )

/** The parts that hold, as a clerk is shown them. */
const partsOf = (): RawBuilder<unknown> =>
  sql`jsonb_strip_nulls(jsonb_build_object(${sql.join(partNames.map((part) => sql`${part}::text, h.${sql.id(part)}`))}))`
