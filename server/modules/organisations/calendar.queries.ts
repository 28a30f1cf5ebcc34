import { sql } from 'kysely'
import * as z from 'zod'
import { byWeek, type IsWorkday, yearsExpected } from '#contract/kernel/deadline.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { rows } from '#kernel/rows.ts'

/**
 * The working-day calendar in force. Days beyond the announced years follow the week; the State Council's yearly
 * notice is entered as data.
 */
export async function loadCalendar(ctx: Ctx): Promise<{ version: string; isWorkday: IsWorkday }> {
  const version = await calendarVersion(ctx)
  const days = await ctx.trx
    .selectFrom('calendarDay')
    .select(['day', 'workday'])
    .where('version', '=', version)
    .execute()
  const known = new Map(days.map((d) => [d.day, d.workday]))
  return { version, isWorkday: (day) => known.get(day) ?? byWeek(day) }
}

/** The version in force; empty where there is no calendar yet. */
export async function calendarVersion(ctx: Ctx): Promise<string> {
  const last = await ctx.trx
    .selectFrom('calendarDay')
    .select((e) => e.fn.max<string | null>('version').as('version'))
    .executeTakeFirst()
  return last?.version ?? ''
}

const Known = z.object({
  year: z.int(),
  days: z.array(z.object({ day: z.string(), workday: z.boolean(), name: z.string() })),
  by: z.string().nullable(),
  at: z.date().nullable(),
  noticeNo: z.string().nullable(),
})

/** Each year from the first that is known to the next: what its notice named, and who entered it last. */
export async function listYears(ctx: Ctx) {
  const found = await asSystem(ctx, (trx) => rows(trx, knownYears, Known))
  const known = new Map(found.map((y) => [y.year, y]))
  const expected = yearsExpected(ctx.today)
  const year = expected[0]!
  const first = Math.min(year, ...known.keys())
  return Array.from({ length: year + 2 - first }, (_, i) => {
    const at = first + i
    const here = known.get(at)
    return {
      year: at,
      known: here !== undefined,
      due: expected.includes(at) && !here,
      open: isOpen(ctx, at),
      days: here?.days ?? [],
      entered: here?.at ? { by: here.by ?? '', at: here.at.toISOString(), noticeNo: here.noticeNo } : null,
    }
  })
}

/** A notice speaks of the year to come, or mends the one that runs. */
export const isOpen = (ctx: Ctx, year: number): boolean =>
  [0, 1].includes(year - Number(ctx.today.slice(0, 4)))

const knownYears = sql`
  with d as (select extract(year from day)::int as year, jsonb_agg(jsonb_build_object('day', day, 'workday', workday, 'name', name) order by day) filter (where name is not null) as days
    from calendar_day where version = (select max(version) from calendar_day) group by 1)
  select d.year, coalesce(d.days, '[]') as days, e.by, e.at, e.notice_no from d left join lateral (
    select p.name as by, l.recorded_at as at, l.details ->> 'noticeNo' as notice_no
    from action_log l join account a on a.id = l.account_id join person p on p.id = a.person_id
    where l.flow = 'calendar' and l.subject_id = d.year order by l.seq desc limit 1) e on true`
