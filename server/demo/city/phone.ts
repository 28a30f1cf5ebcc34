import type { Random } from './random.ts'

/** A number that rings nowhere: 1[3-9]x 0000 xxxx, or a local number beginning with 0; sometimes none. */
export function phoneOf(random: Random): string {
  const at = random.fraction()
  if (at < 0.16) return ''
  if (at < 0.24) return localNumber(random)
  return `1${random.between(3, 9)}${random.below(10)}0000${String(random.below(10_000)).padStart(4, '0')}`
}

/** A local number with the city's area code; no Chinese number begins with 0 after it. */
export function localNumber(random: Random): string {
  return `0990-0${String(random.below(1_000_000)).padStart(6, '0')}`
}
