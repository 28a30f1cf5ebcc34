import chineseDays from 'chinese-days'
import { sql } from 'kysely'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { loadCalendar } from './calendar.queries.ts'
import type { CalendarYear } from './calendar.read.ts'

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
    const days: { version: string; day: string; workday: boolean }[] = []
    for (let at = Date.UTC(announced.from, 0, 1); at < Date.UTC(announced.to + 1, 0, 1); at += 86_400_000) {
      const day = new Date(at).toISOString().slice(0, 10)
      days.push({ version, day, workday: isAnnouncedWorkday(day) })
    }
    await trx.insertInto('calendarDay').values(days).execute()
  })
}

/** The library names the days of a notice right; the ordinary week it reads in the zone of the machine. */
function isAnnouncedWorkday(day: string): boolean {
  const { name, work } = chineseDays.getDayDetail(day)
  const ofNotice = name.includes(',')
  return ofNotice ? work : ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())
}

/**
 * Puts a year in force, in the place of whatever was known of it; other years stand. The calendar before stays under its
 * version, by which running clocks were counted, so that they can be recounted; clocks that start from now use this one.
 */
export async function replaceYear(
  ctx: Ctx,
  { year, days }: CalendarYear,
): Promise<{ version: string; replaced: boolean; off: number; madeUp: number }> {
  await seedCalendar(ctx)
  return asSystem(ctx, async (trx) => {
    await sql`select pg_advisory_xact_lock(731038)`.execute(trx)
    const before = (await loadCalendar(ctx)).version
    const { count } = await trx
      .selectFrom('calendarDay')
      .select((e) => e.fn.count<string>('version').distinct().as('count'))
      .executeTakeFirstOrThrow()
    // Sorts behind the first, which begins with a digit, and behind those before it.
    const version = `v${String(Number(count) + 1).padStart(6, '0')}-${year}`
    const { numAffectedRows: kept = 0n } = await sql`
      insert into calendar_day (version, day, workday, name) select ${version}, day, workday, name from calendar_day
      where version = ${before} and extract(year from day) <> ${year}`.execute(trx)
    const { rows: known } = await sql<{ n: number }>`
      select count(*)::int as n from calendar_day where version = ${before}`.execute(trx)
    await trx
      .insertInto('calendarDay')
      .values(wholeYear(version, year, days))
      .execute()
    const off = [...days.values()].filter((d) => !d.workday).length
    const told = {
      version,
      replaced: BigInt(known[0]!.n) > kept,
      off,
      madeUp: days.size - off,
    }
    await record(ctx, {
      flow: 'calendar',
      subjectId: String(year),
      action: told.replaced ? 'replace' : 'add',
      details: { ...told, before },
    })
    return told
  })
}

function wholeYear(version: string, year: number, days: CalendarYear['days']) {
  const rows: { version: string; day: string; workday: boolean; name: string | null }[] = []
  for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += 86_400_000) {
    const day = new Date(at).toISOString().slice(0, 10)
    const said = days.get(day)
    const week = ![0, 6].includes(new Date(at).getUTCDay())
    rows.push({ version, day, workday: said?.workday ?? week, name: said?.name ?? null })
  }
  return rows
}
