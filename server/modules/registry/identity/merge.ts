import { sql } from 'kysely'
import * as z from 'zod'
import type { Ctx } from '#kernel/context.ts'
import type { Tx } from '#kernel/database.ts'
import { Problem } from '#kernel/problem.ts'
import { rows } from '#kernel/rows.ts'
import { type FactKind, factSpecs } from '../import/facts.ts'
import { type Case, forget, moved, recordDecision, remember } from './decision.ts'
import { closeFact, currentFacts, factState, nextVersion, rivalOf, writeAnew } from './facts.sql.ts'
import { survivor } from './loose.sql.ts'
import { readNamesOfFirms } from './parts.sql.ts'

type Fact = [kind: FactKind, factId: string]
const kinds = Object.keys(factSpecs) as FactKind[]

/**
 * A second person confirms that a firm without a code is another firm: its facts go on as that firm's where
 * they say something new, and it is kept as merged, pointing at the survivor. Refused while a declaration stands on it (INV-03).
 */
export async function confirmMerge(ctx: Ctx, c: Case): Promise<void> {
  const { trx } = ctx
  await requireSecond(ctx, c.decidedBy!)
  const self = c.selfId!
  const { rows: found } = await sql<{
    id: string | null
  }>`select ${survivor(sql`${c.entityId}::bigint`)} as id`.execute(trx)
  const into = found[0]!.id
  await requireMergeable(trx, self, into)
  const version = await nextVersion(ctx)
  const closed: Fact[] = []
  const written: Fact[] = []
  for (const kind of kinds)
    for (const factId of await currentFacts(trx, kind, self)) {
      const spare = kind === 'registration' || (await rivalOf(trx, kind, factId, into!)) !== undefined
      await closeFact(trx, kind, factId, version)
      closed.push([kind, factId])
      written.push([
        kind,
        await writeAnew(trx, kind, factId, { entityId: into, waiting: null, version, spare }),
      ])
    }
  await trx.updateTable('entity').set({ status: 'merged', mergedInto: into }).where('id', '=', self).execute()
  await trx
    .insertInto('identityMerge')
    .values({
      caseId: c.id,
      entityId: self,
      intoId: into!,
      madeBy: c.decidedBy!,
      checkedBy: ctx.actor.accountId,
      mergedIn: version,
      closed: JSON.stringify(closed),
      written: JSON.stringify(written),
      mergedAt: ctx.now,
    })
    .execute()
  await remember(trx, c, into!, true)
  await recordDecision(ctx, c, { state: 'linked', action: 'merge', entityId: into! })
}

async function requireSecond(ctx: Ctx, maker: string): Promise<void> {
  const { personId } = await ctx.trx
    .selectFrom('account')
    .select('personId')
    .where('id', '=', maker)
    .executeTakeFirstOrThrow()
  if (personId === ctx.actor.personId) throw new Problem('maker_is_checker')
}

async function requireMergeable(trx: Tx, self: string, into: string | null): Promise<void> {
  const { rows: stands } = await sql<{ live: boolean; open: boolean }>`
    select exists (select from entity where id = ${self} and status = 'live') as live,
      exists (select from declaration where entity_id = ${self} and closed_at is null) as open`.execute(trx)
  if (!stands[0]!.live || into === null || into === self) throw new Problem('wrong_status')
  if (stands[0]!.open)
    throw new Problem('wrong_status', {
      message: '没有代码的这一户还有在办的融资申报，不能并户；请先办结或撤回那件申报',
    })
}

const Merge = z.object({
  id: z.string(),
  entityId: z.string(),
  closed: z.array(z.tuple([z.string(), z.string()])),
  written: z.array(z.tuple([z.string(), z.string()])),
})

/** Takes a merger back: what was closed holds again, written anew; what was written is closed; the firm lives again. */
export async function undoMerge(ctx: Ctx, c: Case): Promise<void> {
  const { trx } = ctx
  const [merge] = await rows(
    trx,
    sql`select id, entity_id, closed, written from identity_merge where case_id = ${c.id} and undone_in is null order by id desc limit 1`,
    Merge,
  )
  if (!merge) throw new Problem('wrong_status')
  const version = await nextVersion(ctx)
  for (const [kind, factId] of merge.written as Fact[]) {
    const fact = await factState(trx, kind, factId)
    if (fact.until !== null && fact.until !== fact.since) throw moved()
    await closeFact(trx, kind, factId, version)
  }
  for (const [kind, factId] of merge.closed as Fact[]) {
    const again = await writeAnew(trx, kind, factId, {
      entityId: merge.entityId,
      waiting: null,
      version,
      spare: false,
    })
    if (kind !== 'registration') continue
    await trx
      .updateTable('entity')
      .set({ registrationFact: again })
      .where('id', '=', merge.entityId)
      .execute()
  }
  await trx
    .updateTable('entity')
    .set({ status: 'live', mergedInto: null })
    .where('id', '=', merge.entityId)
    .execute()
  await readNamesOfFirms(trx, sql`select ${merge.entityId}::bigint`)
  await trx.updateTable('identityMerge').set({ undoneIn: version }).where('id', '=', merge.id).execute()
  const { registrationFact } = await trx
    .selectFrom('entity')
    .select('registrationFact')
    .where('id', '=', merge.entityId)
    .executeTakeFirstOrThrow()
  await forget(trx, c)
  await recordDecision(ctx, c, { state: 'open', action: 'undo', factId: registrationFact! })
}
