import type pg from 'pg'
import { type Acknowledged, check, type Found } from './checks.ts'

interface Plant {
  finds: 'lost' | 'doubled' | 'leftovers'
  text: string
}

/** Breaches of what lists left behind, by the numbers of an acknowledged one. */
const inLists = (batchId: string): Plant[] => [
  {
    finds: 'lost',
    text: `delete from fact_registration where fact_id = (select min(fact_id) from fact_registration where batch_id = ${batchId})`,
  },
  {
    finds: 'doubled',
    text: `create temp table planted on commit drop as select * from fact_registration where batch_id = ${batchId} limit 1;
      update planted set fact_id = nextval('fact_id_seq'); insert into fact_registration select * from planted`,
  },
  {
    finds: 'leftovers',
    text: `insert into import_match (batch_id, sheet, row_no, outcome) values (${batchId}, 1, 2, 'fresh')`,
  },
]

const inRuns = (runId: string): Plant[] => [
  {
    finds: 'lost',
    text: `delete from verdict where run_id = ${runId} and entity_id = (select max(entity_id) from verdict where run_id = ${runId})`,
  },
  {
    finds: 'doubled',
    text: `insert into verdict (run_id, entity_id, division, reasons, unknown, tier)
      select run_id, -entity_id, division, 0, 0, 1 from verdict where run_id = ${runId} limit 1`,
  },
  {
    finds: 'leftovers',
    text: `update screening_run set state = 'failed' where id = ${runId}`,
  },
]

/**
 * The positive control: a breach of each kind is planted where the run has just ended, and the same checker has to find
 * it. Answers what it failed to find; the breaches are rolled back.
 */
export async function unfound(
  client: pg.Client,
  home: string,
  acknowledged: Acknowledged,
  before: Found,
): Promise<string[]> {
  const batch = acknowledged.commits.at(-1)
  const run = acknowledged.runs.at(-1)
  const missed: string[] = []
  for (const { finds, text } of [...(batch ? inLists(batch.id) : []), ...(run ? inRuns(run.id) : [])]) {
    await client.query('begin')
    try {
      await client.query(text)
      if ((await check(client, home, acknowledged))[finds] <= before[finds]) missed.push(finds)
    } finally {
      await client.query('rollback')
    }
  }
  return missed
}
