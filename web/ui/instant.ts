import { businessDay } from '#contract/kernel/deadline.ts'

/** The business day of an instant, whatever the zone of the machine. */
export function dayText(instant: string): string {
  return businessDay(new Date(instant))
}

/** Day and minute of an instant in Beijing time. */
export function minuteText(instant: string): string {
  const shifted = new Date(new Date(instant).getTime() + 8 * 3_600_000).toISOString()
  return `${shifted.slice(0, 10)} ${shifted.slice(11, 16)}`
}
