export interface Entry<S> {
  at: Date
  play: (scene: S) => Promise<void>
}

/** Scenes by time: a binary heap, equal times in the order in which they were written. */
export class Diary<S> {
  private readonly heap: (Entry<S> & { serial: number })[] = []
  private serial = 0

  add(at: Date, play: Entry<S>['play']): void {
    const heap = this.heap
    heap.push({ at, play, serial: this.serial++ })
    for (let i = heap.length - 1; i > 0; ) {
      const parent = (i - 1) >> 1
      if (!before(heap[i]!, heap[parent]!)) break
      swap(heap, i, parent)
      i = parent
    }
  }

  /** The next scene that plays before `end`, or undefined. */
  take(end: Date): Entry<S> | undefined {
    const heap = this.heap
    const first = heap[0]
    if (!first || first.at >= end) return undefined
    const last = heap.pop()!
    if (heap.length > 0) {
      heap[0] = last
      for (let i = 0; ; ) {
        const left = 2 * i + 1
        if (left >= heap.length) break
        const child = left + 1 < heap.length && before(heap[left + 1]!, heap[left]!) ? left + 1 : left
        if (!before(heap[child]!, heap[i]!)) break
        swap(heap, i, child)
        i = child
      }
    }
    return first
  }
}

function before(a: { at: Date; serial: number }, b: { at: Date; serial: number }): boolean {
  return a.at < b.at || (a.at.getTime() === b.at.getTime() && a.serial < b.serial)
}

function swap<T>(heap: T[], a: number, b: number): void {
  const kept = heap[a]!
  heap[a] = heap[b]!
  heap[b] = kept
}
