import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lowerBound, type Solution, solveTransport, type Tranche } from './solver.ts'

/** All ways of dealing the firms out, for tiny problems: the oracle. */
function bruteForce(supplies: number[], costs: number[][], branches: Tranche[][]): number {
  const firms = supplies.flatMap((n, c) => Array.from({ length: n }, () => c))
  const charges = branches.map((tranches) =>
    tranches.flatMap((t) => Array.from({ length: t.room }, () => t.charge)),
  )
  const room = charges.reduce((n, c) => n + c.length, 0)
  const mustPlace = Math.min(firms.length, room)
  let best = Number.POSITIVE_INFINITY
  const go = (i: number, used: number[], placed: number, cost: number) => {
    if (i === firms.length) {
      if (placed === mustPlace) best = Math.min(best, cost)
      return
    }
    if (placed + firms.length - i - 1 >= mustPlace) go(i + 1, used, placed, cost)
    for (const [j, charge] of charges.entries()) {
      const next = charge[used[j]!]
      if (next === undefined) continue
      used[j]! += 1
      go(i + 1, used, placed + 1, cost + costs[firms[i]!]![j]! + next)
      used[j]! -= 1
    }
  }
  go(
    0,
    branches.map(() => 0),
    0,
    0,
  )
  return best
}

const bound = (s: Solution, cells: Parameters<typeof lowerBound>[0], branches: Tranche[][]) =>
  lowerBound(cells, branches, s) - s.left.reduce((a, b) => a + b, 0) * s.outside

/** What must hold of every answer: all firms are somewhere, no branch is over its room. */
function sound(s: Solution, cells: Parameters<typeof lowerBound>[0], branches: Tranche[][]): void {
  for (const [j, tranches] of branches.entries()) {
    const taken = s.flow.reduce((n, at) => n + (at.get(j) ?? 0), 0)
    expect(taken).toBeLessThanOrEqual(tranches.reduce((n, t) => n + t.room, 0))
  }
  for (const [i, { supply }] of cells.entries())
    expect([...s.flow[i]!.values()].reduce((a, b) => a + b, s.left[i]!)).toBe(supply)
}

const step = fc.record({ room: fc.nat({ max: 2 }), more: fc.nat({ max: 4 }) })
const tranches = fc.array(step, { minLength: 1, maxLength: 2 }).map((steps) => {
  let charge = 0
  return steps.map(({ room, more }) => {
    charge += more
    return { room, charge }
  })
})

describe('transport', () => {
  test('is as cheap as the best of all ways, also where not all find room', () => {
    const problem = fc.record({
      supplies: fc.array(fc.nat({ max: 2 }), { minLength: 1, maxLength: 3 }),
      branches: fc.array(tranches, { minLength: 1, maxLength: 3 }),
      seed: fc.array(fc.nat({ max: 9 }), { minLength: 9, maxLength: 9 }),
    })
    fc.assert(
      fc.property(problem, ({ supplies, branches, seed }) => {
        const costs = supplies.map((_, i) => branches.map((_b, j) => seed[i * 3 + j]!))
        const cells = supplies.map((supply, i) => ({ supply, costs: costs[i]! }))
        const solved = solveTransport(cells, branches)
        sound(solved, cells, branches)
        expect(solved.cost).toBe(bruteForce(supplies, costs, branches))
        expect(bound(solved, cells, branches)).toBe(solved.cost)
      }),
      { numRuns: 400 },
    )
  })

  test('proves its optimum on instances no one can try out, closed branches and all', () => {
    const problem = fc.record({
      cells: fc.integer({ min: 1, max: 60 }),
      branches: fc.integer({ min: 1, max: 20 }),
      seed: fc.nat(),
    })
    fc.assert(
      fc.property(problem, ({ cells: m, branches: n, seed }) => {
        let x = seed
        const draw = (below: number) => {
          x = (x * 1_103_515_245 + 12_345) % 2_147_483_648
          return x % below
        }
        const cells = Array.from({ length: m }, () => ({
          supply: draw(50),
          costs: Array.from({ length: n }, () => (draw(6) === 0 ? Number.POSITIVE_INFINITY : draw(300))),
        }))
        const branches = Array.from({ length: n }, () => [
          { room: draw(30), charge: 0 },
          { room: draw(30), charge: 12 },
          { room: draw(30), charge: 24 },
        ])
        const solved = solveTransport(cells, branches)
        sound(solved, cells, branches)
        expect(bound(solved, cells, branches)).toBe(solved.cost)
      }),
      { numRuns: 150 },
    )
  })

  test('a worse answer has no proof', () => {
    const cells = [{ supply: 1, costs: [3, 1] }]
    const branches = [[{ room: 1, charge: 0 }], [{ room: 1, charge: 0 }]]
    const solved = solveTransport(cells, branches)
    expect(solved.cost).toBe(1)
    expect(bound({ ...solved, prices: [0, 5] }, cells, branches)).toBeLessThan(1)
  })

  test('leaves over only what no capacity can hold', () => {
    const solved = solveTransport(
      [{ supply: 5, costs: [1, 1] }],
      [[{ room: 2, charge: 0 }], [{ room: 1, charge: 9 }]],
    )
    expect(solved.left).toEqual([2])
  })
})
