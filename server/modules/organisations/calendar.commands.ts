import chineseDays from 'chinese-days'
import { sql } from 'kysely'
import { addDays, byWeek, daysBetween } from '#contract/kernel/deadline.ts'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import type { Tx } from '#kernel/database.ts'
import { Problem } from '#kernel/problem.ts'
import { calendarVersion } from './calendar.queries.ts'
import { type CalendarYear, daysOfYear } from './calendar.read.ts'

/** Years whose working days the State Council has announced and the library knows. */
const announced = { from: 2024, to: 2026 }

/**
 * Enters the announced working days as the first version of the calendar. Later years are added as data when they are
 * announced; until then the week decides. Does nothing where a calendar exists, whatever its years.
 */
export async function seedCalendar(ctx: Ctx): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const any = await trx.selectFrom('calendarDay').select('day').executeTakeFirst()
    if (any) return
    const version = `${announced.from}-${announced.to}`
    const first = `${announced.from}-01-01`
    const days = Array.from({ length: daysBetween(first, `${announced.to + 1}-01-01`) }, (_, i) => {
      const day = addDays(first, i)
      return { version, day, ...announcedDay(day) }
    })
    await trx.insertInto('calendarDay').values(days).execute()
  })
}

/** The library names the days of a notice right; the ordinary week it reads in the zone of the machine. */
function announcedDay(day: string): { workday: boolean; name: string | null } {
  const { name, work } = chineseDays.getDayDetail(day)
  const [, ofNotice] = name.split(',')
  return ofNotice ? { workday: work, name: ofNotice } : { workday: byWeek(day), name: null }
}

/** What stands behind a year: the number of its notice, and the version that was looked at before. */
interface Said {
  noticeNo?: string
  version?: string
}

/**
 * Puts a year in force, in the place of whatever was known of it; other years stand. The calendar before stays under its
 * version, by which running clocks were counted, so that they can be recounted; clocks that start from now use this one.
 */
export async function replaceYear(
  ctx: Ctx,
  given: CalendarYear,
  said: Said = {},
): Promise<{ version: string; replaced: boolean; off: number; madeUp: number }> {
  const { year, days } = given
  return asSystem(ctx, async (trx) => {
    await sql`select pg_advisory_xact_lock(731038)`.execute(trx)
    if (said.version !== undefined && said.version !== (await calendarVersion(ctx)))
      throw new Problem('stale_version')
    await seedCalendar(ctx)
    const before = await calendarVersion(ctx)
    const replaced = await isKnown(trx, before, year)
    const { count } = await trx
      .selectFrom('calendarDay')
      .select((e) => e.fn.count<string>('version').distinct().as('count'))
      .executeTakeFirstOrThrow()
    // Sorts behind the first, which begins with a digit, and behind those before it.
    const version = `v${String(Number(count) + 1).padStart(6, '0')}-${year}`
    await sql`
      insert into calendar_day (version, day, workday, name) select ${version}, day, workday, name from calendar_day
      where version = ${before} and extract(year from day) <> ${year}`.execute(trx)
    await trx
      .insertInto('calendarDay')
      .values(daysOfYear(given).map((d) => ({ version, ...d })))
      .execute()
    const off = [...days.values()].filter((d) => !d.workday).length
    const told = { version, replaced, off, madeUp: days.size - off }
    await record(ctx, {
      flow: 'calendar',
      subjectId: String(year),
      action: replaced ? 'replace' : 'add',
      details: { ...told, before, noticeNo: said.noticeNo ?? null },
    })
    return told
  })
}

/** Whether a version knows a year. Years follow one another: between two that are known the week would be no calendar. */
async function isKnown(trx: Tx, version: string, year: number): Promise<boolean> {
  const { rows } = await sql<{ first: number; last: number }>`
    select extract(year from min(day))::int as first, extract(year from max(day))::int as last
    from calendar_day where version = ${version}`.execute(trx)
  const { first, last } = rows[0]!
  if (year > last + 1 || year < first - 1)
    throw new Problem('unprocessable', {
      message: `${year > last ? last + 1 : first - 1} 年的工作日历还没有录入，请先录入它，再录入 ${year} 年`,
    })
  return year >= first && year <= last
}
