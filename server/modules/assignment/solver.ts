/**
 * Exact transport problem: groups of like firms (cells) to branches, at least total cost, within capacity. Shortest
 * augmenting paths over the branches; ties go to the lower number, so the same input gives the same answer.
 */
export interface Cell {
  /** How many firms are in it. */
  supply: number
  /** Cost per firm and branch; Infinity where the branch is out of the question. */
  costs: readonly number[]
}

export interface Solution {
  /** flow[cell] = branch → how many firms. */
  flow: Map<number, number>[]
  /** Firms no branch had room for, by cell. */
  left: number[]
  cost: number
}

/** Solves for cells × branches; what no capacity can hold is left over. Costs must be whole numbers of at least 0. */
export function solveTransport(cells: readonly Cell[], capacity: readonly number[]): Solution {
  const free = [...capacity]
  const flow: Map<number, number>[] = cells.map(() => new Map())
  const holders: Set<number>[] = capacity.map(() => new Set())
  const left = cells.map((c) => c.supply)
  for (const cell of cells.keys()) {
    while (left[cell]! > 0) {
      const path = shortestPath(cell, { cells, flow, holders, free })
      if (!path) break
      left[cell]! -= augment(cell, left[cell]!, path, { cells, flow, holders, free })
    }
  }
  let cost = 0
  for (const [i, branches] of flow.entries()) for (const [j, n] of branches) cost += n * cells[i]!.costs[j]!
  return { flow, left, cost }
}

interface State {
  cells: readonly Cell[]
  flow: Map<number, number>[]
  /** Cells that have firms at each branch. */
  holders: Set<number>[]
  free: number[]
}

/** Branches from the first to one with room; `via[k]` is the cell that moves from branch k to branch k + 1. */
interface Path {
  branches: number[]
  via: number[]
}

/**
 * Bellman–Ford from the cell over branches: reaching k through j costs what the cheapest move of some cell from j to
 * k costs. Moves may be negative, cycles are not (the flow so far is optimal), so it ends.
 */
function shortestPath(cell: number, state: State): Path | null {
  const n = state.free.length
  const distance = [...state.cells[cell]!.costs]
  const from = new Int32Array(n).fill(-1)
  const mover = new Int32Array(n).fill(-1)
  const queue: number[] = []
  const queued = new Uint8Array(n)
  const enqueue = (j: number) => {
    if (queued[j]) return
    queue.push(j)
    queued[j] = 1
  }
  for (let j = 0; j < n; j++) if (distance[j] !== Number.POSITIVE_INFINITY) enqueue(j)
  for (let head = 0; head < queue.length; head++) {
    const j = queue[head]!
    queued[j] = 0
    if (state.free[j]! > 0) continue
    for (const holder of state.holders[j]!) {
      const costs = state.cells[holder]!.costs
      const base = distance[j]! - costs[j]!
      for (let k = 0; k < n; k++) {
        if (k === j || base + costs[k]! >= distance[k]!) continue
        distance[k] = base + costs[k]!
        from[k] = j
        mover[k] = holder
        enqueue(k)
      }
    }
  }
  return tracePath(state.free, distance, from, mover)
}

function tracePath(
  free: readonly number[],
  distance: readonly number[],
  from: Int32Array,
  mover: Int32Array,
): Path | null {
  let end = -1
  for (let j = 0; j < free.length; j++) {
    if (
      free[j]! > 0 &&
      distance[j] !== Number.POSITIVE_INFINITY &&
      (end < 0 || distance[j]! < distance[end]!)
    )
      end = j
  }
  if (end < 0) return null
  const branches = [end]
  const via: number[] = []
  for (let j = end; from[j]! >= 0; j = from[j]!) {
    via.unshift(mover[j]!)
    branches.unshift(from[j]!)
  }
  return { branches, via }
}

/** Moves as many firms as the path allows; answers how many. */
function augment(cell: number, want: number, path: Path, state: State): number {
  const { branches, via } = path
  let amount = Math.min(want, state.free[branches.at(-1)!]!)
  for (const [k, holder] of via.entries()) amount = Math.min(amount, state.flow[holder]!.get(branches[k]!)!)
  for (const [k, holder] of via.entries()) {
    shift(holder, branches[k]!, -amount, state)
    shift(holder, branches[k + 1]!, amount, state)
  }
  shift(cell, branches[0]!, amount, state)
  state.free[branches.at(-1)!]! -= amount
  return amount
}

function shift(cell: number, branch: number, amount: number, state: State): void {
  const now = (state.flow[cell]!.get(branch) ?? 0) + amount
  if (now === 0) {
    state.flow[cell]!.delete(branch)
    state.holders[branch]!.delete(cell)
  } else {
    state.flow[cell]!.set(branch, now)
    state.holders[branch]!.add(cell)
  }
}
