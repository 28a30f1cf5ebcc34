import { type RawBuilder, sql } from 'kysely'
import * as z from 'zod'
import type { Tx } from '#kernel/database.ts'
import { rows, run } from '#kernel/rows.ts'
import { readNamesOfFirms } from '../identity/parts.sql.ts'
import { followPlaces } from '../places/follow.sql.ts'
import { type FactKind, factSpecs } from './facts.ts'
import { factColumn, tables } from './match.sql.ts'

/**
 * Takes a batch back as a batch, in sets. A place where a fact may hold — a firm and what tells several facts
 * of one firm apart — is a slot. For each slot the batch touched, the history is read again without it: the last batch
 * that still counts and wrote, vouched for or ended something there decides what holds. What holds wrongly is closed, what
 * should hold comes back as a new row of its old provenance; no fact is rewritten, so any version can be read again.
 */
export interface Reversal {
  kind: FactKind
  batchId: string
  /** The version its commit made. */
  version: number
}

/**
 * The facts of a kind with their slot. What waited for its firm stands in the same slot as what was linked to it: under the
 * firm's code, whichever number the firm had in the registry.
 */
function slotted(kind: FactKind): RawBuilder<unknown> {
  const { fact } = tables(kind)
  if (kind === 'registration') return sql`(select *, entity_id::text as slot from ${fact})`
  const apart = factSpecs[kind].apart.map((c) => sql`, ${sql.ref(`x.${factColumn(kind, c)}`)}`)
  return sql`(select x.*, row(coalesce('c' || e.uscc, 'e' || e.id, k.firm, x.waiting)${sql.join(apart, sql``)})::text as slot
    from ${fact} x left join entity e on e.id = x.entity_id left join called k on k.waiting = x.waiting)`
}

/** What firms were called by before a list brought their code: from the facts that waited under it and were linked. */
async function readCalled(trx: Tx, kind: FactKind): Promise<void> {
  const { fact } = tables(kind)
  await run(
    trx,
    kind === 'registration'
      ? sql`create temporary table called (waiting text, firm text) on commit drop`
      : sql`create temporary table called on commit drop as
          select w.waiting, min('c' || e.uscc) as firm from ${fact} w
          join ${fact} l on l.batch_id = w.batch_id and l.sheet = w.sheet and l.row_no = w.row_no and l.since = w.until
          join entity e on e.id = l.entity_id where w.waiting ~ '^[ron]' and w.until is not null group by 1`,
  )
  await run(trx, sql`analyze called`)
}

/** The rows whose facts some batches vouch for: a fact that was linked or brought back later is of the same row still. */
const confirmedBy = (
  fact: RawBuilder<unknown>,
  batches: RawBuilder<unknown>,
  and: RawBuilder<unknown> = sql``,
) => sql`
  select distinct c.batch_id as by_batch, f.batch_id, f.sheet, f.row_no
  from import_confirmed c, unnest(c.facts) r, generate_series(lower(r), upper(r) - 1) n join ${fact} f on f.fact_id = n
  where c.batch_id in (${batches}) ${and}`

/** The slots the batch touched (`slot`) and everything that ever held there (`slot_fact`). */
async function readSlots(trx: Tx, { kind, batchId, version }: Reversal): Promise<void> {
  const { fact } = tables(kind)
  await run(
    trx,
    sql`create temporary table slot on commit drop as select distinct f.slot from ${slotted(kind)} f
      where (f.batch_id = ${batchId} and f.until is null) or f.until = ${version} or f.since = ${version}
        or (f.until is null and f.batch_id in (select id from import_batch where state = 'reversed')
          and (f.batch_id, f.sheet, f.row_no) in (select c.batch_id, c.sheet, c.row_no from (${confirmedBy(fact, sql`${batchId}::bigint`)}) c))`,
  )
  await run(trx, sql`analyze slot`)
  await run(
    trx,
    sql`create temporary table slot_fact on commit drop as
      select f.slot, f.fact_id, f.batch_id, f.sheet, f.row_no, f.since, f.until, f.entity_id from ${slotted(kind)} f
      where f.until is distinct from f.since and f.slot in (select slot from slot)`,
  )
  await run(trx, sql`analyze slot_fact`)
}

