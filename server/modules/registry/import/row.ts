import { addDays } from '#contract/kernel/deadline.ts'
import type { EntityKind } from '#contract/registry/codes.ts'
import { kindOfUscc } from '#contract/registry/codes.ts'
import type { ImportKind, IssueCode } from '#contract/registry/words.ts'
import { columnReader, type ReadCell, type SlotOf } from './columns.ts'
import { type Header, yearByNotes } from './detect.ts'
import { isFactKind } from './facts.ts'
import { contentColumns, Fingerprint, holderColumns, NumberSet } from './fingerprint.ts'
import { fragmentsOf } from './fragments.ts'
import type { Gazetteer } from './place.ts'
import type { Cell, SheetRow } from './read/sheet.ts'
import { type Field, stagedBy } from './source.ts'
import { copyText, type Slots, stageColumns } from './stage.ts'
import { textOf } from './values/cell.ts'
import { foundingDaysAhead } from './values/limits.ts'
import { bigramsOf, isCompanyName, kindOfList, kindOfName } from './values/name.ts'
import { groundOf, yearOfRows } from './whole-sheet.ts'

export interface RowIssue {
  severity: 'rejected' | 'suspicious'
  code: IssueCode
  field: string | null
  cell: string | null
}

/** What is kept over all sheets of a file: which firms have been met, how often a loan of the same days. */
export class Seen {
  readonly holders = new NumberSet()
  readonly loans = new Map<number, number>()
}

/** What a row is read under: its sheet and file, and what is kept over all of them. */
export interface RowContext {
  sheetName: string
  fileName: string
  asOf: string
  /** The day the list came. */
  today: string
  /** Cells are parted by a character, which may stand inside a cell as well. */
  inText: boolean
  gazetteer: Gazetteer
  seen: Seen
}

interface Column {
  index: number
  label: string
  needed: boolean
  /** Staged columns that stay as they are known where the cell cannot be read. */
  stays: readonly string[]
  read: ReadCell
}

interface Needed {
  /** Any of these slots will do. */
  slots: number[]
  label: string
  code: IssueCode
}

/** Reads the rows of one sheet into staged values; what is wrong with the row just read stands in `issues`. */
export class RowReader {
  issues: RowIssue[] = []
  slots: Slots = []
  /** Rows whose code is right by its check character but not by the inner one; counted, not refused. */
  innerCheckFails = 0
  private readonly kind: ImportKind
  private readonly empty: Slots
  private readonly columns: Column[]
  private readonly needed: Needed[]
  private readonly sheetName: { slot: number; text: string } | null
  private readonly content: Fingerprint | null
  private readonly holder: { coded: Fingerprint; loose: Fingerprint } | null
  private readonly at: Readonly<Record<string, number>>
  private readonly context: RowContext
  private readonly listKind: EntityKind | null
  /** The county that the sheet, the notes above the header or the file is of, where one of them names it. */
  private readonly ground: string | null
  /** Cells that stand under a title; in a workbook none moves to another. */
  private readonly width: number
  /** The year of all rows, where none of them tells its own. */
  private readonly year: { slot: number; text: string } | null
  private current: Column | null = null
  private unread: string[] = []

  constructor(header: Header, context: RowContext) {
    const { kind, fields } = header.source
    this.kind = kind
    this.context = context
    this.width = context.inText ? header.width : Number.POSITIVE_INFINITY
    this.listKind = kindOfList(context.sheetName) ?? header.listKind ?? kindOfList(context.fileName)
    this.ground = groundOf(header, context)
    const names = stageColumns[kind]
    this.at = Object.fromEntries(names.map((n, i) => [n, i]))
    const slotOf: SlotOf = (column) => this.at[column]!
    this.empty = names.map(() => null)
    const year = yearByNotes(header)
    this.year = yearOfRows(header, slotOf)
    this.columns = header.columns
      .filter((c) => c.field !== null)
      .map((c) => ({
        index: c.index,
        label: c.field!.label,
        needed: c.field!.required === true,
        stays: staysOf(c.field!),
        read: columnReader(
          { ...c, year: c.year ?? year },
          c.unit ?? header.sheetUnit ?? c.field!.unit ?? null,
          slotOf,
        ),
      }))
    this.needed = neededOf(header, slotOf)
    const named = fields.find((f) => f.fromSheet && !header.columns.some((c) => c.field === f))
    this.sheetName =
      named && context.sheetName !== ''
        ? { slot: slotOf(named.key), text: copyText(context.sheetName) }
        : null
    this.content = isFactKind(kind) ? new Fingerprint(contentColumns(kind).map(slotOf)) : null
    this.holder = isFactKind(kind) ? holders(holderColumns(kind), slotOf) : null
  }

