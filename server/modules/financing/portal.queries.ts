import { sql } from 'kysely'
import * as z from 'zod'
import { workingStatuses } from '#contract/financing/bank-case.flow.ts'
import { firmStages, firmSteps } from '#contract/financing/firm.words.ts'
import { noticeTexts, noticeVersion } from '#contract/financing/words.ts'
import { standards } from '#contract/visits/words.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { rows } from '#kernel/rows.ts'
import { holderOf } from './declaration.queries.ts'
import { canWithdraw, findByReceipt, isWithdrawn, portalMessage } from './portal.commands.ts'

/** What the QR page needs: texts, banks, and the towns of the county its code was printed for. */
export async function getNotice(ctx: Ctx, division: string | undefined) {
  return asSystem(ctx, async (trx) => {
    const places = await rows(
      trx,
      sql`select d.code, d.name, coalesce((select json_agg(json_build_object('code', t.code::text, 'name', t.name) order by t.code) from division t where t.parent = d.code), '[]') as towns
        from division d where d.level = 'county' and (${division ?? null}::bigint is null or d.code = ${division ?? null}::bigint / 1000000 * 1000000) order by d.code`,
      z.object({
        code: z.string(),
        name: z.string(),
        towns: z.array(z.object({ code: z.string(), name: z.string() })),
      }),
    )
    const banks = await trx
      .selectFrom('org')
      .select(['id', 'name'])
      .where('kind', '=', 'bank')
      .orderBy('id')
      .execute()
    const city = await trx
      .selectFrom('division')
      .select('name')
      .where('level', '=', 'city')
      .orderBy('code')
      .executeTakeFirst()
    return {
      city: city?.name ?? '',
      noticeVersion,
      collectText: noticeTexts.collect,
      provideText: noticeTexts.provide,
      standards: Object.values(standards),
      banks,
      places,
    }
  })
}

/**
 * Where a firm's declaration stands, by its receipt. Before the firm has been verified everyone reads the same words; no
 * bank's refusal is ever named here.
 */
export async function getPortalStatus(ctx: Ctx, receipt: string) {
  const d = await findByReceipt(ctx, receipt)
  if (d.verifiedAt === null) {
    const withdrawn = isWithdrawn(d)
    return {
      stage: withdrawn ? firmStages.withdrawn : '已收到，等待核实',
      holder: withdrawn ? holderOf('withdrawn') : portalMessage,
      dueOn: null,
      steps: firmSteps.map(({ label }, i) => ({ label, done: i === 0 })),
      consents: [],
      canWithdraw: canWithdraw(d),
    }
  }
  return asSystem(ctx, async (trx) => {
    const working = await trx
      .selectFrom('bankCase')
      .select('dueOn')
      .where('declarationId', '=', d.id)
      .where('status', 'in', [...workingStatuses])
      .executeTakeFirst()
    const at = firmSteps.findIndex(({ statuses }) => statuses.includes(d.status))
    const consents = await rows(
      trx,
      sql`select c.id, b.name as bank, w.consent_id is not null as withdrawn from consent c join org b on b.id = c.bank_id left join consent_withdrawal w on w.consent_id = c.id where c.declaration_id = ${d.id} order by c.id`,
      z.object({ id: z.string(), bank: z.string(), withdrawn: z.boolean() }),
    )
    return {
      stage: firmStages[d.status],
      holder: holderOf(d.status),
      dueOn: working?.dueOn ?? null,
      steps: firmSteps.map(({ label }, i) => ({ label, done: i <= at })),
      consents,
      canWithdraw: canWithdraw(d),
    }
  })
}
