import type { City } from './city.ts'
import { monthBefore } from './days.ts'
import type { Facts } from './facts.ts'

/**
 * The first-loan firm is eleven months old with four insured people and nothing else on file;
 * the noodle shop is the ordinary case: taxed with grade A, insured, counted, without a loan.
 */
export function storyFacts(city: City, story: 'firstLoan' | 'noodleShop', nothing: Facts): Facts {
  const lastMonth = monthBefore(city.today, 1)
  if (story === 'firstLoan') return { ...nothing, insurance: { insured: 4, month: lastMonth, paused: false } }
  return {
    ...nothing,
    tax: { grade: 'A', paidFen: 386_000, refundFen: 0, abnormal: false },
    insurance: { insured: 2, month: lastMonth, paused: false },
    census: { staff: 3, revenueThousand: 460 },
  }
}
