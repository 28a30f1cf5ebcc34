import type { Cell } from './solver.ts'

/** Cells every branch costs the same, taken as one: a trade no branch is known for, or a lender that is not ours, tells nothing. */
export interface Alike {
  cells: Cell[]
  /** Positions of the given cells, in their order. */
  members: number[][]
}

/** Joins cells of equal costs, in the order of their first; the problem stays the same and becomes ten times smaller. */
export function joinAlike(cells: readonly Cell[]): Alike {
  const found = new Map<string, number[]>()
  for (const [i, { costs }] of cells.entries()) {
    const key = Array.prototype.join.call(costs)
    const members = found.get(key)
    if (members) members.push(i)
    else found.set(key, [i])
  }
  const members = [...found.values()]
  return {
    members,
    cells: members.map((of) => ({
      supply: of.reduce((n, i) => n + cells[i]!.supply, 0),
      costs: cells[of[0]!]!.costs,
    })),
  }
}

/** The flow of each given cell: its members take from the branches of the joined cell in their order, lower branches first. */
export function dealOut(
  { members }: Alike,
  cells: readonly Cell[],
  flow: readonly ReadonlyMap<number, number>[],
): Map<number, number>[] {
  const dealt: Map<number, number>[] = cells.map(() => new Map())
  for (const [k, of] of members.entries()) {
    const rest = [...flow[k]!].sort(([a], [b]) => a - b)
    for (const i of of) fill(dealt[i]!, cells[i]!.supply, rest)
  }
  return dealt
}

function fill(into: Map<number, number>, supply: number, rest: [branch: number, firms: number][]): void {
  for (let want = supply; want > 0 && rest.length > 0; ) {
    const first = rest[0]!
    const n = Math.min(want, first[1])
    into.set(first[0], n)
    want -= n
    first[1] -= n
    if (first[1] === 0) rest.shift()
  }
}
