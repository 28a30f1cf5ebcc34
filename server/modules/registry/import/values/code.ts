import { canonicalCode, hasInnerCheck, isOrgCode, isUscc } from '#contract/registry/codes.ts'
import type { IssueCode } from '#contract/registry/words.ts'
import type { Cell } from '../read/sheet.ts'
import { halfWidth, textOf } from './cell.ts'

/** A code column may hold the 18-character code or one of the forms from before 2015. */
export interface CodeRead {
  uscc: string | null
  /** 15 digits: the old registration number. */
  regNo: string | null
  /** 9 characters, or the last 9 of the old 15-character taxpayer number (division + organisation code). */
  orgCode: string | null
  issue?: IssueCode
  /** Right by its check character but not by the inner one; counted, not refused. */
  innerCheckFails?: true
}

/** Already in the spelling of the house: nearly all are. */
const canonical = /^[0-9A-Z]{18}$/

/** An organisation code as it is printed: nothing else looks like it, whatever its check says. */
const dashed = /^([0-9A-Z]{8})-([0-9A-Z])$/i

const nothing = { uscc: null, regNo: null, orgCode: null }

/** Reads a code cell; a number cell has lost digits beyond the fifteenth and is never repaired. */
export function readCode(cell: Cell): CodeRead {
  if (typeof cell === 'number') return readNumber(cell)
  if (typeof cell === 'string' && canonical.test(cell)) return readText(cell)
  const text = textOf(cell)
  if (text === null) return { ...nothing, issue: 'code_missing' }
  if (/^\d(\.\d+)?E\+?\d+$/i.test(text)) return { ...nothing, issue: 'code_number' }
  const printed = dashed.exec(halfWidth(text))
  return printed
    ? { ...nothing, orgCode: `${printed[1]}${printed[2]}`.toUpperCase() }
    : readText(canonicalCode(text))
}

function readText(code: string): CodeRead {
  if (code === '') return { ...nothing, issue: 'code_missing' }
  if (code.length === 18 && isUscc(code))
    return hasInnerCheck(code)
      ? { ...nothing, uscc: code }
      : { ...nothing, uscc: code, innerCheckFails: true }
  if (/^\d{6}[0-9A-Z]{9}$/.test(code)) return { ...nothing, regNo: code, orgCode: code.slice(6) }
  // Old bodies are digits and are taken as they stand; a body of letters (since 2015) must prove itself.
  if (/^[0-9A-Z]{9}$/.test(code) && (/\d{4}/.test(code) || isOrgCode(code)))
    return { ...nothing, orgCode: code }
  return { ...nothing, issue: 'code_bad' }
}

function readNumber(n: number): CodeRead {
  const digits = String(n)
  return /^\d{15}$/.test(digits) ? readText(digits) : { ...nothing, issue: 'code_number' }
}
