/** Cells in the order of what it costs to move one of their firms; cells that hold none any more are passed over. */
export class Moves {
  private readonly heap: number[] = []
  private readonly cost: (cell: number) => number
  private readonly holds: (cell: number) => boolean
  constructor(cost: (cell: number) => number, holds: (cell: number) => boolean) {
    this.cost = cost
    this.holds = holds
  }

  add(cell: number): void {
    const { heap } = this
    let at = heap.push(cell) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!this.before(cell, heap[parent]!)) break
      heap[at] = heap[parent]!
      at = parent
    }
    heap[at] = cell
  }

  /** The cell that is cheapest to move, of equals the lowest; -1 where there is none. */
  best(): number {
    while (this.heap.length > 0 && !this.holds(this.heap[0]!)) this.drop()
    return this.heap[0] ?? -1
  }

  private before(a: number, b: number): boolean {
    const [x, y] = [this.cost(a), this.cost(b)]
    return x < y || (x === y && a < b)
  }

  private drop(): void {
    const { heap } = this
    const last = heap.pop()!
    if (heap.length === 0) return
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && this.before(heap[child + 1]!, heap[child]!)) child += 1
      if (!this.before(heap[child]!, last)) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = last
  }
}
