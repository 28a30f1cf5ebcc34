import type { ImportKind } from '#contract/registry/words.ts'

const firm = ['uscc', 'reg_no', 'org_code', 'name', 'name_key'] as const
/**
 * Of facts: a number that stands for what the row says, whether its firm may have been in the file before, and the columns
 * whose cell says something nobody can read: what is known there stays.
 */
const marks = ['content', 'repeated', 'unread'] as const

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
    'fragments',
    'scope',
    'capital_fen',
    'capital_currency',
    'division',
    'placed_by',
    ...marks,
  ],
  tax: [...firm, 'grade', 'tax_year', 'tax_fen', 'refund_fen', 'abnormal', ...marks],
  social: [...firm, 'insured', 'state', 'last_paid_month', ...marks],
  census: [...firm, 'industry', 'division', 'employees', 'revenue_fen', ...marks],
  mark: [...firm, 'mark', 'listed_on', 'removed_on', ...marks],
  loan: [...firm, 'bank_name', 'balance_fen', 'issued_on', 'due_on', 'guarantee', 'rate', 'nth', ...marks],
  label: [...firm, 'label', 'year', ...marks],
  branch: [
    'bank_name',
    'branch_name',
    'division',
    'contact_name',
    'contact_phone',
    'visits',
    'credit_plan_fen',
    'trades',
  ],
  division: ['division', 'division_name', 'level', 'parent'],
}

/** A staged row: values in the order of the columns, in COPY's own spelling; null where there is none. */
export type Slots = (string | null)[]

/** One line of COPY text: batch and place of the row, then its values. */
export function copyLine(batchId: string, sheet: number, rowNo: number, slots: Slots): string {
  let line = `${batchId}\t${sheet}\t${rowNo}`
  for (let i = 0; i < slots.length; i++) {
    const value = slots[i]
    line += value === null ? '\t\\N' : `\t${value}`
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

/** Free text in COPY's spelling. */
export function copyText(text: string): string {
  return special.test(text) ? text.replace(specialAll, (c) => escapes[c]!) : text
}
