/** A budget of calls per key in a sliding window, in memory: for what one process offers to strangers. */
export interface Limiter {
  /** Takes one call from the key's budget; false when it is used up. */
  take(key: string, now: number): boolean
  /** Gives back a call taken at that moment: it was a good one and shall not count. */
  giveBack(key: string, at: number): void
}

interface Budget {
  calls: number
  milliseconds: number
  keys?: number
}

/** The budgets of one server, by name: two servers in one process count for themselves. */
export type Limiters = (name: string, budget: Budget) => Limiter

export function createLimiters(): Limiters {
  const known = new Map<string, Limiter>()
  return (name, budget) => {
    const limiter = known.get(name) ?? createLimiter(budget)
    known.set(name, limiter)
    return limiter
  }
}

function createLimiter(budget: Budget): Limiter {
  const seen = new Map<string, number[]>()
  const keys = budget.keys ?? 20_000
  return {
    take(key, now) {
      const recent = (seen.get(key) ?? []).filter((at) => at > now - budget.milliseconds)
      const ok = recent.length < budget.calls
      if (ok) recent.push(now)
      // Newest keys last, so that the oldest is the first to be forgotten when memory is full.
      seen.delete(key)
      seen.set(key, recent)
      if (seen.size > keys) seen.delete(seen.keys().next().value!)
      return ok
    },
    giveBack(key, at) {
      const calls = seen.get(key) ?? []
      const i = calls.lastIndexOf(at)
      if (i >= 0) calls.splice(i, 1)
    },
  }
}
