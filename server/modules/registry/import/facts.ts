import type { ImportKind } from '#contract/registry/words.ts'

/** Kinds whose rows become facts of a firm; branches and divisions belong to `organisations`. */
export type FactKind = Exclude<ImportKind, 'branch' | 'division'>

interface FactSpec {
  /** Staging column → column of the fact table, in one order for writing and comparing. */
  columns: readonly (readonly [stage: string, fact: string])[]
  /** Staging columns that tell several facts of one firm apart: two marks, three loans. */
  apart: readonly string[]
  /** Columns made from another while the row is read; kept with the fact, but no part of what its row says. */
  derived?: readonly (readonly [column: string, from: string])[]
}

const same = (...names: string[]): (readonly [string, string])[] => names.map((n) => [n, n] as const)

/** What each kind of fact holds. Identifiers of the import's SQL come from here and nowhere else. */
export const factSpecs: Readonly<Record<FactKind, FactSpec>> = {
  registration: {
    columns: same(
      'uscc',
      'reg_no',
      'name',
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
    ),
    apart: [],
    derived: [['fragments', 'address']],
  },
  tax: {
    columns: [
      ...same('uscc', 'reg_no', 'org_code', 'name', 'grade', 'tax_year', 'tax_fen'),
      ['refund_fen', 'export_refund_fen'],
      ['abnormal', 'abnormal'],
    ],
    apart: ['tax_year'],
  },
  social: {
    columns: same('uscc', 'reg_no', 'org_code', 'name', 'insured', 'state', 'last_paid_month'),
    apart: [],
  },
  census: {
    columns: same('uscc', 'reg_no', 'org_code', 'name', 'industry', 'division', 'employees', 'revenue_fen'),
    apart: [],
  },
  mark: {
    columns: same('uscc', 'reg_no', 'org_code', 'name', 'mark', 'listed_on', 'removed_on'),
    apart: ['mark', 'listed_on'],
  },
  loan: {
    columns: [
      ...same(
        'uscc',
        'reg_no',
        'org_code',
        'name',
        'bank_name',
        'balance_fen',
        'issued_on',
        'due_on',
        'guarantee',
      ),
      ['rate', 'rate_bp'],
      ['nth', 'nth'],
    ],
    apart: ['bank_name', 'issued_on', 'due_on', 'nth'],
  },
  label: {
    columns: [...same('uscc', 'reg_no', 'org_code', 'name', 'label'), ['year', 'label_year']],
    apart: ['label'],
  },
}

export function isFactKind(kind: ImportKind): kind is FactKind {
  return kind !== 'branch' && kind !== 'division'
}
