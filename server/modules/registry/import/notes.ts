import { issueCodes } from '#contract/registry/words.ts'
import type { Deps } from '#kernel/http/deps.ts'
import type { ReadMessage } from './read.child.ts'

type Of<T extends ReadMessage['type']> = Extract<ReadMessage, { type: T }>

/** Collects what is wrong with single rows and writes it in batches. */
export class Notes {
  private issues: {
    batchId: string
    sheet: number
    rowNo: number
    severity: string
    code: string
    field: string | null
    cell: string | null
    message: string
  }[] = []
  private rejects: { batchId: string; sheet: number; rowNo: number; cells: string }[] = []
  private readonly deps: Deps
  private readonly batchId: string
  constructor(deps: Deps, batchId: string) {
    this.deps = deps
    this.batchId = batchId
  }

  async sheet(m: Of<'sheet'>): Promise<void> {
    const { batchId } = this
    await this.deps.system
      .insertInto('importSheet')
      .values({
        batchId,
        sheet: m.sheet,
        name: m.name,
        headerRow: m.headerRow,
        titleRows: m.titleRows,
        columns: JSON.stringify(m.columns),
      })
      .execute()
  }

  /** The first rows of a sheet, for whoever looks at how it is read. */
  async look(m: Of<'look'>): Promise<void> {
    await this.deps.system
      .insertInto('importLook')
      .values({
        batchId: this.batchId,
        sheet: m.sheet,
        name: m.name,
        encoding: m.text?.encoding ?? null,
        delimiter: m.text?.delimiter ?? null,
        head: JSON.stringify(m.rows),
      })
      .execute()
  }

  async sheetDone(m: Of<'sheetDone'>): Promise<void> {
    await this.deps.system
      .updateTable('importSheet')
      .set({ rowsIn: m.rowsIn, skipped: m.skipped })
      .where('batchId', '=', this.batchId)
      .where('sheet', '=', m.sheet)
      .execute()
  }

  async unreadable(m: Of<'unreadable'>): Promise<void> {
    const { batchId } = this
    await this.deps.system
      .insertInto('importSheet')
      .values({ batchId, sheet: m.sheet, name: m.name, headerRow: null, columns: '[]' })
      .execute()
    if (m.leftOut) return
    this.issues.push({
      batchId,
      sheet: m.sheet,
      rowNo: 0,
      severity: 'suspicious',
      code: 'sheet_unreadable',
      field: null,
      cell: m.titles.join('、').slice(0, 80),
      message: `工作表「${m.name}」没有找到能识别的表头，整张略过；请核对是否需要`,
    })
  }

  async issue(m: Of<'issue'>): Promise<void> {
    const { severity, code, field, cell } = m.issue
    const what = issueCodes[code]
    this.issues.push({
      batchId: this.batchId,
      sheet: m.sheet,
      rowNo: m.rowNo,
      severity,
      code,
      field,
      cell,
      message: field ? `「${field}」${what}` : what,
    })
    if (this.issues.length >= 2_000) await this.flush()
  }

  async reject(m: Of<'reject'>): Promise<void> {
    this.rejects.push({
      batchId: this.batchId,
      sheet: m.sheet,
      rowNo: m.rowNo,
      cells: JSON.stringify(m.cells),
    })
    if (this.rejects.length >= 1_000) await this.flush()
  }

  async flush(): Promise<void> {
    if (this.issues.length > 0) await this.deps.system.insertInto('importIssue').values(this.issues).execute()
    if (this.rejects.length > 0)
      await this.deps.system.insertInto('importReject').values(this.rejects).execute()
    this.issues = []
    this.rejects = []
  }
}
