import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planAssignment } from './plan.ts'
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

describe('plan', () => {
  const branches = [
    { id: 'a1', bankId: 'a', county: '1', capacity: 10 },
    { id: 'a2', bankId: 'a', county: '2', capacity: 10 },
    { id: 'b1', bankId: 'b', county: '1', capacity: 10 },
    { id: 'c2', bankId: 'c', county: '2', capacity: 10 },
  ]
  test('main and backup are of different banks; an existing lender is kept', () => {
    const firms = Array.from({ length: 16 }, (_, i) => ({
      id: String(i),
      county: i % 2 ? '1' : '2',
      lender: i < 4 ? 'a' : null,
    }))
    const plan = planAssignment(firms, branches, 100)
    expect(plan.unplaced).toBe(0)
    for (const p of plan.placed) expect(branches[p.main!]!.bankId).not.toBe(branches[p.backup!]!.bankId)
    for (let i = 0; i < 4; i++) expect(branches[plan.placed[i]!.main!]!.bankId).toBe('a')
  })
  test('no branch gets more than its capacity, in either part', () => {
    const firms = Array.from({ length: 45 }, (_, i) => ({ id: String(i), county: '1', lender: null }))
    const plan = planAssignment(firms, branches, 50)
    branches.forEach((b, j) => {
      expect(plan.placed.filter((p) => p.main === j).length).toBeLessThanOrEqual(b.capacity)
      expect(plan.placed.filter((p) => p.backup === j).length).toBeLessThanOrEqual(b.capacity / 2)
    })
    expect(plan.placed.filter((p) => p.main === null)).toHaveLength(5)
  })
  test('the same input gives the same answer', () => {
    const firms = Array.from({ length: 30 }, (_, i) => ({
      id: String(i),
      county: String((i % 3) + 1),
      lender: i % 5 ? null : 'b',
    }))
    expect(planAssignment(firms, branches, 100)).toEqual(planAssignment(firms, branches, 100))
  })
})
