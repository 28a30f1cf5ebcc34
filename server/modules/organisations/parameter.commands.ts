import { sql } from 'kysely'
import { type ParameterKey, parameters } from '#contract/parameters.ts'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { inChinese } from '#kernel/http/messages.ts'
import { Problem } from '#kernel/problem.ts'

/** Changes a rule of the place; the old value stays in the log with the reason beside it. */
export async function changeParameter(
  ctx: Ctx,
  key: ParameterKey,
  value: unknown,
  reason: string,
  version: number,
): Promise<number> {
  const parsed = parameters[key].schema.safeParse(value, { error: inChinese })
  if (!parsed.success)
    throw new Problem('bad_request', {
      message: `「${parameters[key].label}」的值不正确：${parsed.error.issues[0]?.message ?? ''}`,
    })
  return asSystem(ctx, async (trx) => {
    // Where nothing was changed yet there is no row to lock.
    await sql`select pg_advisory_xact_lock(731036, hashtext(${key}))`.execute(trx)
    const last = await trx
      .selectFrom('parameterChange')
      .select(['version', 'value'])
      .where('key', '=', key)
      .orderBy('version', 'desc')
      .executeTakeFirst()
    const current = last?.version ?? 0
    if (current !== version) throw new Problem('stale_version', { details: { version: current } })
    await trx
      .insertInto('parameterChange')
      .values({
        key,
        version: version + 1,
        value: JSON.stringify(parsed.data),
        reason,
        accountId: ctx.actor.accountId,
        changedAt: ctx.now,
      })
      .execute()
    await record(ctx, {
      flow: 'parameter',
      subjectId: String(version + 1),
      action: 'change',
      details: { key, from: last?.value ?? parameters[key].default, to: parsed.data, reason },
    })
    return version + 1
  })
}
