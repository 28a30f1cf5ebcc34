import { xmlText } from './decode.ts'
import { FileRefused, type ReadLimits } from './sheet.ts'
import { nameKey, type XmlHandler, XmlReader } from './xml.ts'
import type { Archive } from './zip.ts'

const SLAB_BITS = 12
const SLAB = 1 << SLAB_BITS
/** What the strings may take in memory; one wide character doubles a slab, so bytes unpacked do not bound it. */
const MEMORY = 320 * 1024 * 1024

const KEY = { si: nameKey('si'), t: nameKey('t'), rPh: nameKey('rPh') }

/**
 * The strings of a workbook: 4,096 to one long string, plus an offset each. A string object each would take three
 * times the memory, and cutting one out again costs less than finding it in a cache.
 */
export class SharedStrings {
  private readonly slabs: string[] = []
  private readonly offsets: Uint32Array[] = []
  private pieces: string[] = []
  private memory = 0
  count = 0

  add(text: string): void {
    this.count++
    if (this.pieces.push(text) === SLAB) this.seal()
  }

  /** To be called after the last add. */
  seal(): void {
    const offsets = new Uint32Array(this.pieces.length + 1)
    let end = 0
    for (let i = 0; i < this.pieces.length; i++) {
      end += this.pieces[i]!.length
      offsets[i + 1] = end
    }
    const slab = this.pieces.join('')
    this.memory += /[\u0100-\uffff]/.test(slab) ? slab.length * 2 : slab.length
    if (this.memory > MEMORY) throw new FileRefused('too_large')
    this.slabs.push(slab)
    this.offsets.push(offsets)
    this.pieces = []
  }

  get(index: number): string {
    if (!(index >= 0 && index < this.count)) throw new FileRefused('corrupt')
    const slab = index >>> SLAB_BITS
    const offsets = this.offsets[slab]!
    const i = index & (SLAB - 1)
    return this.slabs[slab]!.substring(offsets[i]!, offsets[i + 1]!)
  }
}

class StringsHandler implements XmlHandler {
  wantText = false
  readonly strings = new SharedStrings()
  private value = ''
  private inItem = false
  private inPhonetic = false
  private readonly maxText: number

  constructor(maxText: number) {
    this.maxText = maxText
  }

  open(key: number): void {
    if (key === KEY.t) this.wantText = this.inItem && !this.inPhonetic
    else if (key === KEY.rPh) this.inPhonetic = true
    else if (key === KEY.si) {
      this.inItem = true
      this.value = ''
    }
  }

  close(key: number): void {
    if (key === KEY.t) this.wantText = false
    else if (key === KEY.rPh) this.inPhonetic = false
    else if (key === KEY.si) {
      this.inItem = false
      this.strings.add(this.value)
    }
  }

  text(text: string): void {
    this.value = this.value === '' ? text : this.value + text
    if (this.value.length > this.maxText) throw new FileRefused('corrupt')
  }
}

/** Reads sharedStrings.xml. */
export async function readStrings(
  archive: Archive,
  part: string,
  limits: ReadLimits,
): Promise<SharedStrings> {
  const handler = new StringsHandler(limits.lineLength)
  const reader = new XmlReader(handler, limits.lineLength)
  for await (const text of xmlText(archive.bytes(part), part)) reader.feed(text)
  reader.end()
  handler.strings.seal()
  return handler.strings
}
