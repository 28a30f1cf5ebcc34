import type { IsWorkday } from '#contract/kernel/deadline.ts'
import type { Ctx } from '#kernel/context.ts'

/**
 * The working-day calendar in force. Days beyond the announced years follow the week; the State Council's yearly
 * notice is entered as data.
 */
export async function loadCalendar(ctx: Ctx): Promise<{ version: string; isWorkday: IsWorkday }> {
  const last = await ctx.trx
    .selectFrom('calendarDay')
    .select((e) => e.fn.max<string | null>('version').as('version'))
    .executeTakeFirst()
  const version = last?.version ?? ''
  const days = await ctx.trx
    .selectFrom('calendarDay')
    .select(['day', 'workday'])
    .where('version', '=', version)
    .execute()
  const known = new Map(days.map((d) => [d.day, d.workday]))
  return {
    version,
    isWorkday: (day) => known.get(day) ?? ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay()),
  }
}
