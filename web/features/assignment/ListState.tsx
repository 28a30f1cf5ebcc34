import { listStates } from '#contract/assignment/routes.ts'
import { type TargetStatus, targetFlow } from '#contract/assignment/target.flow.ts'
import { StateTag, type Tone } from '../../ui/StateTag.tsx'
import type { TargetListRow } from './useAssignment.ts'

const listTones: Readonly<Record<TargetListRow['state'], Tone>> = {
  draft: 'wait',
  published: 'go',
  recalled: 'off',
}

export function ListState({ state }: { state: TargetListRow['state'] }) {
  return <StateTag tone={listTones[state]}>{listStates[state]}</StateTag>
}

/** Where the assignment of a list stands, in words. */
export function AssignmentState({ list }: { list: TargetListRow }) {
  const a = list.assignment
  if (!a) return <StateTag tone="off">未派发</StateTag>
  if (a.state === 'running') return <StateTag tone="busy">派发中</StateTag>
  if (a.state === 'failed') return <StateTag tone="bad">派发失败</StateTag>
  return a.unplaced === 0 ? (
    <StateTag tone="go">全部派到</StateTag>
  ) : (
    <StateTag tone="wait">{a.unplaced.toLocaleString('zh-CN')} 户未派到</StateTag>
  )
}

const targetTones: Readonly<Record<TargetStatus, Tone>> = {
  listed: 'off',
  excluded: 'off',
  assigned: 'wait',
  preContacted: 'busy',
  unreachable: 'bad',
  noNeed: 'off',
  hasNeed: 'go',
  revisitDue: 'wait',
}

export function TargetState({ status }: { status: TargetStatus }) {
  return <StateTag tone={targetTones[status]}>{targetFlow.statuses[status]}</StateTag>
}
