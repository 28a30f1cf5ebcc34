import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Branch, type Cell, type Plan, planAssignment, type Share } from './plan.ts'
import { solveTransport } from './solver.ts'

/** All ways of dealing the firms out, for tiny problems: the oracle. */
function bruteForce(supplies: number[], costs: number[][], capacity: number[]): number {
  const room = supplies.reduce((a, b) => a + b, 0)
  const firms = supplies.flatMap((n, c) => Array.from({ length: n }, () => c))
  const mustPlace = Math.min(
    room,
    capacity.reduce((a, b) => a + b, 0),
  )
  let best = Number.POSITIVE_INFINITY
  const go = (i: number, free: number[], placed: number, cost: number) => {
    if (i === firms.length) {
      if (placed === mustPlace) best = Math.min(best, cost)
      return
    }
    if (placed + firms.length - i - 1 >= mustPlace) go(i + 1, free, placed, cost)
    for (let j = 0; j < free.length; j++) {
      if (free[j]! === 0) continue
      free[j]! -= 1
      go(i + 1, free, placed + 1, cost + costs[firms[i]!]![j]!)
      free[j]! += 1
    }
  }
  go(0, [...capacity], 0, 0)
  return best
}

describe('transport', () => {
  test('is as cheap as the best of all ways, and breaks no capacity', () => {
    const problem = fc.record({
      supplies: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 }),
      capacity: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 }),
      seed: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 9, maxLength: 9 }),
    })
    fc.assert(
      fc.property(problem, ({ supplies, capacity, seed }) => {
        const costs = supplies.map((_, i) => capacity.map((_c, j) => seed[i * 3 + j]!))
        const enough = supplies.reduce((a, b) => a + b, 0) <= capacity.reduce((a, b) => a + b, 0)
        fc.pre(enough)
        const solved = solveTransport(
          supplies.map((supply, i) => ({ supply, costs: costs[i]! })),
          capacity,
        )
        for (const [j, room] of capacity.entries())
          expect(solved.flow.reduce((n, f) => n + (f.get(j) ?? 0), 0)).toBeLessThanOrEqual(room)
        expect(solved.left.every((n) => n === 0)).toBe(true)
        expect(solved.cost).toBe(bruteForce(supplies, costs, capacity))
      }),
      { numRuns: 300 },
    )
  })

  test('leaves over only what no capacity can hold', () => {
    const solved = solveTransport([{ supply: 5, costs: [1, 1] }], [2, 1])
    expect(solved.left).toEqual([2])
  })
})

/** The plan played out firm by firm, as the statement that writes the targets does. */
function playedOut(plan: Plan, cells: readonly Cell[], branches: readonly Branch[]) {
  const branch = (shares: readonly Share[], cell: Cell, mainBank: string, n: number) =>
    shares.find(
      (s) =>
        s.county === cell.county &&
        s.lender === cell.lender &&
        s.mainBank === mainBank &&
        s.from <= n &&
        n <= s.to,
    )?.branchId
  return cells.flatMap((cell) => {
    const numbers = new Map<string, number>()
    return Array.from({ length: cell.firms }, (_, i) => {
      const main = branches.find((b) => b.id === branch(plan.main, cell, '0', i + 1))
      if (!main) return { cell, main: undefined, backup: undefined }
      const k = (numbers.get(main.bankId) ?? 0) + 1
      numbers.set(main.bankId, k)
      return { cell, main, backup: branches.find((b) => b.id === branch(plan.backup, cell, main.bankId, k)) }
    })
  })
}

describe('plan', () => {
  const branches = [
    { id: 'a1', bankId: 'a', county: '1', capacity: 10 },
    { id: 'a2', bankId: 'a', county: '2', capacity: 10 },
    { id: 'b1', bankId: 'b', county: '1', capacity: 10 },
    { id: 'c2', bankId: 'c', county: '2', capacity: 10 },
  ]
  test('main and backup are of different banks; an existing lender is kept', () => {
    const cells = [
      { county: '1', lender: 'a', firms: 2 },
      { county: '1', lender: '0', firms: 6 },
      { county: '2', lender: 'a', firms: 2 },
      { county: '2', lender: '0', firms: 6 },
    ]
    const plan = planAssignment(cells, branches, 100)
    expect(plan.unplaced).toBe(0)
    const firms = playedOut(plan, cells, branches)
    expect(firms).toHaveLength(16)
    for (const { main, backup } of firms) expect(main!.bankId).not.toBe(backup!.bankId)
    for (const { cell, main } of firms) if (cell.lender === 'a') expect(main!.bankId).toBe('a')
  })
  test('no branch gets more than its capacity, in either part', () => {
    const cells = [{ county: '1', lender: '0', firms: 45 }]
    const plan = planAssignment(cells, branches, 50)
    const firms = playedOut(plan, cells, branches)
    for (const b of branches) {
      expect(firms.filter((f) => f.main === b).length).toBeLessThanOrEqual(b.capacity)
      expect(firms.filter((f) => f.backup === b).length).toBeLessThanOrEqual(b.capacity / 2)
    }
    expect(firms.filter((f) => !f.main)).toHaveLength(5)
    expect(plan.unplaced).toBe(firms.filter((f) => !f.main || !f.backup).length)
  })
  test('the same input gives the same answer, in whatever order the cells come', () => {
    const cells = ['1', '2', '3'].flatMap((county) =>
      ['0', 'b'].map((lender) => ({ county, lender, firms: 5 })),
    )
    const plan = planAssignment(cells, branches, 100)
    expect(planAssignment([...cells].reverse(), branches, 100)).toEqual(plan)
  })
})
