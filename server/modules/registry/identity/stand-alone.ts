import { sql } from 'kysely'
import * as z from 'zod'
import type { Ctx } from '#kernel/context.ts'
import { rows } from '#kernel/rows.ts'
import { bigramsOf, nameKey } from '../import/values/name.ts'
import { type Case, forget, recordDecision, remember } from './decision.ts'
import { closeFact, nextVersion, writeAnew } from './facts.sql.ts'

/**
 * A registry row without a code that was put beside a firm by points or memory is a firm of its own after all: it gets an
 * entity, as it would have on its way in. The firm it was put beside loses nothing that held.
 */
export async function standAlone(ctx: Ctx, c: Case): Promise<void> {
  const { trx } = ctx
  const version = await nextVersion(ctx)
  const [fact] = await rows(
    trx,
    sql`select name, reg_no from fact_registration where fact_id = ${c.factId}`,
    z.object({ name: z.string(), regNo: z.string().nullable() }),
  )
  const key = nameKey(fact!.name)
  const { rows: made } = await sql<{ id: string }>`
    insert into entity (reg_no, name, name_key, bigrams, kind, registration_status, founded_on, division, placed_by, registration_content, created_batch, updated_batch)
    select f.reg_no, f.name, ${key}, ${bigramsOf(key)}::int[], f.kind, f.registration_status, f.founded_on, ${c.division}, 'manual', f.content, f.batch_id, f.batch_id
    from fact_registration f where f.fact_id = ${c.factId} returning id`.execute(trx)
  const entityId = made[0]!.id
  await closeFact(trx, 'registration', c.factId, version)
  const factId = await writeAnew(trx, 'registration', c.factId, {
    entityId,
    waiting: null,
    version,
    spare: false,
  })
  await trx.updateTable('entity').set({ registrationFact: factId }).where('id', '=', entityId).execute()
  await forget(trx, c)
  await remember(trx, c, c.entityId!, false)
  await trx.updateTable('identityCase').set({ selfId: entityId }).where('id', '=', c.id).execute()
  await recordDecision(ctx, c, { state: 'notSame', action: 'undo', factId })
}
