/** How well rows without a code were linked, against the truth of each row: for the test and for `npm run bench -- identity`. */

/** A share with its base and the 95 % interval of Wilson. */
interface Share {
  hits: number
  of: number
  value: number
  low: number
  high: number
}

function share(hits: number, of: number): Share {
  if (of === 0) return { hits, of, value: 1, low: 0, high: 1 }
  const z = 1.96
  const p = hits / of
  const middle = (p + (z * z) / (2 * of)) / (1 + (z * z) / of)
  const half = (z / (1 + (z * z) / of)) * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of))
  return { hits, of, value: p, low: middle - half, high: middle + half }
}

/** What became of a row: the code of the firm it was linked to, or of the first candidate a clerk is shown. */
interface Outcome {
  rowNo: number
  sure: string | null
  first: string | null
}

export interface Precision {
  /** Of sure links, how many are right; of rows whose firm is known, how many are linked surely. */
  sure: { precision: Share; recall: Share }
  /** Of rows asked about, how many have the right firm first; of known firms not surely linked, how many stand first. */
  queue: { precision: Share; recall: Share }
}

type Ask = (text: string, values: unknown[]) => Promise<{ rows: unknown[] }>

/** What became of the rows of a batch, from the cases it opened and the facts it wrote. */
export async function outcomeOf(ask: Ask, batchId: string): Promise<Outcome[]> {
  const facts = ['registration', 'social']
    .map((k) => `select row_no, entity_id from fact_${k} where batch_id = $1`)
    .join(' union all ')
  const { rows } = await ask(
    `select f.row_no as "rowNo", e.uscc as sure, (select x.uscc from identity_case c join identity_candidate i on i.case_id = c.id and i.rank = 1
        join entity x on x.id = i.entity_id where c.batch_id = $1 and c.row_no = f.row_no and c.state = 'open') as first
      from (${facts}) f left join entity e on e.id = f.entity_id order by 1`,
    [batchId],
  )
  return rows as Outcome[]
}

/** Precision and recall; `truth[n]` belongs to row n + 2 of the file, null where its firm is not registered. */
export function precisionOf(outcomes: readonly Outcome[], truth: readonly (string | null)[]): Precision {
  const right = (o: Outcome) => truth[o.rowNo - 2] ?? null
  const sure = outcomes.filter((o) => o.sure !== null)
  const rest = outcomes.filter((o) => o.sure === null)
  const asked = rest.filter((o) => o.first !== null)
  const known = outcomes.filter((o) => right(o) !== null)
  const hit = sure.filter((o) => o.sure === right(o)).length
  const first = asked.filter((o) => o.first === right(o)).length
  return {
    sure: { precision: share(hit, sure.length), recall: share(hit, known.length) },
    queue: {
      precision: share(first, asked.length),
      recall: share(first, rest.filter((o) => right(o) !== null).length),
    },
  }
}
