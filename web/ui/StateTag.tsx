import type { ReactNode } from 'react'

export type Tone = 'go' | 'wait' | 'bad' | 'busy' | 'off'

const marks: Readonly<Record<Tone, string>> = { go: '✓', wait: '◔', bad: '✕', busy: '…', off: '–' }

/** A state as word, mark and colour together. */
export function StateTag({ tone, mark, children }: { tone: Tone; mark?: string; children: ReactNode }) {
  return (
    <span className={`state state-${tone}`}>
      <span aria-hidden>{mark ?? marks[tone]}</span>
      {children}
    </span>
  )
}