/** What should hold in each slot without the batch, beside what does (`slot_plan`); `off` where they differ. */
async function planSlots(trx: Tx, { kind, batchId }: Reversal): Promise<void> {
  const { fact } = tables(kind)
  const counting = sql`select id, kind from import_batch where state = 'committed' and kind in (${kind}, 'registration') and id <> ${batchId}`
  await run(
    trx,
    sql`create temporary table slot_plan on commit drop as
      with counts as materialized (${counting}), vouched as materialized (${confirmedBy(fact, sql`select id from counts where kind = ${kind}`, sql`and f.batch_id not in (select id from counts)`)}),
      event as (
        select f.slot, f.since as no, 3 as rank, f.fact_id as wanted, f.batch_id as by_batch from slot_fact f
          left join registry_version v on v.no = f.since
          where f.batch_id in (select id from counts) and (v.no is null or v.cause = 'reversal' or v.batch_id in (select id from counts))
        union all
        select f.slot, greatest(b.version, f.since), 2, f.fact_id, b.id from slot_fact f
          join vouched c on c.batch_id = f.batch_id and c.sheet = f.sheet and c.row_no = f.row_no
          join import_batch b on b.id = c.by_batch where coalesce(f.until > b.version, true)
        union all
        select f.slot, v.no, 1, null, v.batch_id from slot_fact f
          join registry_version v on v.no = f.until and v.cause = 'import' and v.batch_id in (select id from counts)
          where not exists (select from slot_fact g where g.slot = f.slot and g.since = f.until)),
      last as (select distinct on (slot) slot, wanted, by_batch from event order by slot, no desc, rank desc)
      select s.slot, h.fact_id as holds, coalesce(h.entity_id, w.entity_id) as entity_id, w.fact_id as wanted, l.by_batch,
        h.batch_id as holder_batch, h.sheet, h.row_no,
        (h.fact_id is null or h.batch_id not in (select id from counts))
          and (h.batch_id, h.sheet, h.row_no) is distinct from (w.batch_id, w.sheet, w.row_no) as off
      from slot s left join last l on l.slot = s.slot left join slot_fact w on w.fact_id = l.wanted
      left join slot_fact h on h.slot = s.slot and h.until is null`,
  )
  await run(trx, sql`analyze slot_plan`)
}

/** Whether anything but lists speaks of a firm (alias e): people have worked with it, or it comes by itself. */
const atWork = sql`(e.created_batch = 0 or exists (select from target t where t.entity_id = e.id) or exists (select from declaration d where d.entity_id = e.id)
  or exists (select from visit v where v.entity_id = e.id) or exists (select from org o where o.entity_id = e.id) or exists (select from entity o where o.merged_into = e.id))`

/** Firms no registration speaks of any more (`leaving`); those at work stay. */
async function planFirms(trx: Tx, { kind }: Reversal): Promise<void> {
  await run(
    trx,
    kind === 'registration'
      ? sql`create temporary table leaving on commit drop as select e.id as entity_id, ${atWork} as stays
          from slot_plan p join entity e on e.id = p.entity_id where p.off and p.wanted is null and e.status = 'live'`
      : sql`create temporary table leaving (entity_id bigint, stays boolean) on commit drop`,
  )
  await run(trx, sql`analyze leaving`)
}

/** Rows of the batch that cannot be taken back, and why. */
async function planKept(trx: Tx, { kind, batchId }: Reversal): Promise<void> {
  const { fact } = tables(kind)
  await run(
    trx,
    sql`create temporary table kept on commit drop as
      select distinct on (sheet, row_no) sheet, row_no, why, by_batch, entity_id from (
        select p.sheet, p.row_no, 'confirmed' as why, p.by_batch, p.entity_id from slot_plan p where p.holder_batch = ${batchId} and not p.off
        union all
        select p.sheet, p.row_no, 'work', null, p.entity_id from slot_plan p join leaving l on l.entity_id = p.entity_id and l.stays where p.holder_batch = ${batchId} and p.off
        union all
        select f.sheet, f.row_no, 'replaced', v.batch_id, f.entity_id from ${fact} f
          join registry_version v on v.no = f.until and v.cause = 'import' and v.batch_id <> ${batchId}
          join import_batch b on b.id = v.batch_id and b.state = 'committed'
          where f.batch_id = ${batchId} and f.until is distinct from f.since
            and not exists (select from ${fact} o where o.batch_id = ${batchId} and o.until is null and o.sheet = f.sheet and o.row_no = f.row_no)) k
      order by sheet, row_no, by_batch desc nulls last`,
  )
}

