import type { FindingResult } from '#contract/financing/words.ts'
import { addMonths } from '#contract/kernel/deadline.ts'
import { type Standard, standards } from '#contract/visits/words.ts'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { parameterValue } from '#kernel/parameters.ts'
import { Problem } from '#kernel/problem.ts'
import { type LockedDeclaration, lockDeclaration } from './declaration.lock.ts'

export interface FindingInput {
  version: number
  standard: number
  result: FindingResult
  basis: string
  evidence: string[]
  overrideReason?: string
}

/**
 * Records what was found on one standard. Missing data is never “not met”; “met” needs evidence; a firm younger than
 * the place asks for passes only with a reason, and only where the rule is soft.
 */
export async function addFinding(ctx: Ctx, declarationId: string, input: FindingInput): Promise<void> {
  const d = await lockDeclaration(ctx, declarationId, input.version)
  ctx.object = `declaration:${declarationId}`
  if (d.status !== 'inReview')
    throw new Problem('wrong_status', { message: '只有审核中的申报可以填写五项标准' })
  if (input.result === 'met' && input.evidence.length === 0) {
    throw new Problem('missing_fact', {
      message: `「${standards[input.standard as Standard]}」判为通过须附佐证：勾选一项数据、走访，或写明材料`,
    })
  }
  await requireOwnEvidence(ctx, d, input.evidence)
  const parameters = await checkAge(ctx, d, input)
  await asSystem(ctx, async (trx) => {
    await trx
      .insertInto('finding')
      .values({
        declarationId,
        division: d.division,
        standard: input.standard,
        result: input.result,
        basis: input.basis,
        evidence: JSON.stringify(input.evidence),
        overrideReason: input.overrideReason ?? null,
        parameters: JSON.stringify(parameters),
        accountId: ctx.actor.accountId,
        personId: ctx.actor.personId,
        foundAt: ctx.now,
      })
      .execute()
    await trx
      .updateTable('declaration')
      .set((e) => ({ version: e('version', '+', 1) }))
      .where('id', '=', declarationId)
      .execute()
    await record(ctx, {
      flow: 'declaration',
      subjectId: declarationId,
      action: 'find',
      from: d.status,
      to: d.status,
      entityId: d.entityId,
      division: d.division,
      details: { standard: input.standard, result: input.result, override: input.overrideReason ?? null },
    })
  })
}

async function checkAge(
  ctx: Ctx,
  d: LockedDeclaration,
  input: FindingInput,
): Promise<Record<string, unknown>> {
  const establishedMonthsMin = await parameterValue(ctx, 'establishedMonthsMin')
  const establishedMonthsHard = await parameterValue(ctx, 'establishedMonthsHard')
  const parameters = { establishedMonthsMin, establishedMonthsHard }
  if (input.standard !== 1 || input.result !== 'met') return parameters
  const entity = await ctx.trx
    .selectFrom('entity')
    .select('foundedOn')
    .where('id', '=', d.entityId)
    .executeTakeFirst()
  const young = entity?.foundedOn != null && entity.foundedOn > addMonths(ctx.today, -establishedMonthsMin)
  if (!young) return parameters
  if (establishedMonthsHard === 'hard')
    throw new Problem('missing_fact', { message: `成立不满 ${establishedMonthsMin} 个月，本地规定不能通过` })
  if (!input.overrideReason)
    throw new Problem('missing_fact', {
      message: `成立不满 ${establishedMonthsMin} 个月；如情况特殊，请写明理由后通过`,
    })
  return { ...parameters, young: true }
}

/** Evidence must be a fact or a visit of this very firm, or words. */
async function requireOwnEvidence(
  ctx: Ctx,
  d: LockedDeclaration,
  evidence: readonly string[],
): Promise<void> {
  await asSystem(ctx, async (trx) => {
    for (const ref of evidence) {
      const [kind, id] = ref.split(':') as ['fact' | 'visit' | 'note', string]
      if (kind === 'note') continue
      const own =
        kind === 'visit'
          ? await trx
              .selectFrom('visit')
              .select('id')
              .where('id', '=', id)
              .where('entityId', '=', d.entityId)
              .executeTakeFirst()
          : await findFact(ctx, id, d.entityId)
      if (!own) throw new Problem('unprocessable', { message: '所选佐证不属于这户企业，请重新选择' })
    }
  })
}

async function findFact(ctx: Ctx, factId: string, entityId: string): Promise<unknown> {
  for (const table of [
    'factRegistration',
    'factTax',
    'factSocial',
    'factCensus',
    'factMark',
    'factLoan',
    'factLabel',
  ] as const) {
    const row = await ctx.trx
      .selectFrom(table)
      .select('factId')
      .where('factId', '=', factId)
      .where('entityId', '=', entityId)
      .executeTakeFirst()
    if (row) return row
  }
  return undefined
}
