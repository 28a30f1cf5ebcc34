import { solveTransport } from './solver.ts'

/** A firm to be given to a main and a backup bank. */
export interface Firm {
  id: string
  county: string
  /** The bank that lends to it already, if one of ours. */
  lender: string | null
}

export interface Branch {
  id: string
  bankId: string
  county: string | null
  capacity: number
}

export interface Placed {
  id: string
  main: number | null
  backup: number | null
}

/**
 * What it costs to give a firm to a branch: an existing relation weighs most (五项图解: 企业现有贷款情况), then the
 * county. Filling a branch gets dearer by quarters of its capacity, so that load follows size.
 */
export const weights = { otherBank: 40, otherCounty: 300, quarter: 12 } as const

const quarters = 4

export interface Plan {
  placed: Placed[]
  cost: number
  unplaced: number
}

/** Main banks first, then backups of another bank, each at least cost within its own capacity. */
export function planAssignment(
  firms: readonly Firm[],
  branches: readonly Branch[],
  backupShare: number,
): Plan {
  const placed: Placed[] = firms.map((f) => ({ id: f.id, main: null, backup: null }))
  const main = place(firms, branches, 100, () => null)
  for (const [i, branch] of main.choice.entries()) placed[i]!.main = branch
  const withMain = firms.map((f, i) => ({ firm: f, i })).filter(({ i }) => placed[i]!.main !== null)
  const backup = place(
    withMain.map(({ firm }) => firm),
    branches,
    backupShare,
    (k) => branches[placed[withMain[k]!.i]!.main!]!.bankId,
  )
  for (const [k, branch] of backup.choice.entries()) placed[withMain[k]!.i]!.backup = branch
  const unplaced = placed.filter((p) => p.main === null || p.backup === null).length
  return { placed, cost: main.cost + backup.cost, unplaced }
}

/** Groups like firms into cells, solves, and deals each cell's share out in the order of the firms. */
function place(
  firms: readonly Firm[],
  branches: readonly Branch[],
  share: number,
  notBank: (i: number) => string | null,
): { choice: (number | null)[]; cost: number } {
  const tranches = branches.flatMap((b, index) =>
    splitCapacity(Math.floor((b.capacity * share) / 100)).map((room, level) => ({
      branch: b,
      index,
      room,
      level,
    })),
  )
  const cells = new Map<string, { members: number[]; firm: Firm; not: string | null }>()
  firms.forEach((firm, i) => {
    const not = notBank(i)
    const key = `${firm.county}|${firm.lender ?? ''}|${not ?? ''}`
    const cell = cells.get(key)
    if (cell) cell.members.push(i)
    else cells.set(key, { members: [i], firm, not })
  })
  const list = [...cells.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cell]) => cell)
  const solved = solveTransport(
    list.map((cell) => ({
      supply: cell.members.length,
      costs: tranches.map((t) =>
        t.branch.bankId === cell.not
          ? Number.POSITIVE_INFINITY
          : costOf(cell.firm, t.branch) + t.level * weights.quarter,
      ),
    })),
    tranches.map((t) => t.room),
  )
  const choice: (number | null)[] = firms.map(() => null)
  for (const [c, cell] of list.entries()) {
    let next = 0
    const shares = [...solved.flow[c]!.entries()].sort(([a], [b]) => a - b)
    for (const [t, n] of shares)
      for (let k = 0; k < n; k++) choice[cell.members[next++]!] = tranches[t]!.index
  }
  return { choice, cost: solved.cost }
}

function splitCapacity(capacity: number): number[] {
  const part = Math.floor(capacity / quarters)
  return [part, part, part, capacity - 3 * part]
}

function costOf(firm: Firm, branch: Branch): number {
  const relation = firm.lender === branch.bankId ? 0 : weights.otherBank
  return relation + (branch.county === null || firm.county === branch.county ? 0 : weights.otherCounty)
}

/** Why a firm stands with a branch, in a few words for the clerk. */
export function reasonsOf(firm: Firm, branch: Branch): string[] {
  return [
    ...(firm.lender === branch.bankId ? ['已有贷款关系'] : []),
    ...(branch.county !== null && firm.county === branch.county
      ? ['同一区县']
      : ['本区县网点能力已满，就近安排']),
  ]
}
