/**
 * What every reader (csv, xlsx, xls) hands on: sheets of rows of cells, in file order, in batches.
 * Cells keep what the file says: a number stays a number, so that a code stored as a number can be
 * flagged instead of guessed.
 */

/** A date cell of a workbook, already in calendar form; never a JavaScript Date (no time zone exists in a sheet). */
export class SheetDate {
  /** yyyy-mm-dd, or yyyy-mm-ddThh:mm:ss where the cell has a time of day. */
  readonly iso: string
  constructor(iso: string) {
    this.iso = iso
  }
}

/**
 * An empty cell is null, never ''. A string may be a slice that keeps the text block it was read from alive
 * (about 64 KB): whoever keeps single cells for long copies them first.
 */
export type Cell = string | number | boolean | SheetDate | null

export interface SheetRow {
  /** 1-based row number as the user sees it in Excel, or the 1-based line where the CSV record begins. */
  rowNo: number
  /** CSV: every field of the record, so that a shifted record shows. Workbooks: up to the last filled cell. */
  cells: Cell[]
  /** The row is hidden in the workbook: it is read all the same, and the report says so. */
  hidden?: true
  /** 0-based columns whose value is the cached result of a formula; the cell is null if nothing was cached. */
  formulas?: number[]
}

export interface Sheet {
  /** Sheet name; empty for CSV. */
  name: string
  hidden: boolean
  /**
   * Batches of rows, wholly empty rows left out. Must be consumed before the next sheet is asked for. Damage can
   * show at the very end (checksum), so rows count only once the iteration has ended without a FileRefused.
   */
  rows: AsyncIterable<SheetRow[]>
  /** How a text file was taken, known once its first rows are there. */
  text?: { encoding: string; delimiter: string }
  /** How much of the whole file has been read, 0 to 1, where that is known. */
  share?: () => number
}

/** Why a file is not taken at all, in the user's words. */
export const refusals = {
  empty: '文件是空的',
  not_a_table: '不是能读的表格文件：只收 xlsx、xls、csv',
  no_firms: '没有找到写着企业是谁的列：请确认表头里有“统一社会信用代码”或“企业名称”，再重新上传',
  encrypted: '文件设有打开密码，请去掉密码后重新上传',
  macro: '文件含有宏，请另存为不含宏的 xlsx 后重新上传',
  external_link: '文件引用了外部工作簿，请“粘贴为数值”后另存再上传',
  embedded_object: '文件里嵌有对象，请删除嵌入对象后另存再上传',
  html_as_xls: '文件其实是网页，只是改了扩展名；请在 Excel 里打开后另存为 xlsx',
  too_many_entries: '文件内部条目过多，已拒绝',
  too_large: '文件解开后过大，已拒绝；请另存为 CSV 或拆成几个文件，或请系统管理员在服务器上用命令行导入',
  bad_entry: '文件内部结构异常（条目名称、重复或重叠），已拒绝',
  dtd: '文件含有实体声明，已拒绝',
  corrupt: '文件已损坏，请重新导出后上传',
  encoding: '文件编码无法识别，请另存为 UTF-8 或 GB18030',
  line_too_long: '有一行超出长度上限，可能缺少换行或引号没有配对',
  unbalanced_quotes: '引号没有配对，请检查这一行',
  too_many_columns: '列数过多，已拒绝',
} as const
export type RefusalCode = keyof typeof refusals

/** The whole file cannot be taken; the message is for the user. */
export class FileRefused extends Error {
  readonly code: RefusalCode
  readonly at: string | undefined
  constructor(code: RefusalCode, at?: string) {
    super(at ? `${refusals[code]}（${at}）` : refusals[code])
    this.name = 'FileRefused'
    this.code = code
    this.at = at
  }
}

export interface ReadLimits {
  /** Entries of a workbook's zip. */
  entries: number
  /** Sum of the unpacked sizes the zip states. */
  declaredBytes: number
  /** Bytes really unpacked, a part read twice counted twice. */
  inflatedBytes: number
  columns: number
  /** Characters of one CSV record, or of one cell or tag of a workbook. */
  lineLength: number
}

/** What an upload is held to unless the caller says otherwise. */
export const defaultLimits: ReadLimits = {
  entries: 2_000,
  declaredBytes: 256 * 1024 * 1024,
  inflatedBytes: 256 * 1024 * 1024,
  columns: 1_024,
  lineLength: 1024 * 1024,
}

/**
 * What a file is held to that the operator of the server has laid on it himself and names at its command line: the whole
 * registry of a city, which as a workbook unpacks to half a gigabyte.
 */
export const operatorLimits: ReadLimits = {
  ...defaultLimits,
  declaredBytes: 1024 * 1024 * 1024,
  inflatedBytes: 1024 * 1024 * 1024,
}
