import { businessDay } from '#contract/kernel/deadline.ts'

const weekdays = '日一二三四五六'

/** 11月23日 周一. */
export function dayWords(day: string): string {
  const [, month, date] = day.split('-').map(Number)
  return `${month}月${date}日 周${weekdays[new Date(`${day}T00:00:00Z`).getUTCDay()]!}`
}

/** The clock on the wall in Shanghai, as a datetime-local box takes it; the phone may be set to another zone. */
export function wallClock(instant: Date): string {
  return new Date(instant.getTime() + 8 * 3_600_000).toISOString().slice(0, 16)
}

/** The instant of a wall clock in Shanghai, or undefined while the box is empty. */
export function instantOf(wall: string): string | undefined {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(wall) ? `${wall}:00+08:00` : undefined
}

/** 09:30 of an instant in Shanghai. */
export function hourOf(instant: string): string {
  return wallClock(new Date(instant)).slice(11)
}

/** 今天 15:20, or 11月20日 15:20. */
export function whenWords(instant: string, today: string): string {
  const day = businessDay(new Date(instant))
  const [, month, date] = day.split('-').map(Number)
  return `${day === today ? '今天' : `${month}月${date}日`} ${hourOf(instant)}`
}
