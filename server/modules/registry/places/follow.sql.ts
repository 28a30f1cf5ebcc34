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
  // What a person decided for a road goes on at the heirs; the log keeps where it was decided.
  await run(
    trx,
    sql`update place_decision p set within = coalesce(w.heir, p.within), division = coalesce(d.heir, p.division) from division w, division d
      where p.undone_at is null and w.code = p.within and d.code = p.division and (w.heir is not null or d.heir is not null)
        and not exists (select from place_decision o where o.id <> p.id and o.undone_at is null and o.within = coalesce(w.heir, p.within) and o.fragment = p.fragment)`,
  )
  // What roads taught of a place that is no more is learned anew with the next list.
  await run(
    trx,
    sql`delete from learned_road l using division d where d.heir is not null and d.code in (l.division, l.within)`,
  )
  return run(trx, sql`update entity set division = d.heir ${heir} entity.division`)
}