const otherKinds = (kind: FactKind) =>
  (Object.keys(factSpecs) as FactKind[]).filter((k) => k !== 'registration' && k !== kind)

export const ReversalCounts = z.object({
  /** Facts that will hold no longer. */
  closed: z.coerce.number(),
  /** Earlier facts that hold again. */
  restored: z.coerce.number(),
  /** Rows that stay because a later list replaced or ended them. */
  replaced: z.coerce.number(),
  /** Rows that stay because a later list says the same. */
  confirmed: z.coerce.number(),
  /** Firms that leave the registry. */
  withdrawn: z.coerce.number(),
  /** Firms that stay although no list names them: visits, declarations, lists of targets speak of them. */
  staying: z.coerce.number(),
  /** Facts of other lists that wait for their firm again. */
  waiting: z.coerce.number(),
})
export type ReversalCounts = z.infer<typeof ReversalCounts>

/** What a plan made before in the same transaction leaves; it gives way. */
const planned = ['called', 'slot', 'slot_fact', 'slot_plan', 'leaving', 'kept']

/**
 * Plans the reversal of a batch into temporary tables of this transaction and counts it; nothing else is written. Volume:
 * two passes over the facts of the kind.
 */
export async function planReversal(trx: Tx, reversal: Reversal): Promise<ReversalCounts> {
  await run(trx, sql`drop table if exists ${sql.join(planned.map((t) => sql.table(`pg_temp.${t}`)))}`)
  await readCalled(trx, reversal.kind)
  await readSlots(trx, reversal)
  await planSlots(trx, reversal)
  await planFirms(trx, reversal)
  await planKept(trx, reversal)
  const elsewhere = otherKinds(reversal.kind).map(
    (k) =>
      sql`select 1 from ${tables(k).fact} f join leaving l on l.entity_id = f.entity_id and not l.stays where f.until is null`,
  )
  const [counts] = await rows(
    trx,
    sql`select p.*, k.*, l.*, (select count(*) from (${sql.join(elsewhere, sql` union all `)}) w) as waiting from
      (select count(holds) filter (where off) as closed, count(wanted) filter (where off) as restored from slot_plan) p,
      (select count(*) filter (where why = 'replaced') as replaced, count(*) filter (where why = 'confirmed') as confirmed from kept) k,
      (select count(*) filter (where not stays) as withdrawn, count(*) filter (where stays) as staying from leaving) l`,
    ReversalCounts,
  )
  return counts!
}

/** Does what was planned, as registry version `to`. */
export async function applyReversal(trx: Tx, reversal: Reversal, to: number): Promise<void> {
  const { kind } = reversal
  const { fact } = tables(kind)
  await run(trx, sql`update ${fact} f set until = ${to} from slot_plan p where p.off and f.fact_id = p.holds`)
  await copyFacts(trx, kind, to)
  if (kind === 'registration') await updateFirms(trx, to)
  await restorePlaces(trx, reversal, to)
  if (kind === 'registration') await readNamesOfFirms(trx, sql`select entity_id from slot_plan where off`)
  await followPlaces(trx)
  for (const k of Object.keys(factSpecs) as FactKind[])
    if (k !== 'registration') await returnToWaiting(trx, k, to)
  await run(
    trx,
    sql`insert into import_kept (batch_id, sheet, row_no, why, by_batch, entity_id, name)
      select ${reversal.batchId}, k.sheet, k.row_no, k.why, k.by_batch, k.entity_id, e.name from kept k left join entity e on e.id = k.entity_id`,
  )
}

/** What should hold again is written anew, from the row that said it: at its firm if that is still here, else waiting. */
async function copyFacts(trx: Tx, kind: FactKind, to: number): Promise<void> {
  const { fact } = tables(kind)
  const columns = sql.join(factSpecs[kind].columns.map(([, f]) => sql.ref(`f.${f}`)))
  const names = sql.join(factSpecs[kind].columns.map(([, f]) => sql.ref(f)))
  const again = sql`f.fact_id in (select p.wanted from slot_plan p join slot_fact w on w.fact_id = p.wanted where p.off and w.until is not null)`
  await run(
    trx,
    kind === 'registration'
      ? sql`insert into ${fact} (batch_id, sheet, row_no, since, content, entity_id, ${names})
          select f.batch_id, f.sheet, f.row_no, ${to}, f.content, f.entity_id, ${columns} from ${fact} f where ${again}`
      : sql`insert into ${fact} (batch_id, sheet, row_no, since, content, entity_id, waiting, ${names})
          select f.batch_id, f.sheet, f.row_no, ${to}, f.content, coalesce(o.id, n.id), case when coalesce(o.id, n.id) is null then coalesce(f.waiting, ${calledBy}) end, ${columns}
          from ${fact} f left join entity e on e.id = f.entity_id left join called k on k.waiting = f.waiting
          left join entity o on o.id = f.entity_id and o.status = 'live'
          left join entity n on n.status = 'live' and n.uscc = coalesce(e.uscc, substr(k.firm, 2), substring(f.waiting from '^c(.*)'))
          where ${again}`,
  )
}

