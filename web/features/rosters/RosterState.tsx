import { type RosterStatus, rosterFlow } from '#contract/rosters/roster.flow.ts'
import { StateTag, type Tone } from '../../ui/StateTag.tsx'

const tones: Readonly<Record<RosterStatus, Tone>> = {
  draft: 'wait',
  approved: 'busy',
  published: 'go',
  superseded: 'off',
  recalled: 'bad',
  discarded: 'off',
}

export function RosterState({ state }: { state: RosterStatus }) {
  return <StateTag tone={tones[state]}>{rosterFlow.statuses[state]}</StateTag>
}
