/** Why a firm stands with its main bank; stored as bits in this order, so new words go to the end. */
export const assignedBecause = {
  noRoom: '网点走访能力已用完',
  lender: '已有贷款关系',
  sameCounty: '同一区县',
  nextCounty: '本区县网点能力已满，就近安排',
  wish: '企业意愿',
  sameTown: '同一镇街',
  trade: '网点特色行业',
  held: '上一版就在这个网点',
} as const

/** The reasons in words. */
export function becauseTexts(bits: number): string[] {
  return Object.values(assignedBecause).filter((_, i) => (bits & (1 << i)) !== 0)
}

/** Somebody does another's work: for some days, or for good. */
export const coverKinds = { leave: '请假顶岗', handover: '交接' } as const
export type CoverKind = keyof typeof coverKinds
