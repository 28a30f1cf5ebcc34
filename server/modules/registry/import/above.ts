import { Day } from '#contract/kernel/ids.ts'
import type { EntityKind } from '#contract/registry/codes.ts'
import type { SheetRow } from './read/sheet.ts'
import { textOf } from './values/cell.ts'
import { arabicDates } from './values/date.ts'
import { type MoneyUnit, unitIn } from './values/money.ts'
import { kindOfList } from './values/name.ts'

/** What stands above a header and holds for the whole sheet. */
export interface Above {
  /** Unit of a note such as 单位：元, or of a title such as 入库税款明细表（万元）. */
  sheetUnit: MoneyUnit | null
  /** Date of a note such as 填报日期：2026年10月15日. */
  notedOn: string | null
  /** The year that the notes name: 2025年度纳税情况表. */
  notedYear: number | null
  /** The kind of all its firms, where the notes name one. */
  listKind: EntityKind | null
  /** The notes as one text: a county may stand in them. */
  noted: string
}

/** Unit, date, year and kind of firm that the notes above a header name. */
export function notesOf(rows: readonly SheetRow[]): Above {
  const filled = rows.map((r) => r.cells.map((c) => textOf(c) ?? '').filter((c) => c !== ''))
  const noted = filled.flat().join(' ')
  const text = arabicDates(noted)
  const alone = filled.filter((cells) => cells.length === 1).map(([cell]) => cell!)
  const date = /(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})/.exec(text)
  return {
    sheetUnit: unitOfNotes(text, alone.join(' ')),
    notedOn: date ? realDay(date) : null,
    notedYear: yearOfNotes(text),
    listKind: kindOfList(text),
    noted,
  }
}

/**
 * 填报单位：某某局 is no unit. A unit said in so many words goes before one in the brackets of a title, a row of one cell:
 * others are titles of columns. Of several none is taken.
 */
function unitOfNotes(text: string, titles: string): MoneyUnit | null {
  const told = (where: string, unit: RegExp) =>
    new Set(Array.from(where.matchAll(unit), (m) => unitIn(m[1]!)).filter((u) => u !== undefined))
  const said = told(text, /单\s*位\s*[:：]\s*(\S+)/g)
  const units = said.size > 0 ? said : told(titles, /[(（]([^()（）]{0,12}元[^()（）]{0,6})[)）]/g)
  return units.size === 1 ? [...units][0]! : null
}

/** A day of the calendar, or null: the number of a document may look like one. */
function realDay([, year, month, day]: RegExpExecArray): string | null {
  const text = `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`
  return Day.safeParse(text).success ? text : null
}

/** The one year a text speaks of; a day of that year is none, and of several none is taken. */
function yearOfNotes(text: string): number | null {
  const told = (unit: RegExp) =>
    new Set(Array.from(text.normalize('NFKC').matchAll(unit), (m) => Number(m[1])))
  const terms = told(/((?:19|20)\d{2})\s*年度/g)
  const years = terms.size > 0 ? terms : told(/((?:19|20)\d{2})\s*年(?!\s*\d)/g)
  return years.size === 1 ? [...years][0]! : null
}
