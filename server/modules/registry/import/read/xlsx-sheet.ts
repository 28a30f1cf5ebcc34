import { xmlText } from './decode.ts'
import { type Cell, FileRefused, type ReadLimits, type SheetRow } from './sheet.ts'
import { type CellContext, cellValue, columnOf, smallInteger } from './xlsx-cells.ts'
import { QuickCell } from './xlsx-quick-cell.ts'
import { LONG_NAME, nameKey, type XmlHandler, XmlReader, type XmlTag } from './xml.ts'
import type { Archive } from './zip.ts'

const BATCH_ROWS = 500
/** A batch also ends after this much XML: rows of huge cells must not add up to one huge batch. */
const BATCH_TEXT = 2 * 1024 * 1024
const LAST_ROW = 1_048_576

const C = nameKey('c')
const F = nameKey('f')
const ROW = nameKey('row')
const R_PH = nameKey('rPh')
const T = nameKey('t')
const V = nameKey('v')
const LETTER_R = 114
const LETTER_S = 115
const LETTER_T = 116

/** Characters handed out so far by all sheets: one long shared string repeated is a bomb of its own. */
export interface OutputMeter {
  chars: number
  readonly max: number
}

/** Collects the rows of one worksheet; everything outside sheetData is ignored. */
class SheetHandler implements XmlHandler {
  wantText = false
  done = false
  rows: SheetRow[] = []
  private inData = false
  private inPhonetic = false
  private rowNo = 0
  private hidden = false
  private cells: Cell[] = []
  private formulas: number[] = []
  private column = -1
  private type = 'n'
  private style = 0
  private value = ''
  private readonly quick = new QuickCell()
  private readonly context: CellContext
  private readonly limits: ReadLimits
  private readonly meter: OutputMeter

  constructor(context: CellContext, limits: ReadLimits, meter: OutputMeter) {
    this.context = context
    this.limits = limits
    this.meter = meter
  }

  open(key: number, tag: XmlTag): void {
    if (!this.inData) {
      if (key === LONG_NAME && tag.name === 'sheetData' && !this.done) this.inData = true
      return
    }
    switch (key) {
      case C:
        this.openCell(tag)
        break
      case V:
        this.wantText = true
        break
      case T:
        this.wantText = !this.inPhonetic
        break
      case ROW:
        this.openRow(tag)
        break
      case F:
        this.noteFormula()
        break
      case R_PH:
        this.inPhonetic = true
        break
    }
  }

  close(key: number, tag: XmlTag): void {
    if (!this.inData) return
    switch (key) {
      case C:
        if (this.value !== '') this.put(cellValue(this.type, this.value, this.style, this.context))
        break
      case V:
      case T:
        this.wantText = false
        break
      case ROW:
        this.closeRow()
        break
      case R_PH:
        this.inPhonetic = false
        break
      case LONG_NAME:
        if (tag.name !== 'sheetData') break
        this.inData = false
        this.done = true
        break
    }
  }

  text(text: string): void {
    this.value = this.value === '' ? text : this.value + text
    if (this.value.length > this.limits.lineLength) throw new FileRefused('corrupt', this.place())
  }

  take(text: string, lt: number, reader: XmlReader): number {
    if (!this.inData || text.charCodeAt(lt + 2) !== 32) return -1
    const quick = this.quick
    const end = quick.read(text, lt)
    if (end < 0) return -1
    this.column = quick.column < 0 ? this.column + 1 : quick.column
    if (quick.to === quick.from) return end
    this.type = quick.type
    this.style = quick.style
    const index = quick.type === 's' ? smallInteger(text, quick.from, quick.to) : Number.NaN
    if (index >= 0) this.put(this.context.strings.get(index) || null)
    else
      this.put(
        cellValue(this.type, reader.clean(text.substring(quick.from, quick.to)), this.style, this.context),
      )
    return end
  }

  private openRow(tag: XmlTag): void {
    const r = tag.findLetter(LETTER_R)
    const rowNo = r < 0 ? this.rowNo + 1 : smallInteger(tag.text, tag.at[r + 2]!, tag.at[r + 3]!)
    if (!(rowNo >= 1 && rowNo <= LAST_ROW)) throw new FileRefused('corrupt', this.place())
    this.rowNo = rowNo
    this.hidden = tag.isTrue('hidden')
    this.cells = []
    this.formulas = []
    this.column = -1
  }

  private closeRow(): void {
    if (this.cells.length === 0 && this.formulas.length === 0) return
    const row: SheetRow = { rowNo: this.rowNo, cells: this.cells }
    if (this.hidden) row.hidden = true
    if (this.formulas.length > 0) row.formulas = this.formulas
    this.rows.push(row)
    this.cells = []
    this.formulas = []
  }

  private openCell(tag: XmlTag): void {
    const r = tag.findLetter(LETTER_R)
    const column = r < 0 ? -1 : columnOf(tag.text, tag.at[r + 2]!, tag.at[r + 3]!)
    this.column = column < 0 ? this.column + 1 : column
    const t = tag.findLetter(LETTER_T)
    this.type = t < 0 ? 'n' : tag.value(t)
    const s = tag.findLetter(LETTER_S)
    this.style = s < 0 ? 0 : smallInteger(tag.text, tag.at[s + 2]!, tag.at[s + 3]!)
    this.value = ''
  }

  private noteFormula(): void {
    this.checkColumn()
    if (this.formulas.at(-1) === this.column) return
    this.formulas.push(this.column)
    // Only a row naming the same cells over and over can get here.
    if (this.formulas.length > this.limits.columns) throw new FileRefused('corrupt', this.place())
  }

  /** Only filled cells count: styles often run to the last column of a sheet. */
  private put(value: Cell): void {
    if (value === null) return
    this.checkColumn()
    if (typeof value === 'string') {
      this.meter.chars += value.length
      if (this.meter.chars > this.meter.max) throw new FileRefused('too_large')
    }
    const cells = this.cells
    while (cells.length < this.column) cells.push(null)
    if (cells.length === this.column) cells.push(value)
    else cells[this.column] = value
  }

  private checkColumn(): void {
    if (this.column >= this.limits.columns) throw new FileRefused('too_many_columns', this.place())
  }

  private place(): string {
    return `第 ${this.rowNo} 行`
  }
}

/** Streams the rows of one worksheet part. */
export async function* readRows(
  archive: Archive,
  part: string,
  context: CellContext,
  limits: ReadLimits,
  meter: OutputMeter,
): AsyncGenerator<SheetRow[]> {
  const handler = new SheetHandler(context, limits, meter)
  const reader = new XmlReader(handler, limits.lineLength)
  let fed = 0
  for await (const text of xmlText(archive.bytes(part), part)) {
    // What follows the data (merges, validations) is unpacked for its checksum but not looked at.
    if (handler.done) continue
    reader.feed(text)
    fed += text.length
    if (handler.rows.length < BATCH_ROWS && fed < BATCH_TEXT) continue
    fed = 0
    if (handler.rows.length === 0) continue
    const batch = handler.rows
    handler.rows = []
    yield batch
  }
  if (!handler.done) reader.end()
  if (handler.rows.length > 0) yield handler.rows
}
