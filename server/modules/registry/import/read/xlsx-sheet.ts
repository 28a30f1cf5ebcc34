import { xmlText } from './decode.ts'
import { type Cell, FileRefused, type ReadLimits, type SheetRow } from './sheet.ts'
import { type CellContext, cellValue, columnOf, smallInteger } from './xlsx-cells.ts'
import { type XmlHandler, XmlReader, type XmlTag } from './xml.ts'
import type { Archive } from './zip.ts'

const BATCH_ROWS = 500
/** A batch also ends after this much XML: rows of huge cells must not add up to one huge batch. */
const BATCH_TEXT = 2 * 1024 * 1024
const LAST_ROW = 1_048_576

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
  private readonly context: CellContext
  private readonly limits: ReadLimits
  private readonly meter: OutputMeter

  constructor(context: CellContext, limits: ReadLimits, meter: OutputMeter) {
    this.context = context
    this.limits = limits
    this.meter = meter
  }

  open(name: string, tag: XmlTag): void {
    if (!this.inData) {
      if (name === 'sheetData' && !this.done) this.inData = true
      return
    }
    switch (name) {
      case 'c':
        this.openCell(tag)
        break
      case 'v':
        this.wantText = true
        break
      case 't':
        this.wantText = !this.inPhonetic
        break
      case 'row':
        this.openRow(tag)
        break
      case 'f':
        this.noteFormula()
        break
      case 'rPh':
        this.inPhonetic = true
        break
    }
  }

  close(name: string): void {
    if (!this.inData) return
    switch (name) {
      case 'c':
        if (this.value !== '') this.closeCell()
        break
      case 'v':
      case 't':
        this.wantText = false
        break
      case 'row':
        this.closeRow()
        break
      case 'rPh':
        this.inPhonetic = false
        break
      case 'sheetData':
        this.inData = false
        this.done = true
        break
    }
  }

  text(text: string): void {
    this.value = this.value === '' ? text : this.value + text
    if (this.value.length > this.limits.lineLength) throw new FileRefused('corrupt', this.place())
  }

  private openRow(tag: XmlTag): void {
    const i = tag.find('r')
    const rowNo = i < 0 ? this.rowNo + 1 : smallInteger(tag.text, tag.valueStarts[i]!, tag.valueEnds[i]!)
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
    const r = tag.find('r')
    const column = r < 0 ? -1 : columnOf(tag.text, tag.valueStarts[r]!, tag.valueEnds[r]!)
    this.column = column < 0 ? this.column + 1 : column
    const t = tag.find('t')
    this.type = t < 0 ? 'n' : tag.value(t)
    const s = tag.find('s')
    this.style = s < 0 ? 0 : smallInteger(tag.text, tag.valueStarts[s]!, tag.valueEnds[s]!)
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
  private closeCell(): void {
    const value = cellValue(this.type, this.value, this.style, this.context)
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
