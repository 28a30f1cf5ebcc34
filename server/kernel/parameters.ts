import { sql } from 'kysely'
import { type ParameterKey, type ParameterValue, parameterKeys, parameters } from '#contract/parameters.ts'
import type { Ctx } from './context.ts'

/** The value in force of one parameter. */
export async function parameterValue<K extends ParameterKey>(ctx: Ctx, key: K): Promise<ParameterValue<K>> {
  const row = await ctx.trx
    .selectFrom('parameterChange')
    .select('value')
    .where('key', '=', key)
    .orderBy('version', 'desc')
    .executeTakeFirst()
  return (row ? row.value : parameters[key].default) as ParameterValue<K>
}

/**
 * The lowest of what was in force today: a limit that guards against one person, lifted by one person, counts from the
 * next day on, and by then the change stands in the log for others to see.
 */
export async function strictestToday(ctx: Ctx, key: 'exportApprovalRows'): Promise<number> {
  const changes = await ctx.trx
    .selectFrom('parameterChange')
    .select(['value', sql<boolean>`business_day(changed_at) >= ${ctx.today}::date`.as('today')])
    .where('key', '=', key)
    .orderBy('version')
    .execute()
  const atDawn = changes.filter((c) => !c.today).at(-1)?.value ?? parameters[key].default
  return Math.min(...[atDawn, ...changes.filter((c) => c.today).map((c) => c.value)].map(Number))
}

/** All parameters with default, reason and last change. */
export async function listParameters(ctx: Ctx) {
  const changes = await ctx.trx
    .selectFrom('parameterChange')
    .distinctOn('key')
    .select(['key', 'version', 'value', 'reason'])
    .orderBy('key')
    .orderBy('version', 'desc')
    .execute()
  const last = new Map(changes.map((c) => [c.key, c]))
  return parameterKeys.map((key) => {
    const p = parameters[key]
    const change = last.get(key)
    return {
      key,
      label: p.label,
      value: (change ? change.value : p.default) as unknown,
      default: p.default as unknown,
      why: p.why,
      changedReason: change?.reason ?? null,
      version: change?.version ?? 0,
    }
  })
}
