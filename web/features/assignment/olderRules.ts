import type { TargetListRow } from './useAssignment.ts'

/** What is said of a draft whose screening went by older rules than those in force; null where there is nothing to say. */
export function olderRules(
  list: Pick<TargetListRow, 'state' | 'rulesVersion' | 'rulesInForce'>,
): string | null {
  if (list.state !== 'draft' || list.rulesInForce === null || list.rulesVersion >= list.rulesInForce)
    return null
  return `依据的筛查用的是第 ${list.rulesVersion} 版规则，现行是第 ${list.rulesInForce} 版；按现行规则重新筛查后再编制，或确认仍按旧规则发布`
}
