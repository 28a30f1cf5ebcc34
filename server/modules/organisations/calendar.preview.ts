import { sql } from 'kysely'
import * as z from 'zod'
import { byWeek } from '#contract/kernel/deadline.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { Problem } from '#kernel/problem.ts'
import { rows } from '#kernel/rows.ts'
import { isOpen, loadCalendar } from './calendar.queries.ts'
import { type CalendarYear, daysOfYear, readCalendarYear, rowsOfText } from './calendar.read.ts'

/** Reads a year that was handed in on the page, where it is the one that was asked for and one that may be entered there. */
export function readYear(ctx: Ctx, { year, text }: { year: number; text: string }): CalendarYear {
  if (!isOpen(ctx, year))
    throw new Problem('unprocessable', {
      message: `这里只录入当年和下一年的工作日历，${year} 年不在内；确需改动请由运维用命令行导入`,
    })
  const read = readCalendarYear(rowsOfText(text))
  if (read.year !== year)
    throw new Problem('bad_file', {
      message: `表里是 ${read.year} 年的日子，这里录入的是 ${year} 年：请核对年份`,
    })
  return read
}

/** What a year would change against the calendar in force, or against the week where that does not know the year. */
export async function previewYear(ctx: Ctx, given: CalendarYear) {
  const { version, isWorkday } = await loadCalendar(ctx)
  const known = await ctx.trx
    .selectFrom('calendarDay')
    .select('day')
    .where('version', '=', version)
    .where('day', '=', `${given.year}-01-01`)
    .executeTakeFirst()
  const all = daysOfYear(given)
  const days = all.filter((d) => given.days.has(d.day))
  const off = days.filter((d) => !d.workday).length
  return {
    year: given.year,
    replaces: known !== undefined,
    off,
    madeUp: days.length - off,
    days,
    changed: all.filter((d) => d.workday !== isWorkday(d.day)),
    warnings: warningsOf(given),
    openClocks: await countClocks(ctx, given.year),
    version,
  }
}

/** 全国年节及纪念日放假办法: thirteen days a year, and these of them on days of the solar calendar that are the same each year. */
const lawfulDays = 13
const lawfulOn = ['01-01', '05-01', '05-02', '10-01', '10-02', '10-03']

/** What no notice says: a slip of the pen would move every deadline. */
function warningsOf(given: CalendarYear): string[] {
  const days = daysOfYear(given)
  const named = days.filter((d) => given.days.has(d.day))
  const off = named.filter((d) => !d.workday).length
  const working = days.filter((d) => d.workday && lawfulOn.includes(d.day.slice(5)))
  const idle = named.filter((d) => d.workday && byWeek(d.day))
  const list = (found: readonly { day: string }[]) => found.map((d) => d.day).join('、')
  return [
    ...(off < lawfulDays ? [`只列了 ${off} 天休息，少于法定放假的 ${lawfulDays} 天，请核对是否有漏`] : []),
    ...(working.length > 0 ? [`${list(working)} 是法定放假日，表里没有列为休息，请核对`] : []),
    ...(idle.length > 0 ? [`${list(idle)} 本来就是周一至周五，不用列为上班，请核对日期`] : []),
  ]
}

/** Clocks that run in working days into a year; they keep the version by which they were counted. */
async function countClocks(ctx: Ctx, year: number): Promise<number> {
  const [found] = await asSystem(ctx, (trx) =>
    rows(
      trx,
      sql`select count(*)::int as n from bank_case where clock_unit = 'workday' and decided_at is null and overdue_at is null and assigned_to is null
        and paused_on is null and clock_from < make_date(${year}::int + 1, 1, 1) and due_on >= make_date(${year}::int, 1, 1)`,
      z.object({ n: z.int() }),
    ),
  )
  return found!.n
}
