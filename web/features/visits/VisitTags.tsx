import { type Outcome, observationResults, outcomes } from '#contract/visits/words.ts'
import { StateTag, type Tone } from '../../ui/StateTag.tsx'
import type { Visit } from './useVisits.ts'

const outcomeTones: Readonly<Record<Outcome, Tone>> = {
  normal: 'go',
  suspended: 'wait',
  moved: 'wait',
  notFound: 'bad',
  refusedVisit: 'wait',
  deregistered: 'off',
  shell: 'bad',
}

export function OutcomeTag({ outcome }: { outcome: Outcome }) {
  return <StateTag tone={outcomeTones[outcome]}>{outcomes[outcome]}</StateTag>
}

type Result = Visit['observations'][number]['result']
const resultTones: Readonly<Record<Result, Tone>> = { met: 'go', unmet: 'bad', doubtful: 'wait' }

export function ObservationTag({ result }: { result: Result }) {
  return <StateTag tone={resultTones[result]}>{observationResults[result]}</StateTag>
}
