import { sql } from 'kysely'
import type { Tx } from '#kernel/database.ts'
import { run } from '#kernel/rows.ts'
import { lockRegistry } from '../registry.lock.ts'

/**
 * Firms at a place that is no more stand at its heir from now on; answers how many moved. Safe to repeat. Verdicts, visits
 * and the log keep the code of their day. Volume: the firms of the places concerned, by their index.
 */
export async function followPlaces(trx: Tx): Promise<number> {
  await lockRegistry(trx)
  const heir = sql`from division d where d.heir is not null and d.code =`
  await run(trx, sql`update placement set base_division = d.heir ${heir} placement.base_division`)
  await run(
    trx,
    sql`update identity_case set division = d.heir ${heir} identity_case.division and identity_case.state in ('open', 'later', 'proposed')`,
  )
  // What roads taught of a place that is no more is learned anew with the next list.
  await run(
    trx,
    sql`delete from learned_road l using division d where d.heir is not null and d.code in (l.division, l.within)`,
  )
  return run(trx, sql`update entity set division = d.heir ${heir} entity.division`)
}
