import { sql } from 'kysely'
import type { DeclarationFact, DeclarationStatus } from '#contract/financing/declaration.flow.ts'
import type { Facts } from '#contract/kernel/flow.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { notFound, Problem } from '#kernel/problem.ts'

const declarations = (ctx: Ctx, id: string) =>
  ctx.trx.selectFrom('declaration').selectAll().where('id', '=', id)

/** A declaration the actor can see, or the same 404 for absent and foreign; who only looks waits for nobody. */
export async function readDeclaration(ctx: Ctx, id: string) {
  const row = await declarations(ctx, id).executeTakeFirst()
  if (!row) throw notFound()
  return { ...row, status: row.status as DeclarationStatus }
}

/** The same under a lock, to change it; a stale version is refused. */
export async function lockDeclaration(ctx: Ctx, id: string, version?: number) {
  const row = await declarations(ctx, id).forUpdate().executeTakeFirst()
  if (!row) throw notFound()
  if (version !== undefined && row.version !== version)
    throw new Problem('stale_version', { details: { version: row.version } })
  return { ...row, status: row.status as DeclarationStatus }
}

export type LockedDeclaration = Awaited<ReturnType<typeof lockDeclaration>>

/** The named facts of the declaration flow, computed from what is stored; the flow asks for nothing else. */
export async function factsOf(
  ctx: Ctx,
  d: LockedDeclaration,
  naming?: { main: string; backup: string },
): Promise<Facts<DeclarationFact>> {
  return asSystem(ctx, async (trx) => {
    const results = await latestFindings(ctx, d.id)
    const mainBranch = naming?.main ?? d.mainBranchId
    const backupBranch = naming?.backup ?? d.backupBranchId
    const banks =
      mainBranch && backupBranch
        ? await trx
            .selectFrom('org')
            .select(['id', 'bankId'])
            .where('id', 'in', [mainBranch, backupBranch])
            .where('kind', '=', 'bank_branch')
            .execute()
        : []
    const mainBank = banks.find((b) => b.id === mainBranch)?.bankId ?? null
    const backupBank = banks.find((b) => b.id === backupBranch)?.bankId ?? null
    return {
      collectConsent: (await findConsent(ctx, d.id, null)) !== null,
      verified: d.verifiedAt !== null,
      allStandardsMet: [1, 2, 3, 4, 5].every((s) => results.get(s) === 'met'),
      someStandardUnmet: [...results.values()].includes('unmet'),
      banksNamed: mainBank !== null && backupBank !== null && mainBank !== backupBank,
      mainConsent: mainBank !== null && (await findConsent(ctx, d.id, mainBank)) !== null,
      checkerDiffers: d.makerPersonId !== null && !(await isPreparedBy(ctx, d.id, ctx.actor.personId)),
    }
  })
}

/** Whether a person proposed it or judged one of its standards as it stands (who prepares does not check). */
async function isPreparedBy(ctx: Ctx, declarationId: string, personId: string): Promise<boolean> {
  const { rows } = await sql<{ yes: boolean }>`
    select prepared_by(${declarationId}::bigint, ${personId}::bigint) as yes`.execute(ctx.trx)
  return rows[0]!.yes
}

/** The last finding of each standard: the one in force. */
export async function latestFindings(ctx: Ctx, declarationId: string): Promise<Map<number, string>> {
  const rows = await ctx.trx
    .selectFrom('finding')
    .distinctOn('standard')
    .select(['standard', 'result'])
    .where('declarationId', '=', declarationId)
    .orderBy('standard')
    .orderBy('id', 'desc')
    .execute()
  return new Map(rows.map((r) => [r.standard, r.result]))
}

/** The consent in force today for a bank, or for collection where no bank is named; its id, or null. */
export async function findConsent(
  ctx: Ctx,
  declarationId: string,
  bankId: string | null,
): Promise<string | null> {
  const row = await ctx.trx
    .selectFrom('consent as c')
    .leftJoin('consentWithdrawal as w', 'w.consentId', 'c.id')
    .select('c.id')
    .where('c.declarationId', '=', declarationId)
    .where('c.bankId', bankId === null ? 'is' : '=', bankId)
    .where('c.expiresOn', '>=', ctx.today)
    .where('w.consentId', 'is', null)
    .orderBy('c.id', 'desc')
    .executeTakeFirst()
  return row?.id ?? null
}
