import { importStates } from '#contract/registry/words.ts'
import { StateTag, type Tone } from '../../ui/StateTag.tsx'
import type { Batch } from './useRegistry.ts'

const tones: Readonly<Record<Batch['state'], Tone>> = {
  reading: 'busy',
  unmapped: 'wait',
  previewed: 'wait',
  committed: 'go',
  reversed: 'off',
  failed: 'bad',
  cancelled: 'off',
}

/** The state of a batch as word, mark and colour. */
export function BatchState({ state }: { state: Batch['state'] }) {
  return <StateTag tone={tones[state]}>{importStates[state]}</StateTag>
}
