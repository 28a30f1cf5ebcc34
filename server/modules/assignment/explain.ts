import { type Branch, type Cell, type Points, pointsOf, sumOf } from './costs.ts'

/** A branch as it stood when the list was assigned. */
export interface PricedBranch extends Branch {
  name: string
  bank: string
  room: number
  taken: number
  /** What one more firm there costs all together; null where no room can be made. */
  price: number | null
}

export interface Option {
  branchId: string
  branch: string
  bank: string
  chosen: boolean
  total: number | null
  ahead: number | null
  /** They add up to the total. */
  parts: { label: string; points: number }[]
  why: string[]
}

type Part = 'main' | 'backup'

/**
 * Each bank's best branch for a firm of this cell, the chosen one first, the others by how much more they would have cost.
 * Cost and price together are what the optimum was found by: nothing that was left aside is cheaper.
 */
export function bankOptions(
  cell: Omit<Cell, 'no' | 'firms'>,
  branches: readonly PricedBranch[],
  part: Part,
  chosen: { branchId: string | null; mainBank: string | null },
): Option[] {
  const open = branches.filter((b) => part === 'main' || b.bankId !== chosen.mainBank)
  const weighed = open.map((branch) => ({ branch, ...weigh(cell, branch, part) }))
  const taken = weighed.find((w) => w.branch.id === chosen.branchId)
  const best = new Map<string, (typeof weighed)[number]>()
  for (const w of weighed) {
    const known = best.get(w.branch.bankId)
    if (w === taken || (known !== taken && (known === undefined || isLess(w.total, known.total))))
      best.set(w.branch.bankId, w)
  }
  return [...best.values()]
    .sort((a, b) => Number(b === taken) - Number(a === taken) || order(a.total, b.total))
    .map((w) => ({
      branchId: w.branch.id,
      branch: w.branch.name,
      bank: w.branch.bank,
      chosen: w === taken,
      total: w.total,
      parts: w.total === null ? [] : partsOf(w.branch, w.points),
      ahead: w.total === null || !taken || taken.total === null ? null : w.total - taken.total,
      why: w === taken ? good(cell, w.branch, w.points) : bad(w.branch),
    }))
}

function weigh(cell: Omit<Cell, 'no' | 'firms'>, branch: PricedBranch, part: Part) {
  const points = pointsOf(cell, branch, part)
  return { points, total: branch.price === null ? null : sumOf(points) + branch.price }
}

const isLess = (a: number | null, b: number | null) => a !== null && (b === null || a < b)
const order = (a: number | null, b: number | null) =>
  (a ?? Number.MAX_SAFE_INTEGER) - (b ?? Number.MAX_SAFE_INTEGER)

type Firm = Omit<Cell, 'no' | 'firms'>

/** What speaks for the branch that was taken. */
function good(cell: Firm, branch: PricedBranch, points: Points): string[] {
  return [
    cell.lender === branch.bankId ? '已有贷款关系' : null,
    cell.wish === branch.bankId ? '企业意愿' : null,
    points.way === 0 ? '同一镇街' : cell.town.slice(0, 6) === branch.town?.slice(0, 6) ? '同一区县' : null,
    branch.trades.includes(cell.trade || '?') ? '特色行业相符' : null,
    points.moved === 0 && (cell.heldMain === branch.id || cell.heldBackup === branch.id)
      ? '上一版就在这个网点'
      : null,
  ].filter((x) => x !== null)
}

function bad(branch: PricedBranch): string[] {
  return branch.price === null ? ['没有走访能力'] : []
}

/** What the total is the sum of, the price of a place in the branch among it. */
function partsOf(branch: PricedBranch, points: Points): Option['parts'] {
  return [
    { label: '企业的贷款在别的银行', points: points.lender },
    { label: '不是企业想要的银行', points: points.wish },
    { label: '离企业较远', points: points.way },
    { label: '特色行业不符', points: points.trade },
    { label: '要离开上一版的网点', points: points.moved },
    { label: priceText(branch), points: branch.price ?? 0 },
  ].filter((p) => p.points !== 0)
}

function priceText(branch: PricedBranch): string {
  return branch.taken >= branch.room
    ? `已满（${branch.room} 户），再收一户要挪走别的企业`
    : `占用一个位置（已用 ${branch.taken} / ${branch.room} 户，越满越贵）`
}
