import { solveTransport } from './solver.ts'

/** Firms that are alike to the assignment: of one county, with one lender among our banks or none. */
export interface Cell {
  county: string
  /** The bank that lends to them already; '0' where none does. */
  lender: string
  firms: number
}

export interface Branch {
  id: string
  bankId: string
  county: string | null
  capacity: number
}

/** The firms number `from` to `to` of a cell, in its order, go to a branch. For backups the cell is cut by main bank. */
export interface Share {
  county: string
  lender: string
  /** The main bank of these firms; '0' in the main part. */
  mainBank: string
  branchId: string
  from: number
  to: number
}

/**
 * What it costs to give a firm to a branch: an existing relation weighs most (五项图解: 企业现有贷款情况), then the
 * county. Filling a branch gets dearer by quarters of its capacity, so that load follows size.
 */
export const weights = { otherBank: 40, otherCounty: 300, quarter: 12 } as const

const quarters = 4

export interface Plan {
  main: Share[]
  backup: Share[]
  cost: number
  /** Firms for which one of the two banks is missing. */
  unplaced: number
}

interface Part {
  county: string
  lender: string
  mainBank: string
  firms: number
}

/** Main banks first, then backups of another bank, each at least cost within its own capacity. */
export function planAssignment(
  cells: readonly Cell[],
  branches: readonly Branch[],
  backupShare: number,
): Plan {
  const main = place(
    cells.map((c) => ({ ...c, mainBank: '0' })),
    branches,
    100,
  )
  const bankOf = new Map(branches.map((b) => [b.id, b.bankId]))
  const backup = place(byMainBank(main.shares, bankOf), branches, backupShare)
  return {
    main: main.shares,
    backup: backup.shares,
    cost: main.cost + backup.cost,
    unplaced: main.left + backup.left,
  }
}

/** The firms that have a main bank, by cell and bank. */
function byMainBank(shares: readonly Share[], bankOf: ReadonlyMap<string, string>): Part[] {
  const parts = new Map<string, Part>()
  for (const { county, lender, branchId, from, to } of shares) {
    const mainBank = bankOf.get(branchId)!
    const key = `${county}|${lender}|${mainBank}`
    const firms = to - from + 1 + (parts.get(key)?.firms ?? 0)
    parts.set(key, { county, lender, mainBank, firms })
  }
  return [...parts.values()]
}

/** Solves one part; a fixed order of cells and branches makes the same input give the same answer. */
function place(
  parts: readonly Part[],
  branches: readonly Branch[],
  share: number,
): { shares: Share[]; cost: number; left: number } {
  const tranches = branches.flatMap((branch) =>
    splitCapacity(Math.floor((branch.capacity * share) / 100)).map((room, level) => ({
      branch,
      room,
      level,
    })),
  )
  const key = (p: Part) => `${p.county}|${p.lender}|${p.mainBank}`
  const list = [...parts].sort((a, b) => (key(a) < key(b) ? -1 : 1))
  const solved = solveTransport(
    list.map((part) => ({
      supply: part.firms,
      costs: tranches.map((t) =>
        t.branch.bankId === part.mainBank
          ? Number.POSITIVE_INFINITY
          : costOf(part, t.branch) + t.level * weights.quarter,
      ),
    })),
    tranches.map((t) => t.room),
  )
  return {
    shares: list.flatMap((part, i) =>
      dealt(
        part,
        [...solved.flow[i]!].map(([t, n]) => [tranches[t]!.branch.id, n] as const),
        branches,
      ),
    ),
    cost: solved.cost,
    left: solved.left.reduce((a, b) => a + b, 0),
  }
}

/** Ranges of a part's firms in the order of the branches. */
function dealt(
  part: Part,
  flow: readonly (readonly [branchId: string, firms: number])[],
  branches: readonly Branch[],
): Share[] {
  const firms = new Map<string, number>()
  for (const [branchId, n] of flow) firms.set(branchId, n + (firms.get(branchId) ?? 0))
  const { county, lender, mainBank } = part
  let next = 1
  return branches.flatMap(({ id: branchId }) => {
    const n = firms.get(branchId) ?? 0
    if (n === 0) return []
    const from = next
    next += n
    return [{ county, lender, mainBank, branchId, from, to: next - 1 }]
  })
}

function splitCapacity(capacity: number): number[] {
  const part = Math.floor(capacity / quarters)
  return [part, part, part, capacity - 3 * part]
}

function costOf(part: Part, branch: Branch): number {
  const relation = part.lender === branch.bankId ? 0 : weights.otherBank
  return relation + (branch.county === null || part.county === branch.county ? 0 : weights.otherCounty)
}
