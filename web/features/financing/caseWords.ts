import { refusalReasons } from '#contract/financing/words.ts'

/** How a bank has reached the firm. */
export const contactHows = {
  visit: '上门',
  phone: '电话',
  branch: '到网点',
  wechat: '微信',
  letter: '书面',
} as const

/** Who can mend the reasons chosen, for the field that asks. */
export function ownersOf(reasons: readonly string[]): string {
  const owners = Object.entries(refusalReasons).flatMap(([key, group]) =>
    Object.entries(group.reasons as Record<string, { owner: string | null }>).flatMap(([r, { owner }]) =>
      owner !== null && reasons.includes(`${key}.${r}`) ? [owner] : [],
    ),
  )
  return [...new Set(owners)].join('、')
}

/** The reasons as two levels, for a list of boxes. */
export const reasonGroups = Object.entries(refusalReasons).map(([key, group]) => ({
  label: group.label,
  options: Object.entries(group.reasons as Record<string, { label: string; owner: string | null }>).map(
    ([r, { label, owner }]) => ({ value: `${key}.${r}`, label: owner ? `${label}（${owner}）` : label }),
  ),
}))
