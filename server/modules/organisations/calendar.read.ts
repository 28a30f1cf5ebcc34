import { Problem } from '#kernel/problem.ts'

/** A row of the file as a person sees it: its number, and its cells as text. */
export interface CalendarRow {
  rowNo: number
  cells: readonly string[]
}

/** What one year's notice says: days off and days made up for, all others follow the week. */
export interface CalendarYear {
  year: number
  days: ReadonlyMap<string, { workday: boolean; name: string | null }>
}

const kinds: Readonly<Record<string, boolean>> = { 休息: false, 上班: true }
/** As many faults as are told at once. */
const mostFaults = 20

/**
 * Reads 日期, 类型, 名称 of one year. Nothing is guessed: each fault names its row and column, and one fault is enough to
 * take nothing, since every working-day deadline of the city hangs on it.
 */
export function readCalendarYear([head, ...rows]: readonly CalendarRow[]): CalendarYear {
  const column = (title: string) => head?.cells.findIndex((c) => c.trim() === title) ?? -1
  const [date, kind, name] = [column('日期'), column('类型'), column('名称')]
  if (!head || date < 0 || kind < 0)
    throw refused(['第一行应是列名：日期、类型、名称（名称可不填），请补上后重试'])
  const faults: string[] = []
  const days = new Map<string, { workday: boolean; name: string | null; rowNo: number }>()
  let year: string | undefined
  for (const { rowNo, cells } of rows) {
    const text = (at: number) => (at < 0 ? '' : (cells[at] ?? '').trim())
    const day = dayOf(text(date))
    const workday = kinds[text(kind)]
    const twin = day === null ? undefined : days.get(day)
    year ??= day?.slice(0, 4)
    if (day === null) faults.push(`第 ${rowNo} 行「日期」“${text(date)}”不是日期，请写作 2027-01-01`)
    else if (twin) faults.push(`第 ${rowNo} 行「日期」${day} 与第 ${twin.rowNo} 行重复，请删去一行`)
    else if (day.slice(0, 4) !== year)
      faults.push(`第 ${rowNo} 行「日期」${day} 不在 ${year} 年，一份文件只报一个年度，请分开`)
    if (workday === undefined) faults.push(`第 ${rowNo} 行「类型」“${text(kind)}”应为“休息”或“上班”`)
    if (day !== null && workday !== undefined && !twin)
      days.set(day, { workday, name: text(name) || null, rowNo })
  }
  if (faults.length > 0) throw refused(faults)
  if (year === undefined) throw refused(['文件里没有日期，请列出全年的休息日和调休上班日'])
  return { year: Number(year), days }
}

function refused(faults: readonly string[]): Problem {
  const more = faults.length > mostFaults ? [`另有 ${faults.length - mostFaults} 处，改好以上后再试`] : []
  return new Problem('bad_file', {
    message: `工作日历没有导入，有 ${faults.length} 处要改：\n${[...faults.slice(0, mostFaults), ...more].join('\n')}`,
  })
}

/** 2027-01-01, 2027/1/1, 2027.1.1 or 2027年1月1日 as a day of the calendar; null where there is no such day. */
function dayOf(text: string): string | null {
  const [, y, m, d] = /^(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?$/.exec(text) ?? []
  if (!y || !m || !d) return null
  const day = `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`
  const at = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day) ? day : null
}
