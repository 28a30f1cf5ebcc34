/**
 * Least cost of a flow by shortest paths with negative arcs allowed (Bellman–Ford with a queue), arc by arc: an oracle that
 * shares nothing with the product's solver, neither its prices nor its way of joining like firms.
 */
export interface Supply {
  firms: number
  /** Cost of one firm at each branch; Infinity where it may not go. */
  costs: number[]
}

interface Arc {
  to: number
  room: number
  cost: number
  back: number
}

/** The cheapest way to place all firms; `steps[branch]` are (room, charge) of one branch. Answers how many found room, too. */
export function cheapest(
  supplies: readonly Supply[],
  steps: readonly (readonly (readonly [number, number])[])[],
): { cost: number; placed: number } {
  const source = 0
  const sink = 1 + supplies.length + steps.length
  const graph: Arc[][] = Array.from({ length: sink + 1 }, () => [])
  const arc = (from: number, to: number, room: number, cost: number) => {
    if (room <= 0 || cost === Number.POSITIVE_INFINITY) return
    graph[from]!.push({ to, room, cost, back: graph[to]!.length })
    graph[to]!.push({ to: from, room: 0, cost: -cost, back: graph[from]!.length - 1 })
  }
  for (const [i, { firms, costs }] of supplies.entries()) {
    arc(source, 1 + i, firms, 0)
    for (const [j, cost] of costs.entries()) arc(1 + i, 1 + supplies.length + j, firms, cost)
  }
  for (const [j, rooms] of steps.entries())
    for (const [room, charge] of rooms) arc(1 + supplies.length + j, sink, room, charge)
  const total = { cost: 0, placed: 0 }
  for (let path = shortest(graph, source, sink); path; path = shortest(graph, source, sink)) {
    const amount = Math.min(...path.map((a) => a.room))
    for (const a of path) {
      a.room -= amount
      graph[a.to]![a.back]!.room += amount
      total.cost += amount * a.cost
    }
    total.placed += amount
  }
  return total
}

function shortest(graph: readonly Arc[][], source: number, sink: number): Arc[] | undefined {
  const far = new Float64Array(graph.length).fill(Number.POSITIVE_INFINITY)
  const by: (Arc | undefined)[] = []
  const waiting = new Uint8Array(graph.length)
  far[source] = 0
  let queue = [source]
  while (queue.length > 0) {
    const next: number[] = []
    for (const at of queue) {
      waiting[at] = 0
      for (const a of graph[at]!) {
        if (a.room === 0 || far[at]! + a.cost >= far[a.to]!) continue
        far[a.to] = far[at]! + a.cost
        by[a.to] = a
        if (waiting[a.to] === 0) next.push(a.to)
        waiting[a.to] = 1
      }
    }
    queue = next
  }
  if (far[sink] === Number.POSITIVE_INFINITY) return undefined
  const path: Arc[] = []
  for (let at = sink; at !== source; ) {
    const a = by[at]!
    path.unshift(a)
    at = graph[a.to]![a.back]!.to
  }
  return path
}
