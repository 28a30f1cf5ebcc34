import { describe, expect, test } from 'vitest'
import type { Branch, Cell } from './costs.ts'
import { type Plan, planAssignment, type Share } from './plan.ts'

const [c1, c2] = ['440801000000', '440802000000']
const [t1, t2] = ['440801001000', '440801002000']

let no = 0
const cell = (over: Partial<Cell>): Cell => ({
  no: ++no,
  town: c1!,
  trade: '',
  lender: '0',
  wish: '0',
  heldMain: '0',
  heldBackup: '0',
  firms: 1,
  ...over,
})
const branch = (id: string, over: Partial<Branch> = {}): Branch => ({
  id,
  bankId: id[0]!,
  town: c1!,
  capacity: 40,
  trades: '',
  ...over,
})

/** The plan played out firm by firm, as the statement that writes the targets does. */
function playedOut(plan: Plan, cells: readonly Cell[], branches: readonly Branch[]) {
  const at = (shares: readonly Share[], c: Cell, mainBank: string, n: number) =>
    shares.find((s) => s.cell === c.no && s.mainBank === mainBank && s.from <= n && n <= s.to)?.branchId
  return cells.flatMap((c) => {
    const numbers = new Map<string, number>()
    return Array.from({ length: c.firms }, (_, i) => {
      const main = branches.find((b) => b.id === at(plan.main.shares, c, '0', i + 1))
      if (!main) return { cell: c, main: undefined, backup: undefined }
      const k = (numbers.get(main.bankId) ?? 0) + 1
      numbers.set(main.bankId, k)
      return {
        cell: c,
        main,
        backup: branches.find((b) => b.id === at(plan.backup.shares, c, main.bankId, k)),
      }
    })
  })
}

const mainsOf = (cells: readonly Cell[], branches: readonly Branch[]) =>
  playedOut(planAssignment(cells, branches, 100), cells, branches).map((f) => f.main?.id)

describe('a plan', () => {
  const branches = [
    branch('a1', { capacity: 10 }),
    branch('a2', { town: c2, capacity: 10 }),
    branch('b1', { capacity: 10 }),
    branch('c2', { town: c2, capacity: 10 }),
  ]

  test('gives main and backup of different banks, keeps the lender, and is proven least', () => {
    const cells = [
      cell({ lender: 'a', firms: 2 }),
      cell({ firms: 6 }),
      cell({ town: c2, lender: 'a', firms: 2 }),
      cell({ town: c2, firms: 6 }),
    ]
    const plan = planAssignment(cells, branches, 100)
    expect([plan.main.left, plan.backup.left]).toEqual([0, 0])
    expect([plan.main.atLeast, plan.backup.atLeast]).toEqual([plan.main.cost, plan.backup.cost])
    const firms = playedOut(plan, cells, branches)
    expect(firms).toHaveLength(16)
    for (const { main, backup } of firms) expect(main!.bankId).not.toBe(backup!.bankId)
    for (const { cell: c, main } of firms) if (c.lender === 'a') expect(main!.bankId).toBe('a')
  })

  test('gives no branch more than its capacity, in either part', () => {
    const cells = [cell({ firms: 45 })]
    const plan = planAssignment(cells, branches, 50)
    const firms = playedOut(plan, cells, branches)
    for (const [j, b] of branches.entries()) {
      const [main, backup] = [
        firms.filter((f) => f.main === b).length,
        firms.filter((f) => f.backup === b).length,
      ]
      expect(main).toBeLessThanOrEqual(b.capacity)
      expect(backup).toBeLessThanOrEqual(b.capacity / 2)
      expect([plan.main.prices[j]!.taken, plan.backup.prices[j]!.taken]).toEqual([main, backup])
    }
    expect(firms.filter((f) => !f.main)).toHaveLength(5)
    expect(plan.main.left + plan.backup.left).toBe(firms.filter((f) => !f.main || !f.backup).length)
  })

  test('is the same for the same input, in whatever order the cells come', () => {
    const cells = [c1, c2].flatMap((town) => ['0', 'b'].map((lender) => cell({ town, lender, firms: 5 })))
    expect(planAssignment([...cells].reverse(), branches, 100)).toEqual(planAssignment(cells, branches, 100))
  })
})

describe('what weighs', () => {
  test('the lender before the wish, the wish before the way, the way before the trade', () => {
    const two = (first: Partial<Branch>, second: Partial<Branch>) => [
      branch('a1', first),
      branch('b1', second),
    ]
    expect(mainsOf([cell({ lender: 'b', wish: 'a' })], two({}, {}))).toEqual(['b1'])
    expect(mainsOf([cell({ town: t1, wish: 'b' })], two({ town: t1 }, { town: t2 }))).toEqual(['b1'])
    expect(mainsOf([cell({ town: t2, trade: 'A' })], two({ town: t1, trades: 'A' }, { town: t2 }))).toEqual([
      'b1',
    ])
    expect(mainsOf([cell({ trade: 'C' })], two({ trades: 'A' }, { trades: 'CF' }))).toEqual(['b1'])
    expect(mainsOf([cell({ town: c2, lender: 'a' })], two({}, { town: c2 }))).toEqual(['b1'])
  })

  test('load follows capacity where nothing else tells banks apart', () => {
    const firms = mainsOf(
      [cell({ firms: 40 })],
      [branch('a1', { capacity: 60 }), branch('b1', { capacity: 20 })],
    )
    expect(firms.filter((id) => id === 'a1').length).toBe(30)
  })

  test('few are moved: only those a smaller branch has no room for', () => {
    const before = [
      branch('a1', { capacity: 8 }),
      branch('b1', { capacity: 8 }),
      branch('c1', { capacity: 8 }),
    ]
    const cells = [
      cell({ heldMain: 'a1', heldBackup: 'b1', firms: 8 }),
      cell({ heldMain: 'b1', heldBackup: 'c1', firms: 6 }),
    ]
    const after = before.map((b) => (b.id === 'a1' ? { ...b, capacity: 5 } : b))
    const firms = playedOut(planAssignment(cells, after, 100), cells, after)
    expect(firms.filter((f) => f.main!.id !== f.cell.heldMain)).toHaveLength(3)
  })
})
