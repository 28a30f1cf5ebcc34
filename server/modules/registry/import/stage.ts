import type { ImportKind } from '#contract/registry/words.ts'
import type { Staged } from './row.ts'

const firm = ['uscc', 'reg_no', 'org_code', 'name', 'name_key'] as const

/**
 * Columns of each staging table in the order in which rows are written to it. The lists are the only identifiers
 * that ever reach a statement of the import: nothing of a file becomes SQL.
 */
export const stageColumns: Readonly<Record<ImportKind, readonly string[]>> = {
  registration: [
    ...firm,
    'bigrams',
    'kind',
    'registration_status',
    'founded_on',
    'type_text',
    'legal_rep',
    'phone',
    'address',
    'scope',
    'capital_fen',
    'capital_currency',
    'division',
    'placed_by',
  ],
  tax: [...firm, 'grade', 'tax_year', 'tax_fen', 'refund_fen', 'abnormal'],
  social: [...firm, 'insured', 'state', 'last_paid_month'],
  census: [...firm, 'industry', 'division', 'employees', 'revenue_fen'],
  mark: [...firm, 'mark', 'listed_on', 'removed_on'],
  loan: [...firm, 'bank_name', 'balance_fen', 'issued_on', 'due_on', 'guarantee', 'rate', 'nth'],
  label: [...firm, 'label', 'year'],
  branch: [
    'bank_name',
    'branch_name',
    'division',
    'contact_name',
    'contact_phone',
    'visits',
    'credit_plan_fen',
  ],
  division: ['division', 'division_name', 'level', 'parent'],
}

/** One line of COPY text for a staged row. */
export function copyLine(
  kind: ImportKind,
  at: { batchId: string; sheet: number; rowNo: number },
  staged: Staged,
): string {
  let line = `${at.batchId}\t${at.sheet}\t${at.rowNo}`
  for (const column of stageColumns[kind]) {
    const value = staged[column]
    line += value === null || value === undefined ? '\t\\N' : `\t${copyValue(value)}`
  }
  return `${line}\n`
}

/** The statement that takes those lines. */
export function copyStatement(kind: ImportKind): string {
  return `copy stage_${kind} (batch_id, sheet, row_no, ${stageColumns[kind].join(', ')}) from stdin`
}

const special = /[\\\t\n\r]/
const specialAll = /[\\\t\n\r]/g
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

function copyText(text: string): string {
  return special.test(text) ? text.replace(specialAll, (c) => escapes[c]!) : text
}

function copyValue(value: string | number | boolean | string[]): string {
  if (typeof value === 'string') return copyText(value)
  if (Array.isArray(value)) return copyText(`{${value.map(arrayItem).join(',')}}`)
  return typeof value === 'boolean' ? (value ? 't' : 'f') : String(value)
}

function arrayItem(item: string): string {
  return `"${item.replace(/["\\]/g, '\\$&')}"`
}
