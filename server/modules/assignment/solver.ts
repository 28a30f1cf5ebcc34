import { Moves } from './moves.ts'

/**
 * Exact transport problem: groups of like firms (cells) to branches, at least total cost, within capacity. What a branch
 * charges may grow with its load, in steps (tranches). Ties go to the lower number: the same input gives the same answer.
 *
 * Shortest augmenting paths: `price[j]` is what one more firm at branch j costs all together, be it its own charge or the
 * cheapest chain of moves that makes room. A cell goes where its cost and the price are least; prices only rise, and are
 * worked out anew when something on the way was used up.
 */
export interface Cell {
  /** How many firms are in it. */
  supply: number
  /** Cost per firm and branch; Infinity where the branch is out of the question. */
  costs: ArrayLike<number>
}

/** Room of a branch: so many firms at so much each. Charges of a branch must not fall from one tranche to the next. */
export interface Tranche {
  room: number
  charge: number
}

export interface Solution {
  /** flow[cell] = branch → how many firms. */
  flow: Map<number, number>[]
  /** Firms no branch had room for, by cell. */
  left: number[]
  /** Of the firms placed. */
  cost: number
  /** Of one more firm at each branch, as long as it is not dearer than to leave a firm out. */
  prices: number[]
  /** What leaving a firm out counts: more than any chain of moves, so that as few as possible are. */
  outside: number
}

/** Solves for cells × branches; what no capacity can hold is left over. Costs must be whole numbers of at least 0. */
export function solveTransport(cells: readonly Cell[], branches: readonly (readonly Tranche[])[]): Solution {
  const outside = dearest(cells, branches)
  const state = new State(cells, branches, outside)
  for (const [i, cell] of cells.entries())
    for (let want = cell.supply; want > 0; ) want -= state.place(i, want)
  const left = state.flow.map((at) => at.get(branches.length) ?? 0)
  for (const at of state.flow) at.delete(branches.length)
  const all = left.reduce((a, b) => a + b, 0)
  const prices = Array.from(state.price.subarray(0, branches.length))
  return { flow: state.flow, left, cost: state.cost() - all * outside, prices, outside }
}

function dearest(cells: readonly Cell[], branches: readonly (readonly Tranche[])[]): number {
  let most = 1
  for (const { costs } of cells)
    for (let j = 0; j < branches.length; j++)
      if (costs[j]! < Number.POSITIVE_INFINITY) most = Math.max(most, costs[j]!)
  const charge = branches.reduce((n, tranches) => Math.max(n, ...tranches.map((t) => t.charge)), 0)
  return (most + charge) * (branches.length + 2)
}

/**
 * What no way of placing the firms can undercut, by the prices alone: every firm pays the least of cost and price, and a
 * branch gives back what its price is above its charge. Where it equals the cost, the cost is proven least.
 */
export function lowerBound(
  cells: readonly Cell[],
  branches: readonly (readonly Tranche[])[],
  { prices, outside }: Pick<Solution, 'prices' | 'outside'>,
): number {
  let bound = 0
  for (const { supply, costs } of cells) {
    let least = outside
    for (const [j, price] of prices.entries()) least = Math.min(least, costs[j]! + price)
    bound += supply * least
  }
  for (const [j, tranches] of branches.entries())
    for (const { room, charge } of tranches) if (room > 0) bound -= room * Math.max(0, prices[j]! - charge)
  return bound
}

/** How full a branch is. */
class Load {
  private level = 0
  private used = 0
  private readonly tranches: readonly Tranche[]
  constructor(tranches: readonly Tranche[]) {
    this.tranches = tranches.filter((t) => t.room > 0)
  }
  /** What the next firm is charged; Infinity when full. */
  get charge(): number {
    return this.tranches[this.level]?.charge ?? Number.POSITIVE_INFINITY
  }
  /** How many more at that charge. */
  get room(): number {
    const tranche = this.tranches[this.level]
    return tranche ? tranche.room - this.used : 0
  }
  add(n: number): void {
    this.used += n
    if (this.room > 0) return
    this.level += 1
    this.used = 0
  }
  charged(): number {
    const full = this.tranches.slice(0, this.level).reduce((sum, t) => sum + t.room * t.charge, 0)
    return full + (this.used > 0 ? this.used * this.charge : 0)
  }
}

class State {
  readonly flow: Map<number, number>[]
  readonly price: Float64Array
  private readonly n: number
  private readonly cells: readonly Cell[]
  private readonly loads: Load[]
  /** Where a firm is moved on to that must make room at a branch, and a firm of which cell; -1: it has room itself. */
  private readonly next: Int32Array
  private readonly via: Int32Array
  private readonly moves: (Moves | undefined)[]

  /** Behind the last branch stands “left out”, with room for all. */
  constructor(cells: readonly Cell[], branches: readonly (readonly Tranche[])[], outside: number) {
    this.cells = cells
    this.n = branches.length + 1
    this.flow = cells.map(() => new Map())
    this.loads = [...branches, [{ room: Number.POSITIVE_INFINITY, charge: outside }]].map((t) => new Load(t))
    this.price = Float64Array.from(this.loads, (l) => l.charge)
    this.next = new Int32Array(this.n).fill(-1)
    this.via = new Int32Array(this.n).fill(-1)
    this.moves = []
  }