  /** Answers whether the row can be taken; then `slots` are its values. */
  read(row: SheetRow): boolean {
    this.issues = []
    this.unread = []
    this.slots = this.empty.slice()
    const { slots } = this
    if (row.cells.length > this.width && this.hasSpilled(row.cells)) return false
    for (const column of this.columns) {
      const cell = row.cells[column.index]
      if (cell === null || cell === undefined) continue
      this.current = column
      column.read(cell, slots, this.say)
    }
    if (this.sheetName && slots[this.sheetName.slot] === null)
      slots[this.sheetName.slot] = this.sheetName.text
    if (this.year) slots[this.year.slot] ??= this.year.text
    if (row.formulas) this.noteFormulas(row.formulas)
    this.checkNeeded()
    if (this.kind === 'registration') this.finishRegistration()
    if (this.issues.length > 0 && this.issues.some((i) => i.severity === 'rejected')) return false
    if (this.kind === 'loan') slots[this.at.nth!] = String(this.nth())
    if (this.unread.length > 0) slots[this.at.unread!] = `{${this.unread.join()}}`
    if (this.content) this.mark()
    return true
  }

  /** More in a row than there are titles: a separator stands in a cell without quotes, and what is behind it under wrong titles. */
  private hasSpilled(cells: readonly Cell[]): boolean {
    if (cells.slice(this.width).every((c) => textOf(c) === null)) return false
    this.issues.push({ severity: 'rejected', code: 'cells_more', field: null, cell: null })
    return true
  }

  private readonly say = (code: IssueCode, cell: Cell, bad: boolean): void => {
    const column = this.current!
    if (code === 'code_inner') {
      this.innerCheckFails += 1
      return
    }
    if (code === 'code_missing') return
    const severity = bad && column.needed ? 'rejected' : 'suspicious'
    if (bad && !column.needed) this.unread.push(...column.stays)
    this.issues.push({ severity, code, field: column.label, cell: shown(cell) })
  }

  private noteFormulas(formulas: readonly number[]): void {
    for (const index of formulas) {
      const column = this.columns.find((c) => c.index === index)
      if (column) this.add('suspicious', 'formula', column.label, null)
    }
  }

  private checkNeeded(): void {
    for (const { slots, label, code } of this.needed) {
      if (slots.some((s) => this.slots[s] !== null)) continue
      if (!this.issues.some((i) => i.field === label && i.severity === 'rejected'))
        this.add('rejected', code, label, null)
    }
  }

  private add(severity: RowIssue['severity'], code: IssueCode, field: string, cell: string | null): void {
    this.issues.push({ severity, code, field, cell })
  }

  /** Kind, place and search pairs follow from the row as a whole. */
  private finishRegistration(): void {
    const { slots, at, context } = this
    const uscc = slots[at.uscc!]!
    if (uscc === null) this.judgeCodeless()
    this.judgeFounding(slots[at.founded_on!] ?? null)
    const byCode = uscc === null ? undefined : kindOfUscc(uscc)
    const kind = slots[at.kind!]
    // A family farm may carry a 91 or 92 code: the type column says what it is, the code what it is not.
    if (kind !== 'farm' && kind !== 'farmer') slots[at.kind!] = byCode ?? kind ?? 'other'
    slots[at.registration_status!] ??= 'unknown'
    const address = slots[at.address!]!
    const place = context.gazetteer.place(address, uscc, slots[at.name!]!, this.ground)
    if (address !== null) slots[at.fragments!] = fragmentsOf(address, place.end)
    slots[at.division!] = place.division
    slots[at.placed_by!] = place.placedBy
    slots[at.bigrams!] = `{${bigramsOf(slots[at.name_key!] ?? '').join()}}`
  }

