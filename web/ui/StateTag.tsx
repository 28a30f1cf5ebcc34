import type { ReactNode } from 'react'
import './kit.css'

export type Tone = 'go' | 'wait' | 'bad' | 'busy' | 'off'

const marks: Readonly<Record<Tone, string>> = { go: '✓', wait: '◔', bad: '✕', busy: '…', off: '–' }

/** A state as word, mark and colour together. */
export function StateTag({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={`state state-${tone}`}>
      <span aria-hidden>{marks[tone]}</span>
      {children}
    </span>
  )
}
