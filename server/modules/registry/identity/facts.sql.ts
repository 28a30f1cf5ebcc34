import { type RawBuilder, sql } from 'kysely'
import * as z from 'zod'
import type { Ctx } from '#kernel/context.ts'
import type { Tx } from '#kernel/database.ts'
import { rows, run } from '#kernel/rows.ts'
import { type FactKind, factSpecs } from '../import/facts.ts'
import { lockRegistry, registryVersion } from '../registry.lock.ts'

const table = (kind: FactKind) => sql.table(`fact_${kind}`)
const factColumn = (kind: FactKind, stage: string) => factSpecs[kind].columns.find(([s]) => s === stage)![1]

/** The registry's next version, by a clerk's decision; nobody else changes the registry until this transaction ends. */
export async function nextVersion(ctx: Ctx): Promise<number> {
  await lockRegistry(ctx.trx)
  const no = (await registryVersion(ctx.trx)) + 1
  await ctx.trx
    .insertInto('registryVersion')
    .values({ no, cause: 'identity', batchId: null, accountId: ctx.actor.accountId, madeAt: ctx.now })
    .execute()
  return no
}

const State = z.object({
  batchId: z.string(),
  entityId: z.string().nullable(),
  since: z.int(),
  until: z.int().nullable(),
})

/** Where a fact stands now. */
export async function factState(trx: Tx, kind: FactKind, factId: string) {
  const [state] = await rows(
    trx,
    sql`select batch_id, entity_id, since, until from ${table(kind)} where fact_id = ${factId}`,
    State,
  )
  return state!
}

export async function closeFact(trx: Tx, kind: FactKind, factId: string, version: number): Promise<void> {
  await run(
    trx,
    sql`update ${table(kind)} set until = ${version} where fact_id = ${factId} and until is null`,
  )
}

interface Placed {
  entityId: string | null
  waiting: string | null
  version: number
  /** Kept beside what holds: written closed. */
  spare: boolean
}

/** Writes a fact anew, of another firm or of none; what it says, and where it was read, stay the same. */
export async function writeAnew(trx: Tx, kind: FactKind, factId: string, to: Placed): Promise<string> {
  const columns = sql.join(factSpecs[kind].columns.map(([, f]) => sql.ref(f)))
  const waiting: [RawBuilder<unknown>, RawBuilder<unknown>] =
    kind === 'registration' ? [sql``, sql``] : [sql`waiting, `, sql`${to.waiting}::text, `]
  const [made] = await rows(
    trx,
    sql`insert into ${table(kind)} (batch_id, sheet, row_no, since, until, content, entity_id, ${waiting[0]}${columns})
      select batch_id, sheet, row_no, ${to.version}, ${to.spare ? to.version : null}::int, content, ${to.entityId}::bigint, ${waiting[1]}${columns}
      from ${table(kind)} where fact_id = ${factId} returning fact_id`,
    z.object({ factId: z.string() }),
  )
  return made!.factId
}

/** The fact of a firm that holds now and cannot hold beside this one: the same tax year, the same loan. */
export async function rivalOf(trx: Tx, kind: FactKind, factId: string, entityId: string) {
  const apart = factSpecs[kind].apart.map((c) => {
    const column = factColumn(kind, c)
    return sql`and o.${sql.ref(column)} is not distinct from f.${sql.ref(column)}`
  })
  const [rival] = await rows(
    trx,
    sql`select o.fact_id, o.batch_id from ${table(kind)} f join ${table(kind)} o on o.entity_id = ${entityId} and o.until is null ${sql.join(apart, sql` `)}
      where f.fact_id = ${factId} and o.fact_id <> f.fact_id limit 1`,
    z.object({ factId: z.string(), batchId: z.string() }),
  )
  return rival
}

/** The facts of a firm that hold now. */
export async function currentFacts(trx: Tx, kind: FactKind, entityId: string): Promise<string[]> {
  const found = await rows(
    trx,
    sql`select fact_id from ${table(kind)} where entity_id = ${entityId} and until is null order by fact_id`,
    z.object({ factId: z.string() }),
  )
  return found.map((f) => f.factId)
}
