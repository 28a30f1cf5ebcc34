import type { ImportKind } from '#contract/registry/words.ts'
import type { MoneyUnit } from './values/money.ts'

/** How a cell of a column is read. */
export type FieldType =
  | 'code'
  | 'name'
  | 'text'
  | 'phone'
  | 'day'
  | 'month'
  | 'money'
  | 'capital'
  | 'rate'
  | 'count'
  | 'year'
  | 'status'
  | 'kind'
  | 'mark'
  | 'grade'
  | 'yes'
  | 'guarantee'
  | 'division'
  | 'level'
  | 'industry'

/** One field of a kind of list: what it is called in the house and what departments call it. */
export interface Field {
  /** Column of the staging table. */
  key: string
  label: string
  type: FieldType
  /** Titles, normalised by `titleKey`; the first that equals wins, then the longest that is contained. */
  titles: readonly string[]
  /** Titles that look alike and are something else. */
  not?: readonly string[]
  /** The row is refused without it. */
  required?: true
  /** Unit of a money column whose title and notes name none; its use is reported. */
  unit?: MoneyUnit
  /** Where no column carries it, the sheet's name does (one sheet a bank). */
  fromSheet?: true
}

/** A declared list format. Departments differ in words and order, not in what a list of a kind tells. */
export interface Source {
  key: string
  kind: ImportKind
  label: string
  fields: readonly Field[]
  /** A sheet is of this kind only when each group has a column: the marks by which a header is known. */
  known: readonly (readonly string[])[]
  /** The field that is of a year: the year stands in its title or, where it is the year itself, in its cells; else above the titles. */
  ofYear?: string
  /** By what a list of this kind without any code column is known: `seen` by itself, in any of these forms, or `said` by a clerk. */
  codeless?: {
    seen: readonly (readonly (readonly string[])[])[]
    said: readonly (readonly string[])[]
  }
  /** Words in a file name that speak for this kind when headers leave a doubt. */
  fileWords: RegExp
}

/** The staging columns a field fills. */
export function stagedBy(field: Field): readonly string[] {
  if (field.type === 'money') return field.key === 'tax' ? ['tax_fen', 'tax_year'] : [`${field.key}_fen`]
  return several[field.type] ?? [field.key]
}

/** Fields that fill more than the column of their name. */
const several: Readonly<Partial<Record<FieldType, readonly string[]>>> = {
  code: ['uscc', 'reg_no', 'org_code'],
  name: ['name', 'name_key'],
  capital: ['capital_fen', 'capital_currency'],
  kind: ['type_text', 'kind'],
}
