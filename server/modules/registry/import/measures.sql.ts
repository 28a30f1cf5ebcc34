import { sql } from 'kysely'
import * as z from 'zod'
import type { Tx } from '#kernel/database.ts'
import { rows } from '#kernel/rows.ts'
import type { LockedBatch } from './batch.lock.ts'
import { type Field, stagedBy } from './source.ts'
import { sourceOfKind } from './sources/all.ts'

type LockedKind = Parameters<typeof sourceOfKind>[0]

/** How a field came out in one batch: how many values, how many cells that could not be read, the middle amount in fen. */
export interface Measure {
  field: string
  label: string
  filled: number
  failed: number
  median: string | null
}

/** Medians of fewer amounts say nothing about a unit. */
export const fewest = 5

/** One pass over the staged rows for all fields that a column was read into. */
export async function measure(trx: Tx, batch: LockedBatch): Promise<Measure[]> {
  const kind = batch.kind as LockedKind
  const mapped = await mappedFields(trx, batch.id)
  const fields = sourceOfKind(kind).fields.filter((f) => mapped.has(f.key))
  if (fields.length === 0) return []
  const stage = sql.table(`stage_${kind}`)
  const parts = fields.map((f) => {
    const value = sql.ref(valueColumn(f))
    // Most firms owe nothing: the middle of all would be nothing in any unit.
    const median = isMoney(f)
      ? sql`(percentile_disc(0.5) within group (order by nullif(${value}, 0)))::text`
      : sql`null`
    return sql`json_build_object('field', ${f.key}::text, 'label', ${f.label}::text, 'filled', count(${value}), 'median', ${median}::text)`
  })
  const [found] = await rows(
    trx,
    sql`select json_build_array(${sql.join(parts)}) as all from ${stage} where batch_id = ${batch.id}`,
    z.object({ all: z.array(Counted) }),
  )
  const failed = await failedCells(trx, batch.id)
  return found!.all.map((m) => ({ ...m, failed: failed.get(m.label) ?? 0 }))
}

const Counted = z.object({
  field: z.string(),
  label: z.string(),
  filled: z.int(),
  median: z.string().nullable(),
})

const isMoney = (f: Field) => f.type === 'money' || f.type === 'capital'
const valueColumn = (f: Field) => (f.type === 'kind' ? 'type_text' : stagedBy(f)[0]!)

async function mappedFields(trx: Tx, batchId: string): Promise<Set<string>> {
  const found = await rows(
    trx,
    sql`select distinct c ->> 'field' as field from import_sheet s, jsonb_array_elements(s.columns) c
      where s.batch_id = ${batchId} and c ->> 'field' is not null`,
    z.object({ field: z.string() }),
  )
  return new Set(found.map((f) => f.field))
}

async function failedCells(trx: Tx, batchId: string): Promise<Map<string, number>> {
  const found = await rows(
    trx,
    sql`select field, count(*)::int as n from import_issue where batch_id = ${batchId} and field is not null
      and code in ('date_bad', 'code_bad', 'code_number', 'money_bad', 'money_huge', 'number_bad', 'rate_bad') group by field`,
    z.object({ field: z.string(), n: z.int() }),
  )
  return new Map(found.map((f) => [f.field, f.n]))
}

/** How the last list of the kind that is in force came out. */
export async function lastMeasures(trx: Tx, batch: LockedBatch): Promise<Measure[]> {
  return rows(
    trx,
    sql`select field, label, filled, failed, median::text from import_measure where batch_id = (
      select id from import_batch where kind = ${batch.kind} and state = 'committed' order by version desc limit 1)`,
    Counted.extend({ failed: z.int() }),
  )
}

/** Each amount as it came out in the last list of the kind that had enough of them: a small supplement says nothing of a unit. */
export async function lastAmounts(trx: Tx, batch: LockedBatch): Promise<Measure[]> {
  return rows(
    trx,
    sql`select distinct on (m.field) m.field, m.label, m.filled, m.failed, m.median::text from import_measure m join import_batch b on b.id = m.batch_id
      where b.kind = ${batch.kind} and b.state = 'committed' and m.median > 0 and m.filled >= ${fewest} order by m.field, b.version desc`,
    Counted.extend({ failed: z.int() }),
  )
}
