import { canonicalCode, isOrgCode, isRegNo, isUscc } from '#contract/registry/codes.ts'
import type { IssueCode } from '#contract/registry/words.ts'
import type { Cell } from '../read/sheet.ts'
import { textOf } from './cell.ts'

/** A code column may hold the 18-character code, an old 15-digit number or a 9-character organisation code. */
export interface CodeRead {
  uscc: string | null
  regNo: string | null
  orgCode: string | null
  issue?: IssueCode
}

const nothing = { uscc: null, regNo: null, orgCode: null }

/** Reads a code cell; a number cell has lost digits beyond the fifteenth and is never repaired. */
export function readCode(cell: Cell): CodeRead {
  if (typeof cell === 'number') {
    const digits = String(cell)
    if (/^\d{15}$/.test(digits) && isRegNo(digits)) return { ...nothing, regNo: digits }
    return { ...nothing, issue: 'code_number' }
  }
  const text = textOf(cell)
  if (text === null) return { ...nothing, issue: 'code_missing' }
  if (/^\d(\.\d+)?E\+\d+$/i.test(text)) return { ...nothing, issue: 'code_number' }
  const code = canonicalCode(text)
  if (code === '') return { ...nothing, issue: 'code_missing' }
  if (isUscc(code)) return { ...nothing, uscc: code }
  if (isRegNo(code)) return { ...nothing, regNo: code }
  if (isOrgCode(code)) return { ...nothing, orgCode: code }
  return { ...nothing, issue: 'code_bad' }
}
