import { type RawBuilder, sql } from 'kysely'
import { parameters } from '#contract/parameters.ts'
import type { Tx } from '#kernel/database.ts'
import { run } from '#kernel/rows.ts'
import { scoreAsking } from './score.sql.ts'

/** From how many points on a row is linked, by how much it must lead, and from how many on a clerk is asked. */
interface Thresholds {
  identityLinkAt: number
  identityLead: number
  identityAskAt: number
}

const thresholdKeys = ['identityLinkAt', 'identityLead', 'identityAskAt'] as const

export async function thresholds(trx: Tx): Promise<Thresholds> {
  const { rows } = await sql<{ key: keyof Thresholds; value: number }>`
    select distinct on (key) key, value from parameter_change where key in (${sql.join(thresholdKeys)}) order by key, version desc`.execute(
    trx,
  )
  const set = new Map(rows.map((r) => [r.key, Number(r.value)]))
  const value = (key: keyof Thresholds) => set.get(key) ?? parameters[key].default
  return {
    identityLinkAt: value('identityLinkAt'),
    identityLead: value('identityLead'),
    identityAskAt: value('identityAskAt'),
  }
}

/** What a row without a code is remembered by: its list, its name and numbers, and its address where it has one. */
export function memoryKey(kind: string, alias: string, address: RawBuilder<unknown>): RawBuilder<unknown> {
  const at = (column: string) => sql`coalesce(${sql.ref(`${alias}.${column}`)}, '')`
  return sql`concat_ws('|', ${kind}::text, ${at('name_key')}, ${at('reg_no')}, ${at('org_code')}, coalesce(name_key(${address}), ''))`
}

/**
 * Whether a fact f was matched, by its own list or one that confirmed it, against the firms as they are now: asked again it
 * would get the same answer. New thresholds count from the next change of a firm on.
 */
function askedOfThese(kind: string): RawBuilder<unknown> {
  const firmsChanged = sql`(select coalesce(max(v.no), 0) from registry_version v left join import_batch b on b.id = v.batch_id
    where v.cause <> 'import' or (b.kind = 'registration' and b.accepted > 0))`
  return sql`(f.since > ${firmsChanged} or exists (select from import_confirmed i join import_batch b on b.id = i.batch_id
    where b.kind = ${kind} and b.state = 'committed' and b.version > ${firmsChanged} and f.fact_id <@ i.facts))`
}

