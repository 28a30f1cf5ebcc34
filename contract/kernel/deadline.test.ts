import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, addMonths, businessDay, daysBetween, dueOn, light } from './deadline.ts'

/** The National Day weeks of 2026 as announced: rest from 1 to 7 October, work on the two weekend days before and after. */
const rest = new Set(['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07'])
const made = new Set(['2026-09-27', '2026-10-10'])
const isWorkday = (day: string) => {
  if (made.has(day)) return true
  if (rest.has(day)) return false
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekday !== 0 && weekday !== 6
}

describe('due dates', () => {
  test.each([
    ['2026-09-28', 'day', 30, '2026-10-28'],
    ['2026-01-31', 'month', 1, '2026-02-28'],
    ['2028-01-31', 'month', 1, '2028-02-29'],
    ['2026-12-15', 'month', 1, '2027-01-15'],
    ['2026-09-30', 'workday', 1, '2026-10-08'],
    ['2026-09-25', 'workday', 1, '2026-09-27'],
    ['2026-09-25', 'workday', 5, '2026-10-08'],
    ['2026-10-09', 'workday', 1, '2026-10-10'],
    ['2026-10-03', 'workday', 2, '2026-10-09'],
    ['2026-11-20', 'workday', 1, '2026-11-23'],
    ['2026-11-20', 'day', 0, '2026-11-20'],
  ] as const)('%s and %s × %i is %s', (start, unit, n, due) => {
    expect(dueOn(start, { unit, n }, isWorkday)).toBe(due)
  })

  test('a working-day clock ends on a working day with just so many working days on the way', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 330 }), fc.integer({ min: 1, max: 60 }), (offset, n) => {
        const start = addDays('2026-01-05', offset)
        const due = dueOn(start, { unit: 'workday', n }, isWorkday)
        expect(isWorkday(due)).toBe(true)
        const way = Array.from({ length: daysBetween(start, due) }, (_, i) => addDays(start, i + 1))
        expect(way.filter(isWorkday)).toHaveLength(n)
      }),
    )
  })

  test('the light turns on the day after, not on the day', () => {
    expect(light('2026-11-20', '2026-11-20', '2026-11-18')).toBe('amber')
    expect(light('2026-11-21', '2026-11-20', '2026-11-18')).toBe('red')
    expect(light('2026-11-17', '2026-11-20', '2026-11-18')).toBe('green')
  })
})

describe('days of the calendar', () => {
  test('months and days go there and back, whatever the zone of the machine', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: -400, max: 400 }), (at, n) => {
        const day = addDays('2000-01-01', at)
        expect(addDays(addDays(day, n), -n)).toBe(day)
        expect(daysBetween(day, addDays(day, n))).toBe(n)
        expect(addMonths(day, n).slice(0, 7)).toBe(addMonths(`${day.slice(0, 8)}01`, n).slice(0, 7))
      }),
    )
  })

  test('the business day turns at midnight in Shanghai', () => {
    expect(businessDay(new Date('2026-11-20T15:59:59.999Z'))).toBe('2026-11-20')
    expect(businessDay(new Date('2026-11-20T16:00:00.000Z'))).toBe('2026-11-21')
  })
})
