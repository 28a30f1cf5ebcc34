/** Firms that are alike to the assignment. */
export interface Cell {
  /** Number of the cell among those of its list. */
  no: number
  /** Twelve digits, ending in zeros from the level that is not known. */
  town: string
  /** 行业门类, a letter of GB/T 4754; empty where unknown. */
  trade: string
  /** The bank that lends to them already; '0' where none does. */
  lender: string
  /** The bank they asked for; '0' where none. */
  wish: string
  /** The branches that had them under the version before; '0' where none did. */
  heldMain: string
  heldBackup: string
  firms: number
}

export interface Branch {
  id: string
  bankId: string
  /** Where it stands: twelve digits of a town or county; null for a branch of the whole city. */
  town: string | null
  capacity: number
  /** 行业门类 it is known for. */
  trades: string
}

/**
 * What it costs to give a firm to a branch, in points. An existing relation weighs most, then the firm's own wish
 * (五项图解: 企业现有贷款情况、意愿), then the way to the firm, then the trade a branch is known for. Filling a branch gets
 * dearer by quarters of its capacity, so that load follows size. Moving a firm that has a branch weighs more than all of
 * them together: as few as possible are moved.
 */
export const weights = {
  otherLender: 40,
  otherWish: 30,
  otherTown: 6,
  otherCounty: 300,
  otherTrade: 4,
  quarter: 12,
  moved: 5_000,
} as const

const quarters = 4

const countyOf = (code: string) => code.slice(0, 6)
const hasTown = (code: string) => code.slice(6, 9) !== '000'

/** Points by what they are for; the sum is the cost of one firm at a branch, before the branch's own charge. */
export function pointsOf(cell: Omit<Cell, 'no' | 'firms'>, branch: Branch, part: 'main' | 'backup') {
  const held = part === 'main' ? cell.heldMain : cell.heldBackup
  return {
    lender: cell.lender === '0' || cell.lender === branch.bankId ? 0 : weights.otherLender,
    wish: cell.wish === '0' || cell.wish === branch.bankId ? 0 : weights.otherWish,
    way: wayPoints(cell.town, branch.town),
    trade: branch.trades === '' || branch.trades.includes(cell.trade || '?') ? 0 : weights.otherTrade,
    moved: held === '0' || held === branch.id ? 0 : weights.moved,
  }
}

export type Points = ReturnType<typeof pointsOf>

export function sumOf(points: Points): number {
  return points.lender + points.wish + points.way + points.trade + points.moved
}

function wayPoints(firm: string, branch: string | null): number {
  if (branch === null) return weights.otherTown
  if (countyOf(firm) !== countyOf(branch)) return weights.otherCounty
  return hasTown(firm) && firm.slice(0, 9) === branch.slice(0, 9) ? 0 : weights.otherTown
}

/** Room by quarters of the capacity, each dearer than the one before. */
export function tranchesOf(capacity: number): { room: number; charge: number }[] {
  const part = Math.floor(capacity / quarters)
  return [part, part, part, capacity - 3 * part].map((room, level) => ({
    room,
    charge: level * weights.quarter,
  }))
}
