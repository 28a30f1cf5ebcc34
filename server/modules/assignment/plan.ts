import { dealOut, joinAlike } from './alike.ts'
import { type Branch, type Cell, pointsOf, sumOf, tranchesOf } from './costs.ts'
import { lowerBound, type Solution, solveTransport } from './solver.ts'

/** The firms number `from` to `to` of a cell, in its order, go to a branch. For backups the cell is cut by main bank. */
export interface Share {
  cell: number
  /** The main bank of these firms; '0' in the main part. */
  mainBank: string
  branchId: string
  from: number
  to: number
}

/** What one more firm at a branch costs all together, in points; null where nothing could make room for it. */
export interface Price {
  branchId: string
  price: number | null
  room: number
  taken: number
}

export interface PartPlan {
  shares: Share[]
  prices: Price[]
  cost: number
  /** The proof: no way of placing the firms costs less than this. */
  atLeast: number
  left: number
}

export interface Plan {
  main: PartPlan
  backup: PartPlan
}

interface Part extends Cell {
  mainBank: string
}

/** Main banks first, then backups of another bank, each at least cost within its own capacity. */
export function planAssignment(
  cells: readonly Cell[],
  branches: readonly Branch[],
  backupShare: number,
): Plan {
  const sorted = [...cells].sort((a, b) => a.no - b.no)
  const main = place(
    sorted.map((c) => ({ ...c, mainBank: '0' })),
    branches,
    'main',
    100,
  )
  const backup = place(byMainBank(main.shares, sorted, branches), branches, 'backup', backupShare)
  return { main, backup }
}

/** The firms that have a main bank, by cell and bank. */
function byMainBank(shares: readonly Share[], cells: readonly Cell[], branches: readonly Branch[]): Part[] {
  const cellOf = new Map(cells.map((c) => [c.no, c]))
  const bankOf = new Map(branches.map((b) => [b.id, b.bankId]))
  const parts = new Map<string, Part>()
  for (const { cell, branchId, from, to } of shares) {
    const mainBank = bankOf.get(branchId)!
    const key = `${cell}|${mainBank}`
    const firms = to - from + 1 + (parts.get(key)?.firms ?? 0)
    parts.set(key, { ...cellOf.get(cell)!, mainBank, firms })
  }
  return [...parts.values()]
}

/** Solves one part; a fixed order of cells and branches makes the same input give the same answer. */
function place(
  parts: readonly Part[],
  branches: readonly Branch[],
  which: 'main' | 'backup',
  share: number,
): PartPlan {
  const rooms = branches.map((b) => Math.floor((b.capacity * share) / 100))
  const tranches = rooms.map(tranchesOf)
  const problem = parts.map((part) => ({
    supply: part.firms,
    costs: branches.map((b) =>
      b.bankId === part.mainBank ? Number.POSITIVE_INFINITY : sumOf(pointsOf(part, b, which)),
    ),
  }))
  const alike = joinAlike(problem)
  const solved = solveTransport(alike.cells, tranches)
  const flow = dealOut(alike, problem, solved.flow)
  const left = solved.left.reduce((a, b) => a + b, 0)
  return {
    shares: parts.flatMap((part, i) => dealt(part, flow[i]!, branches)),
    prices: branches.map((b, j) => ({
      branchId: b.id,
      price: priceOf(solved, j),
      room: rooms[j]!,
      taken: solved.flow.reduce((n, at) => n + (at.get(j) ?? 0), 0),
    })),
    cost: solved.cost,
    atLeast: lowerBound(alike.cells, tranches, solved) - left * solved.outside,
    left,
  }
}

function priceOf({ prices, outside }: Solution, branch: number): number | null {
  return prices[branch]! < outside ? prices[branch]! : null
}

/** Ranges of a part's firms in the order of the branches. */
function dealt(part: Part, flow: ReadonlyMap<number, number>, branches: readonly Branch[]): Share[] {
  let next = 1
  return branches.flatMap(({ id: branchId }, j) => {
    const n = flow.get(j) ?? 0
    if (n === 0) return []
    const from = next
    next += n
    return [{ cell: part.no, mainBank: part.mainBank, branchId, from, to: next - 1 }]
  })
}
