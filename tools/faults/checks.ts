import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { importKindKeys } from '#contract/registry/words.ts'
import { readChecks } from '#kernel/integrity.ts'

/** What the server has answered with success: all of it must be there, once, whatever happened since. */
export interface Acknowledged {
  /** Lists taken in: batch, and rows the answer said were accepted of a list of firms. */
  commits: { id: string; accepted: number; rows: number }[]
  /** Uploads answered, whatever became of them. */
  uploads: string[]
  /** Screenings and what an undisturbed one came to. */
  runs: { id: string; same: string; resultHash: string }[]
  /** Assignments and what an undisturbed one came to. */
  assignments: { id: string; same: string }[]
}

export const nothing = (): Acknowledged => ({ commits: [], uploads: [], runs: [], assignments: [] })

export const countOf = (a: Acknowledged): number =>
  a.commits.length + a.uploads.length + a.runs.length + a.assignments.length

export interface Found {
  lost: number
  doubled: number
  leftovers: number
  /** Invariants that do not hold, as `diguan verify` names them. */
  broken: string[]
}

/** Looks as the owner of the database at what is there, against what was acknowledged. */
export async function check(client: pg.Client, home: string, acknowledged: Acknowledged): Promise<Found> {
  const found: Found = { lost: 0, doubled: 0, leftovers: 0, broken: [] }
  await checkLists(client, acknowledged, found)
  await checkRuns(client, acknowledged, found)
  found.leftovers = await countLeftovers(client, home)
  await client.query("select set_config('app.now', now()::text, false)")
  for (const { id, statement } of readChecks()) {
    const { rowCount } = await client.query(`select * from (${statement}) violations limit 1`)
    if (rowCount) found.broken.push(id)
  }
  return found
}

async function number(client: pg.Client, text: string, values: unknown[] = []): Promise<number> {
  const { rows } = await client.query<{ n: string }>(text, values)
  return Number(rows[0]!.n)
}

async function checkLists(
  client: pg.Client,
  { commits, uploads }: Acknowledged,
  found: Found,
): Promise<void> {
  const kept = await number(client, 'select count(*) as n from import_batch where id = any($1)', [uploads])
  found.lost += uploads.length - kept
  for (const { id, accepted, rows } of commits) {
    const { rows: seen } = await client.query<Record<'committed' | 'facts' | 'places', number>>(
      `select (select count(*)::int from import_batch where id = $1 and state = 'committed' and rows_in = $2) as committed,
        count(*)::int as facts, count(distinct (sheet, row_no))::int as places from fact_registration where batch_id = $1`,
      [id, rows],
    )
    const { committed, facts, places } = seen[0]!
    found.lost += 1 - committed + Math.max(0, accepted - places)
    found.doubled += facts - places + Math.max(0, places - accepted)
  }
  found.doubled += await number(
    client,
    `select count(*) as n from (select 1 from fact_registration where until is null group by entity_id having count(*) > 1
      union all select 1 from entity where uscc is not null and merged_into is null group by uscc having count(*) > 1) twice`,
  )
}

async function checkRuns(
  client: pg.Client,
  { runs, assignments }: Acknowledged,
  found: Found,
): Promise<void> {
  for (const { id, same, resultHash } of runs) {
    const { rows } = await client.query<{ hash: string | null; entities: number; verdicts: number }>(
      `select max(r.result_hash) as hash, coalesce(max(r.entities), 0) as entities, (select count(*)::int from verdict where run_id = $1) as verdicts
        from screening_run r where r.id = $1 and r.state = 'done'`,
      [id],
    )
    const { hash, entities, verdicts } = rows[0]!
    if (hash !== resultHash || (await verdictsOf(client, id)) !== same) found.lost += 1
    found.doubled += Math.max(0, verdicts - entities)
  }
  for (const { id, same } of assignments) if ((await placesOf(client, id)) !== same) found.lost += 1
}

/** One word for all verdicts of a run, counted from the rows themselves. */
export async function verdictsOf(client: pg.Client, runId: string): Promise<string> {
  const { rows } = await client.query<{ word: string }>(
    `select md5(coalesce(string_agg(concat_ws(':', entity_id, reasons, unknown, tier, tier_rule), ',' order by entity_id), '')) as word
      from verdict where run_id = $1`,
    [runId],
  )
  return rows[0]!.word
}

/** One word for who visits whom by an assignment that is done; `unfinished` otherwise. */
export async function placesOf(client: pg.Client, assignmentId: string): Promise<string> {
  const { rows } = await client.query<{ word: string }>(
    `select case when a.state = 'done' then (select md5(coalesce(string_agg(concat_ws(':', entity_id, main_branch_id, backup_branch_id), ',' order by entity_id), ''))
        from target where list_id = a.list_id) else 'unfinished' end as word from assignment_run a where a.id = $1`,
    [assignmentId],
  )
  return rows[0]!.word
}

const final = "select id from import_batch where state in ('committed', 'reversed', 'failed', 'cancelled')"

/** Staged rows of batches that are over, verdicts of no run, files that nobody will read any more. */
async function countLeftovers(client: pg.Client, home: string): Promise<number> {
  const staged = [...importKindKeys.map((k) => `stage_${k}`), 'stage_identity', 'import_match', 'import_look']
  let n = 0
  for (const table of staged)
    n += await number(client, `select count(*) as n from ${table} where batch_id in (${final})`)
  n += await number(
    client,
    "select count(*) as n from verdict v where not exists (select from screening_run r where r.id = v.run_id and r.state = 'done')",
  )
  n += await number(client, 'select count(*) as n from load_index')
  const { rows } = await client.query<{ upload: string }>(
    `select upload from import_batch where upload is not null and id not in (${final})`,
  )
  const wanted = new Set(rows.map((r) => r.upload))
  return (
    n +
    filesBelow(join(home, 'uploads')).filter((f) => !wanted.has(f)).length +
    filesBelow(join(home, 'tmp')).length
  )
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile())
    .map((e) => e.name)
}
