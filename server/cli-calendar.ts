import { operatorActor } from '#kernel/actor.ts'
import { inContext } from '#kernel/context.ts'
import { replaceYear } from './modules/organisations/calendar.commands.ts'
import { type CalendarRow, readCalendarYear } from './modules/organisations/calendar.read.ts'
import { openWorkbook } from './modules/registry/import/read/open.ts'
import { type Cell, SheetDate } from './modules/registry/import/read/sheet.ts'
import type { Running } from './runtime.ts'

/** `calendar import FILE`: the working days of a year, as the State Council's notice gives them. */
export async function calendarCommand(
  [what, path]: string[],
  platform: (work: (running: Running) => Promise<number>) => Promise<number>,
): Promise<number> {
  if (what !== 'import' || !path)
    throw new Error(
      '请给出文件：npm run diguan -- calendar import 文件（csv 或 xlsx，列：日期、类型 休息/上班、名称）',
    )
  const year = readCalendarYear(await rowsOf(path))
  return platform(async ({ deps }) => {
    const { replaced, off, madeUp } = await inContext(deps, operatorActor, (ctx) => replaceYear(ctx, year))
    console.log(
      `${year.year} 年工作日历已${replaced ? '整年替换' : '加入'}：休息 ${off} 天，调休上班 ${madeUp} 天，其余按周一至周五；此后起算的工作日期限按它计算`,
    )
    return 0
  })
}

/** The first sheet of a file, as text; a year is a few dozen rows. */
export async function rowsOf(path: string): Promise<CalendarRow[]> {
  const rows: CalendarRow[] = []
  for await (const sheet of openWorkbook(path)) {
    for await (const batch of sheet.rows)
      for (const { rowNo, cells } of batch) rows.push({ rowNo, cells: cells.map(textOf) })
    break
  }
  return rows
}

const textOf = (cell: Cell): string =>
  cell === null ? '' : cell instanceof SheetDate ? cell.iso.slice(0, 10) : String(cell)
