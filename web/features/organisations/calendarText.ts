import { addDays, byWeek, daysBetween } from '#contract/kernel/deadline.ts'

/** A day a notice names. */
export interface NamedDay {
  day: string
  workday: boolean
  name: string | null
}

/** A holiday as a notice tells of it: from when to when, and which weekends are worked for it. */
export interface Holiday {
  names: string[]
  from: string
  to: string
  madeUp: string[]
}

/** Days off that follow one another are one holiday; a day made up belongs to the holiday of its name, else to the nearest. */
export function holidaysOf(days: readonly NamedDay[]): Holiday[] {
  const found: Holiday[] = []
  for (const { day, name } of days.filter((d) => !d.workday)) {
    const last = found.at(-1)
    const here = last && addDays(last.to, 1) === day ? last : { names: [], from: day, to: day, madeUp: [] }
    if (here !== last) found.push(here)
    here.to = day
    if (name && !here.names.includes(name)) here.names.push(name)
  }
  for (const { day, name } of days.filter((d) => d.workday)) {
    const away = (h: Holiday) => Math.min(...[h.from, h.to].map((end) => Math.abs(daysBetween(end, day))))
    const named = found.filter((h) => h.names.some((n) => name?.includes(n)))
    const [nearest] = (named.length > 0 ? named : found).toSorted((a, b) => away(a) - away(b))
    nearest?.madeUp.push(day)
  }
  return found
}

const weekdays = ['日', '一', '二', '三', '四', '五', '六']

/** 1月4日（周日）, as a notice writes it. */
export function dayText(day: string): string {
  const [, m, d] = day.split('-').map(Number)
  return `${m}月${d}日（周${weekdays[new Date(`${day}T00:00:00Z`).getUTCDay()]}）`
}

/** 1月1日（周四）至3日（周六）; one day alone as itself. */
function spanText({ from, to }: { from: string; to: string }): string {
  if (from === to) return dayText(from)
  const end = dayText(to)
  return `${dayText(from)}至${from.slice(0, 7) === to.slice(0, 7) ? end.replace(/^\d+月/, '') : end}`
}

/** 1月1日（周四）至3日（周六）放假，共 3 天。 */
export function restText(holiday: { from: string; to: string }): string {
  const n = daysBetween(holiday.from, holiday.to) + 1
  return `${spanText(holiday)}放假${n === 1 ? ' 1 天' : `，共 ${n} 天`}。`
}

/** Days that differ, neighbours together: 1月1日（周五）至3日（周日）改为休息. */
export function changeTexts(changed: readonly NamedDay[]): string[] {
  const runs: { from: string; to: string; workday: boolean }[] = []
  for (const { day, workday } of changed) {
    const last = runs.at(-1)
    if (last && last.workday === workday && addDays(last.to, 1) === day) last.to = day
    else runs.push({ from: day, to: day, workday })
  }
  return runs.map((run) => `${spanText(run)}改为${run.workday ? '上班' : '休息'}`)
}

const head = '日期,类型,名称'

/** A year as the table it is entered by; runs of days off of one name take one line. */
export function tableOf(days: readonly NamedDay[]): string {
  const lines: { from: string; to: string; workday: boolean; name: string }[] = []
  for (const { day, workday, name } of days) {
    const last = lines.at(-1)
    if (last && !workday && !last.workday && last.name === (name ?? '') && addDays(last.to, 1) === day)
      last.to = day
    else lines.push({ from: day, to: day, workday, name: name ?? '' })
  }
  const line = (l: (typeof lines)[number]) =>
    `${l.from === l.to ? l.from : `${l.from}至${l.to}`},${l.workday ? '上班' : '休息'},${l.name}`
  return [head, ...lines.map(line)].join('\n')
}

/** The seven holidays of the law, those of a fixed day with it; the rest is filled in from the notice. */
export function templateOf(year: number): string {
  const lines = [
    `${year}-01-01,休息,元旦`,
    ',休息,春节',
    ',休息,清明节',
    `${year}-05-01至${year}-05-02,休息,劳动节`,
    ',休息,端午节',
    ',休息,中秋节',
    `${year}-10-01至${year}-10-03,休息,国庆节`,
    ',上班,春节',
    ',上班,国庆节',
  ]
  return [head, ...lines].join('\n')
}

/** How many days of a year are worked. */
export function workdaysOf(year: number, days: readonly NamedDay[]): number {
  const named = new Map(days.map((d) => [d.day, d.workday]))
  const first = `${year}-01-01`
  return Array.from({ length: daysBetween(first, `${year + 1}-01-01`) }, (_, i) => addDays(first, i)).filter(
    (day) => named.get(day) ?? byWeek(day),
  ).length
}

/** The most a table of a year takes, with room to spare. */
const mostBytes = 64 * 1024

/** A csv as text, in the encoding Excel or somebody else saved it in; a workbook is refused with the way out. */
export async function textOfFile(file: Blob): Promise<string> {
  if (file.size > mostBytes) throw new Error('文件太大：一年的放假安排只有几十行，请核对选的文件')
  const bytes = new Uint8Array(await file.arrayBuffer())
  if ((bytes[0] === 0x50 && bytes[1] === 0x4b) || bytes[0] === 0xd0)
    throw new Error('这是 Excel 工作簿：请选中表格、复制，粘贴到下面的框里；或另存为 csv 再选')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}