/** The live firm an entity stands for today: itself, or what it was merged into. */
export const survivor = (id: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`(with recursive up as (select e.id, e.status, e.merged_into, 1 as step from entity e where e.id = ${id}
    union all select e.id, e.status, e.merged_into, up.step + 1 from up join entity e on e.id = up.merged_into where up.status = 'merged' and up.step < 20)
    select id from up where status = 'live' limit 1)`

/**
 * Rows without a right code and the firm they name, in the temporary table `loose`: as decided before, by a number or a
 * name that one live firm alone bears, or by a clear lead in points. Candidates and points stand in `stage_identity`.
 */
export async function findLoose(
  trx: Tx,
  { kind, stage, batchId }: { kind: string; stage: RawBuilder<unknown>; batchId: string },
): Promise<void> {
  const denied = (id: string) =>
    sql`not exists (select from identity_memory x where x.memory_key = s.memory_key and x.entity_id = ${sql.ref(id)} and not x.same)`
  const fact = sql.table(`fact_${kind}`)
  await run(trx, sql`delete from stage_identity where batch_id = ${batchId}`)
  await run(
    trx,
    sql`create temporary table loose on commit drop as
      with s as materialized (select s.sheet, s.row_no, s.reg_no, s.org_code, s.name_key, s.content, ${memoryKey(kind, 's', sql`null`)} as memory_key
        from ${stage} s where s.batch_id = ${batchId} and s.uscc is null),
      k as (select m.memory_key, ${survivor(sql`m.entity_id`)} as id from identity_memory m where m.same and m.memory_key in (select memory_key from s)),
      r as (select reg_no, min(id) as id from entity where status = 'live' and reg_no in (select reg_no from s) group by 1 having count(*) = 1),
      o as (select substr(uscc, 9, 9) as org_code, min(id) as id from entity where status = 'live' and substr(uscc, 9, 9) in (select org_code from s) group by 1 having count(*) = 1),
      p as (select distinct on (c.memory_key, f.content) c.memory_key, f.content, c.entity_id as id from identity_case c join ${fact} f on f.fact_id = c.fact_id
        where c.memory_key in (select memory_key from s) and c.kind = ${kind} and c.state = 'linked' and c.how = 'score' and f.until is null and ${askedOfThese(kind)}
        order by c.memory_key, f.content, c.id),
      n as (select name_key, min(id) as id, count(*)::int as homonyms from entity where status = 'live' and name_key in (select name_key from s) group by 1)
      select s.sheet, s.row_no, s.name_key, s.memory_key, k.id as remembered,
        coalesce(k.id, case when ${denied('r.id')} then r.id end, case when ${denied('o.id')} then o.id end,
          case when n.homonyms = 1 and ${denied('n.id')} then n.id end, p.id) as found, coalesce(n.homonyms, 0) as homonyms
      from s left join k using (memory_key) left join r on r.reg_no = s.reg_no left join o on o.org_code = s.org_code left join n on n.name_key = s.name_key
      left join p on p.memory_key = s.memory_key and p.content = s.content`,
  )
  await run(trx, sql`analyze loose`)
  await run(
    trx,
    sql`insert into stage_identity (batch_id, sheet, row_no, rank, entity_id, score, parts, how, memory_key)
      select ${batchId}, sheet, row_no, 1, remembered, 0, '{}', 'memory', memory_key from loose where remembered is not null`,
  )
  await scoreLoose(trx, { kind, stage, batchId })
}

/** The rows that neither memory nor a name of their own settled, by points; not those that found nobody among these firms before. */
async function scoreLoose(
  trx: Tx,
  { kind, stage, batchId }: { kind: string; stage: RawBuilder<unknown>; batchId: string },
): Promise<void> {
  const division = kind === 'census' ? sql`s.division` : sql`null::bigint`
  await run(
    trx,
    sql`create temporary table asking on commit drop as
      select row_number() over () as key, l.sheet, l.row_no, null::bigint as self, l.name_key, ${division} as division,
        null::text as address, null::text as legal_rep, null::text as phone, l.memory_key
      from loose l join ${stage} s on s.batch_id = ${batchId} and s.sheet = l.sheet and s.row_no = l.row_no
      where l.found is null and l.name_key is not null and not exists (select from ${sql.table(`fact_${kind}`)} f
        where f.waiting = coalesce('r' || s.reg_no, 'o' || s.org_code, 'n' || s.name_key) and f.content = s.content and f.until is null and ${askedOfThese(kind)})`,
  )
  if (await keepScores(trx, batchId))
    await run(
      trx,
      sql`update loose l set found = i.entity_id from stage_identity i
        where i.batch_id = ${batchId} and i.sheet = l.sheet and i.row_no = l.row_no and i.rank = 1 and i.how = 'score'`,
    )
}

/**
 * Scores `asking`, keeps the candidates and drops it; the first is marked as linked where it is good and alone enough.
 * Answers whether any row asked.
 */
export async function keepScores(trx: Tx, batchId: string): Promise<boolean> {
  const { rows } = await sql`select from asking limit 1`.execute(trx)
  if (rows.length > 0) await keepCandidates(trx, batchId)
  await run(trx, sql`drop table asking`)
  return rows.length > 0
}

async function keepCandidates(trx: Tx, batchId: string): Promise<void> {
  const at = await thresholds(trx)
  await scoreAsking(trx, Math.min(at.identityAskAt, at.identityLinkAt))
  await run(
    trx,
    sql`insert into stage_identity (batch_id, sheet, row_no, rank, entity_id, score, parts, how, memory_key)
      select ${batchId}, a.sheet, a.row_no, s.rank, s.entity_id, s.score, s.parts,
        case when s.rank = 1 and s.score >= ${at.identityLinkAt} and s.score - coalesce(b.score, 0) >= ${at.identityLead} then 'score' end, a.memory_key
      from scored s join asking a using (key) left join scored b on b.key = s.key and b.rank = 2`,
  )
  await run(trx, sql`drop table scored`)
}
