import { addDays, byWeek, daysBetween } from '#contract/kernel/deadline.ts'
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

/** The longest run of days one line may name, and the longest name. */
const longestRun = 31
const longestName = 20

/** A pasted or typed table as rows: cells from a sheet come with tabs, those of a csv with commas. */
export function rowsOfText(text: string): CalendarRow[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((line, i) => ({ rowNo: i + 1, cells: cellsOf(line) }))
    .filter(({ cells }) => cells.some((c) => c !== ''))
}

function cellsOf(line: string): string[] {
  const between = line.includes('\t') ? '\t' : /[,，]/.test(line) ? /[,，]/ : /\s+/
  return line.split(between).map((c) => c.trim().replace(/^"(.*)"$/, '$1'))
}

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
    const said = daysOf(text(date))
    const workday = kinds[text(kind)]
    year ??= said?.at(0)?.slice(0, 4)
    const fault = (of: string, what: string) => faults.push(`第 ${rowNo} 行「${of}」${what}`)
    const twin = said?.find((d) => days.has(d))
    const other = said?.find((d) => d.slice(0, 4) !== year)
    if (!said)
      fault('日期', `“${shown(text(date))}”不是日期，请写作 2027-01-01，连续几天写作 2027-01-01至2027-01-03`)
    else if (twin) fault('日期', `${twin} 与第 ${days.get(twin)!.rowNo} 行重复，请删去一行`)
    else if (other) fault('日期', `${other} 不在 ${year} 年，一份文件只报一个年度，请分开`)
    if (workday === undefined) fault('类型', `“${shown(text(kind))}”应为“休息”或“上班”`)
    if (text(name).length > longestName) fault('名称', `“${shown(text(name))}”太长，最多 ${longestName} 个字`)
    if (said && workday !== undefined && !twin)
      for (const day of said) days.set(day, { workday, name: text(name) || null, rowNo })
  }
  if (faults.length > 0) throw refused(faults)
  if (year === undefined) throw refused(['文件里没有日期，请列出全年的休息日和调休上班日'])
  return { year: Number(year), days }
}

const shown = (text: string): string => (text.length > 30 ? `${text.slice(0, 30)}…` : text)

/** Every day of a year as it will be kept: what was said of it, or the week. */
export function daysOfYear({ year, days }: CalendarYear) {
  const first = `${year}-01-01`
  return Array.from({ length: daysBetween(first, `${year + 1}-01-01`) }, (_, i) => {
    const day = addDays(first, i)
    const said = days.get(day)
    return { day, workday: said?.workday ?? byWeek(day), name: said ? nameOf(said) : null }
  })
}

/** A day that was named is told from an ordinary one by its name. */
const nameOf = (said: { workday: boolean; name: string | null }): string =>
  said.name ?? (said.workday ? '调休上班' : '休息')

function refused(faults: readonly string[]): Problem {
  const more = faults.length > mostFaults ? [`另有 ${faults.length - mostFaults} 处，改好以上后再试`] : []
  return new Problem('bad_file', {
    message: `工作日历没有导入，有 ${faults.length} 处要改：\n${[...faults.slice(0, mostFaults), ...more].join('\n')}`,
  })
}

/** The days a cell names: one, or one to another, of which what both have in common may be left out (2027年2月5日至11日). */
function daysOf(text: string): string[] | null {
  const [, from, to] = /^(.+?)\s*(?:至|到|~|～|—+)\s*(.+)$/.exec(text) ?? []
  const first = dayOf(from ?? text)
  if (first === null || to === undefined) return first === null ? null : [first]
  const [y, m] = first.split('-')
  const last = dayOf(to) ?? dayOf(`${y}年${to}`) ?? dayOf(`${y}年${m}月${to}`)
  const more = last === null ? 0 : daysBetween(first, last)
  if (more < 1 || more >= longestRun) return null
  return Array.from({ length: more + 1 }, (_, i) => addDays(first, i))
}

/** 2027-01-01, 2027/1/1, 2027.1.1 or 2027年1月1日 as a day of the calendar; null where there is no such day. */
function dayOf(text: string): string | null {
  const [, y, m, d] = /^(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?$/.exec(text) ?? []
  if (!y || !m || !d) return null
  const day = `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`
  const at = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day) ? day : null
}
