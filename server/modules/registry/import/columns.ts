import { canonicalPhone } from '#contract/registry/codes.ts'
import type { DateOrder, IssueCode } from '#contract/registry/words.ts'
import type { Column } from './detect.ts'
import type { Cell } from './read/sheet.ts'
import type { FieldType } from './source.ts'
import { copyText, type Slots } from './stage.ts'
import { halfWidth, nothing, type Read, textOf } from './values/cell.ts'
import { readCode } from './values/code.ts'
import { arabicDates, readDay, readMonth } from './values/date.ts'
import { type MoneyUnit, readCapital, readCount, readMoney, readRate } from './values/money.ts'
import { nameKey } from './values/name.ts'
import {
  readGrade,
  readGuarantee,
  readKind,
  readLevel,
  readMark,
  readStatus,
  readYes,
} from './values/words.ts'

/** Tells what is odd about a cell; `bad` where its value could not be used. */
export type Say = (code: IssueCode, cell: Cell, bad: boolean) => void
/** Reads a filled cell into the slots of its row. */
export type ReadCell = (cell: Cell, slots: Slots, say: Say) => void

/** Where the columns of the staging table stand among the slots. */
export type SlotOf = (column: string) => number

/** How the cells of one column are read: all that depends on the header is decided here, once a sheet. */
export function columnReader(column: Column, unit: MoneyUnit | null, slotOf: SlotOf): ReadCell {
  const field = column.field!
  const wide = wideReaders[field.type]
  if (wide) return wide(column, unit, slotOf)
  const slot = slotOf(field.key)
  const read = ordered(readers[field.type] ?? readText, column.dateOrder)
  return (cell, slots, say) => {
    const { value, issue, bad } = read(cell)
    if (issue) say(issue, cell, bad === true)
    slots[slot] = value === null ? null : String(value)
  }
}

type ReadOne = (cell: Cell) => Read<string | number>

/** Dates that name the day or the month first, where somebody has said which; never guessed. */
function ordered(read: ReadOne, order: DateOrder | null): ReadOne {
  if (order === null || order === 'ymd') return read
  return (cell) => read(typeof cell === 'string' || typeof cell === 'number' ? yearFirst(cell, order) : cell)
}

function yearFirst(cell: string | number, order: DateOrder): Cell {
  const text = halfWidth(String(cell)).trim()
  const m =
    /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)/.exec(text) ?? /^(\d{2})()(\d{2})((?:19|20)\d{2})$/.exec(text)
  if (!m) return cell
  const [day, month] = order === 'dmy' ? [m[1], m[3]] : [m[3], m[1]]
  return `${m[4]}-${month}-${day}`
}

type Wide = (column: Column, unit: MoneyUnit | null, slotOf: SlotOf) => ReadCell

/** Readers of columns that fill more than one slot, or need the column's title. */
const wideReaders: Readonly<Partial<Record<FieldType, Wide>>> = {
  code: (_column, _unit, slotOf) => {
    const [uscc, regNo, orgCode] = [slotOf('uscc'), slotOf('reg_no'), slotOf('org_code')]
    return (cell, slots, say) => {
      const read = readCode(cell)
      slots[uscc] = read.uscc
      slots[regNo] = read.regNo
      slots[orgCode] = read.orgCode
      if (read.issue) say(read.issue, cell, true)
      else if (read.innerCheckFails) say('code_inner', cell, false)
    }
  },
  name: (_column, _unit, slotOf) => {
    const [name, key] = [slotOf('name'), slotOf('name_key')]
    return (cell, slots) => {
      const text = textOf(cell)
      if (text === null) return
      const k = nameKey(text)
      slots[name] = copyText(text)
      slots[key] = k === text ? slots[name]! : copyText(k)
    }
  },
  money: ({ field, year }, unit, slotOf) => {
    const slot = slotOf(`${field!.key}_fen`)
    const yearSlot = field!.key === 'tax' ? slotOf('tax_year') : -1
    const ofTitle = year === null ? null : String(year)
    return (cell, slots, say) => {
      const { value, issue, bad } = readMoney(cell, unit ?? '元')
      if (issue) say(issue, cell, bad === true)
      slots[slot] = value
      if (yearSlot >= 0) slots[yearSlot] = ofTitle
    }
  },
  capital: (_column, unit, slotOf) => {
    const [fen, currency] = [slotOf('capital_fen'), slotOf('capital_currency')]
    return (cell, slots, say) => {
      const { value, issue, bad } = readCapital(cell, unit ?? undefined)
      if (issue) say(issue, cell, bad === true)
      slots[fen] = value?.fen ?? null
      slots[currency] = value?.currency ?? null
    }
  },
  kind: (_column, _unit, slotOf) => {
    const [kind, text] = [slotOf('kind'), slotOf('type_text')]
    return (cell, slots, say) => {
      const { value, issue } = readKind(cell)
      if (issue) say(issue, cell, false)
      const words = textOf(cell)
      slots[kind] = value
      slots[text] = words === null ? null : copyText(words)
    }
  },
}

/** Readers of columns that fill one slot. */
const readers: Readonly<Partial<Record<FieldType, ReadOne>>> = {
  day: readDay,
  month: readMonth,
  rate: readRate,
  count: readCount,
  year: readYear,
  status: readStatus,
  mark: readMark,
  grade: readGrade,
  guarantee: readGuarantee,
  level: readLevel,
  phone: readPhone,
  division: readDivision,
  yes: (cell) => {
    const read = readYes(cell)
    return read.value === null ? read : { ...read, value: read.value === 'yes' ? 't' : 'f' }
  },
  industry: readIndustry,
}

/** Two to four digits of GB/T 4754, with or without the letter of the section before and the words behind. */
function readIndustry(cell: Cell): Read<string> {
  const text = textOf(cell)
  if (text === null) return nothing
  const code = /^[A-T]?(\d{2,4})(?!\d)/i.exec(halfWidth(text))
  return code ? { value: code[1]! } : { value: null, issue: 'word_unknown', bad: true }
}

function readText(cell: Cell): Read<string> {
  const text = textOf(cell)
  return text === null ? nothing : { value: copyText(text) }
}

const mobile = /^1[3-9]\d{9}$/

function readPhone(cell: Cell): Read<string> {
  if (typeof cell === 'string' && mobile.test(cell)) return { value: cell }
  const text = textOf(cell)
  if (text === null) return nothing
  const phone = canonicalPhone(text.split(/[;；/、,，]/)[0]!)
  return phone ? { value: phone } : { value: null, issue: 'phone_bad', bad: true }
}

/** 6, 9 or 12 digits; shorter codes are filled up with zeros on the right. */
function readDivision(cell: Cell): Read<string> {
  const text = typeof cell === 'number' ? String(cell) : textOf(cell)
  if (text === null) return nothing
  const digits = halfWidth(text).replace(/\s/g, '')
  if (/^[1-9]\d{5}(\d{3}){0,2}$/.test(digits)) return { value: digits.padEnd(12, '0') }
  return { value: null, issue: 'division_bad', bad: true }
}

function readYear(cell: Cell): Read<string> {
  const text = typeof cell === 'number' ? String(cell) : textOf(cell)
  if (text === null) return nothing
  const m = /(?<!\d)(19|20)\d{2}(?!\d)/.exec(arabicDates(halfWidth(text)))
  return m ? { value: m[0] } : { value: null, issue: 'number_bad', bad: true }
}