  private judgeFounding(day: string | null): void {
    if (day === null || day <= this.context.asOf) return
    const far = day > addDays(this.context.today, foundingDaysAhead)
    this.add('suspicious', far ? 'date_far' : 'date_future', '成立日期', day)
    if (!far) return
    this.slots[this.at.founded_on!] = null
    this.unread.push('founded_on')
  }

  /** A number for the firm of the row: a name beside a right code tells nothing. */
  private whose(): number {
    const { slots, at, holder } = this
    return (slots[at.uscc!] === null ? holder!.loose : holder!.coded).of(slots)
  }

  /**
   * A sole trader, farmer or cooperative may have no code yet, or only its old number: it is taken when name and address or
   * operator tell who it is. A company has one: its row goes back, as does any row with a code that is wrong.
   */
  private judgeCodeless(): void {
    const { slots, at } = this
    const old = slots[at.reg_no!] ?? slots[at.org_code!] ?? null
    const told = slots[at.address!] !== null || slots[at.legal_rep!] !== null
    slots[at.kind!] ??=
      this.kindByList(slots[at.name_key!] ?? '') ?? kindOfName(slots[at.name_key!] ?? '') ?? null
    const may =
      slots[at.kind!] !== null && slots[at.kind!] !== 'enterprise' && slots[at.name!] !== null && told
    if (may || this.issues.some((i) => i.field === '统一社会信用代码' && i.severity === 'rejected')) return
    this.add('rejected', old === null ? 'code_missing' : 'code_bad', '统一社会信用代码', old)
  }

  /** A list of sole traders names persons and workshops: what it says of all of them tells more than how a name ends. */
  private kindByList(nameKey: string): EntityKind | null {
    return isCompanyName(nameKey) ? null : this.listKind
  }

  private nth(): number {
    const key = this.whose()
    const n = (this.context.seen.loans.get(key) ?? 0) + 1
    this.context.seen.loans.set(key, n)
    return n
  }

  private mark(): void {
    const { slots, at } = this
    slots[at.content!] = String(this.content!.of(slots))
    // With its number two loans of the same days are told apart; any other second row of a firm is marked.
    slots[at.repeated!] = this.context.seen.holders.add(this.whose()) ? 'f' : 't'
  }
}

/** Slots without which a row is refused, with the code under which it is. A firm's row needs someone to attach it to. */
function neededOf(header: Header, slotOf: SlotOf): Needed[] {
  const { kind, fields } = header.source
  const needed: Needed[] = fields
    .filter((f) => f.required && !(f.type === 'code' && kind === 'registration'))
    .map((f) => ({
      slots:
        f.type === 'code'
          ? ['uscc', 'reg_no', 'org_code'].map(slotOf)
          : [slotOf(f.type === 'money' ? `${f.key}_fen` : f.key)],
      label: f.label,
      code: f.type === 'code' ? 'code_missing' : f.type === 'name' ? 'name_missing' : 'required_missing',
    }))
  if (isFactKind(kind) && !fields.some((f) => f.required && (f.type === 'code' || f.type === 'name')))
    needed.push({
      slots: ['uscc', 'reg_no', 'org_code', 'name'].map(slotOf),
      label: '名称',
      code: 'name_missing',
    })
  return needed
}

/** A status nobody knows is a status all the same, and who the firm is stands in the row or nowhere; all else stays as it is known. */
function staysOf(field: Field): readonly string[] {
  return field.type === 'status' || field.type === 'code' ? [] : stagedBy(field)
}

function holders({ coded, loose }: ReturnType<typeof holderColumns>, slotOf: SlotOf) {
  return { coded: new Fingerprint(coded.map(slotOf)), loose: new Fingerprint(loose.map(slotOf)) }
}

/** The cell as the report shows it. */
export function shown(cell: Cell): string | null {
  const text = textOf(cell)
  if (text !== null) return text.slice(0, 80)
  return typeof cell === 'string' && cell !== '' ? cell.slice(0, 80) : null
}
