import { type FactKind, factSpecs } from './facts.ts'
import type { Slots } from './stage.ts'

/** Staged columns that make up what a row says; two rows with the same of these say the same. A cell that cannot be read is not an empty one. */
export function contentColumns(kind: FactKind): string[] {
  return [...factSpecs[kind].columns.map(([stage]) => stage), 'unread']
}

/** Staged columns that tell whose row it is, and which of the firm's several: by a right code, or by what else there is. */
export function holderColumns(kind: FactKind): { coded: string[]; loose: string[] } {
  const { apart } = factSpecs[kind]
  return { coded: ['uscc', ...apart], loose: ['reg_no', 'org_code', 'name_key', ...apart] }
}

/**
 * A 53-bit number for the values of some slots. Not meant against an adversary: where it decides that two rows may be
 * the same, SQL looks at the values themselves.
 */
export class Fingerprint {
  private readonly slots: readonly number[]
  constructor(slots: readonly number[]) {
    this.slots = slots
  }

  of(values: Slots): number {
    let a = 0x9e3779b1
    let b = 0x5f356495
    for (const slot of this.slots) {
      const text = values[slot]
      // A separator no text holds, so that ab|c is not a|bc; another for “nothing”.
      a = Math.imul(a ^ (text === null ? 0x110001 : 0x110000), 0x85ebca6b)
      b = Math.imul(b ^ (text === null ? 0x110001 : 0x110000), 0xc2b2ae35)
      if (text === null || text === undefined) continue
      for (let i = 0; i < text.length; i++) {
        const c = text.charCodeAt(i)
        a = Math.imul(a ^ c, 2654435761)
        b = Math.imul(b ^ c, 1597334677)
      }
    }
    a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
    b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
    return 4294967296 * (2097151 & b) + (a >>> 0)
  }
}

/** A set of numbers in sixteen bytes each, also for the five million rows of a province. */
export class NumberSet {
  private table = new Float64Array(1 << 12)
  private size = 0

  /** Answers whether the number was not there yet. */
  add(n: number): boolean {
    if (this.size * 2 >= this.table.length) this.grow()
    const key = n + 1
    const at = this.find(key)
    if (this.table[at] === key) return false
    this.table[at] = key
    this.size += 1
    return true
  }

  private find(key: number): number {
    const mask = this.table.length - 1
    let at = (key ^ (key / 65_536)) & mask
    while (this.table[at] !== 0 && this.table[at] !== key) at = (at + 1) & mask
    return at
  }

  private grow(): void {
    const old = this.table
    this.table = new Float64Array(old.length * 2)
    for (const key of old) if (key !== 0) this.table[this.find(key)] = key
  }
}