/** What a fact (alias f) waits under, as matching has it. */
const calledBy = sql`coalesce('c' || f.uscc, 'r' || f.reg_no, 'o' || f.org_code, 'n' || name_key(f.name))`

/** Firms say what their registration says now; those without any leave, unless they are at work. */
async function updateFirms(trx: Tx, to: number): Promise<void> {
  await run(
    trx,
    sql`update entity e set registration_fact = f.fact_id, registration_content = f.content, registration_status = f.registration_status,
        founded_on = f.founded_on, kind = f.kind, updated_batch = f.batch_id
      from fact_registration f where f.since = ${to} and f.until is null and e.id = f.entity_id`,
  )
  await run(
    trx,
    sql`update entity e set registration_fact = null, registration_content = null, registration_status = 'unknown', founded_on = null
      from leaving l where l.entity_id = e.id and l.stays`,
  )
  // What leaves keeps its last registration, closed, so that its page can still tell what it was.
  await run(
    trx,
    sql`update entity e set status = 'withdrawn', withdrawn_in = ${to} from leaving l where l.entity_id = e.id and not l.stays`,
  )
}

/**
 * Name and place as the last version left them that still counts: what stood before the first change after it. A place
 * settled by hand stays.
 */
async function restorePlaces(trx: Tx, { batchId, version }: Reversal, to: number): Promise<void> {
  const counting = sql`select version from import_batch where state = 'committed' and id <> ${batchId}`
  await run(
    trx,
    sql`with touched as materialized (
        select entity_id from entity_before where version = ${version} and entity_id in (select entity_id from slot_plan where off)),
      last as (select t.entity_id, max(b.version) as version from touched t left join entity_before b on b.entity_id = t.entity_id and b.version in (${counting}) group by 1),
      then_ as (select distinct on (b.entity_id) b.* from last l join entity_before b on b.entity_id = l.entity_id and (l.version is null or b.version > l.version)
        order by b.entity_id, b.version)
      update entity e set name = t.name, name_key = t.name_key, bigrams = t.bigrams, kind = t.kind,
        division = case when e.placed_by = 'manual' then e.division else t.division end,
        placed_by = case when e.placed_by = 'manual' then e.placed_by else t.placed_by end
      from then_ t where t.entity_id = e.id and e.status = 'live' and e.withdrawn_in is distinct from ${to}`,
  )
}

/** What other lists say of a firm that left waits for it again, under what it was called by. */
async function returnToWaiting(trx: Tx, kind: FactKind, to: number): Promise<void> {
  const { fact } = tables(kind)
  const columns = sql.join(factSpecs[kind].columns.map(([, f]) => sql.ref(f)))
  const apart = factSpecs[kind].apart.map((c) => factColumn(kind, c))
  const each = sql.join(['called', ...apart].map((c) => sql.ref(c)))
  const sameAs = sql.join(
    apart.map((c) => sql`and ${sql.ref(`o.${c}`)} is not distinct from ${sql.ref(`c.${c}`)}`),
    sql` `,
  )
  await run(
    trx,
    sql`with closed as (update ${fact} f set until = ${to} from entity e
        where e.status = 'withdrawn' and f.entity_id = e.id and f.until is null
        returning f.*, ${calledBy} as called),
      ranked as (select c.*, row_number() over (partition by ${each} order by batch_id desc, sheet, row_no) > 1
          or exists (select from ${fact} o where o.waiting = c.called and o.until is null ${sameAs}) as spare from closed c)
      insert into ${fact} (batch_id, sheet, row_no, since, until, content, waiting, ${columns})
      select batch_id, sheet, row_no, ${to}, case when spare then ${to}::int end, content, called, ${columns} from ranked`,
  )
}