  /** Places some of a cell's firms where they cost least; answers how many. */
  place(cell: number, want: number): number {
    const first = this.cheapest(cell)
    const path = [first]
    for (let j = first; this.next[j]! >= 0; j = this.next[j]!) path.push(this.next[j]!)
    const end = this.loads[path.at(-1)!]!
    let amount = Math.min(want, end.room)
    for (let k = 0; k + 1 < path.length; k++)
      amount = Math.min(amount, this.flow[this.via[path[k]!]!]!.get(path[k]!)!)
    const usedUp: number[] = []
    for (let k = 0; k + 1 < path.length; k++) {
      const mover = this.via[path[k]!]!
      if (this.shift(mover, path[k]!, -amount)) usedUp.push(path[k]!)
      this.shift(mover, path[k + 1]!, amount)
    }
    this.shift(cell, first, amount)
    const { charge } = end
    end.add(amount)
    if (end.charge !== charge) usedUp.push(path.at(-1)!)
    if (usedUp.length > 0) this.reprice(usedUp)
    return amount
  }

  cost(): number {
    let sum = this.loads.reduce((n, l) => n + l.charged(), 0)
    for (const [i, at] of this.flow.entries()) for (const [j, n] of at) sum += n * this.costOf(i, j)
    return sum
  }

  /** Left out, a firm costs nothing beside the charge. */
  private costOf(cell: number, branch: number): number {
    return branch === this.n - 1 ? 0 : this.cells[cell]!.costs[branch]!
  }

  private cheapest(cell: number): number {
    let best = this.n - 1
    let least = this.price[best]!
    for (let j = 0; j < this.n; j++) {
      const total = this.costOf(cell, j) + this.price[j]!
      if (total < least) {
        least = total
        best = j
      }
    }
    return best
  }

  /** Answers whether the cell holds no firm at the branch any more. */
  private shift(cell: number, branch: number, amount: number): boolean {
    const at = this.flow[cell]!
    const before = at.get(branch) ?? 0
    if (before + amount === 0) {
      at.delete(branch)
      return true
    }
    at.set(branch, before + amount)
    if (before === 0) this.offer(cell, branch)
    return false
  }

  /** A cell that holds firms at a branch can make room there by moving to any other. */
  private offer(cell: number, branch: number): void {
    for (let k = 0; k < this.n; k++)
      if (k !== branch && this.costOf(cell, k) !== Number.POSITIVE_INFINITY) this.movesOf(branch, k).add(cell)
  }

  private movesOf(from: number, to: number): Moves {
    const at = from * this.n + to
    const known = this.moves[at]
    if (known) return known
    const made = new Moves(
      (cell) => this.costOf(cell, to) - this.costOf(cell, from),
      (cell) => this.flow[cell]!.has(from),
    )
    this.moves[at] = made
    return made
  }

  /**
   * New prices for the branches whose way to free room led over what was used up; the others keep theirs. Least distances
   * (Dijkstra, dense): against the old prices no move costs less than nothing, so what rises least is settled first.
   */
  private reprice(usedUp: readonly number[]): void {
    const { n, price, next } = this
    const open = this.dependents(usedUp)
    const old = price.slice()
    for (let v = 0; v < n; v++) {
      if (!open[v]) continue
      price[v] = this.loads[v]!.charge
      next[v] = -1
      for (let u = 0; u < n; u++) if (!open[u]) this.relax(v, u)
    }
    for (;;) {
      let u = -1
      let least = Number.POSITIVE_INFINITY
      for (let j = 0; j < n; j++) {
        if (!open[j] || price[j]! - old[j]! >= least) continue
        least = price[j]! - old[j]!
        u = j
      }
      if (u < 0) return
      open[u] = 0
      for (let v = 0; v < n; v++) if (open[v]) this.relax(v, u)
    }
  }

  /** 1 for each branch whose chain of moves passes one of these. */
  private dependents(roots: readonly number[]): Uint8Array {
    const found = new Uint8Array(this.n)
    for (const root of roots) found[root] = 1
    // Chains have no cycles; a branch is looked at again only as long as something was found.
    for (let more = true; more; ) {
      more = false
      for (let j = 0; j < this.n; j++) {
        if (found[j] || this.next[j]! < 0 || !found[this.next[j]!]) continue
        found[j] = 1
        more = true
      }
    }
    return found
  }

  private relax(v: number, u: number): void {
    const mover = this.moves[v * this.n + u]?.best() ?? -1
    if (mover < 0) return
    const through = this.costOf(mover, u) - this.costOf(mover, v) + this.price[u]!
    if (through >= this.price[v]!) return
    this.price[v] = through
    this.next[v] = u
    this.via[v] = mover
  }
}
