/** The one seeded source of chance (xoroshiro64**). Forks depend on their keys only, never on earlier draws. */
export class Random {
  private readonly seedA: number
  private readonly seedB: number
  private s0: number
  private s1: number

  constructor(seedA: number, seedB: number) {
    this.seedA = seedA | 0
    this.seedB = seedB | 0
    this.s0 = this.seedA
    this.s1 = this.seedB
    if ((this.s0 | this.s1) === 0) this.s1 = 1
  }

  /** An independent generator for (key, stream); the same keys give the same generator in any order. */
  fork(key: number, stream = 0): Random {
    const a = scramble(this.seedA ^ Math.imul(key + 1, 0x9e3779b1))
    const b = scramble(this.seedB ^ Math.imul(stream + 1, 0x85ebca6b) ^ a)
    return new Random(scramble(a ^ b), scramble(b + Math.imul(key, 0xc2b2ae35)))
  }

  /** 32 random bits as a whole number ≥ 0. */
  bits(): number {
    const s0 = this.s0
    const s1 = this.s1 ^ s0
    const product = Math.imul(s0, 0x9e3779bb)
    this.s0 = ((s0 << 26) | (s0 >>> 6)) ^ s1 ^ (s1 << 9)
    this.s1 = (s1 << 13) | (s1 >>> 19)
    return Math.imul((product << 5) | (product >>> 27), 5) >>> 0
  }

  /** A fraction in [0, 1). */
  fraction(): number {
    return this.bits() / 4_294_967_296
  }

  /** A whole number in [0, limit). */
  below(limit: number): number {
    return Math.floor(this.fraction() * limit)
  }

  /** A whole number in [low, high]. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1)
  }

  chance(share: number): boolean {
    return this.fraction() < share
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T
  }

  /** The list in random order, as a new list. */
  shuffled<T>(list: readonly T[]): T[] {
    const out = [...list]
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.below(i + 1)
      const kept = out[i] as T
      out[i] = out[j] as T
      out[j] = kept
    }
    return out
  }
}

function scramble(word: number): number {
  let h = word | 0
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d)
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b)
  return h ^ (h >>> 16)
}

/** The city's generator for a seed. */
export function seeded(seed: number): Random {
  return new Random(
    scramble(seed ^ 0x5bd1e995),
    scramble(Math.floor(seed / 4_294_967_296) + 0x27d4eb2f + seed),
  )
}

/** Chooses by weight: a table of (value, weight) pairs made once, drawn often. */
export class Weighted<T> {
  private readonly values: readonly T[]
  private readonly bounds: readonly number[]

  constructor(pairs: readonly (readonly [T, number])[]) {
    const total = pairs.reduce((sum, [, weight]) => sum + weight, 0)
    let sum = 0
    this.values = pairs.map(([value]) => value)
    this.bounds = pairs.map(([, weight]) => {
      sum += weight
      return sum / total
    })
  }

  draw(random: Random): T {
    const at = random.fraction()
    let i = 0
    while (i < this.bounds.length - 1 && at >= (this.bounds[i] as number)) i += 1
    return this.values[i] as T
  }
}
