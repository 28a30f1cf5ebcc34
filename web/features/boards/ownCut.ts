import type { SessionView } from '#contract/organisations/views.ts'
import { levelOfCode } from '#contract/organisations/words.ts'

/** A county reads its towns, a city its counties: the level below one's own place. */
export function ownCut(session: SessionView | undefined): 'county' | 'town' {
  const level = session?.division ? levelOfCode(session.division) : 'city'
  return level === 'county' || level === 'town' ? 'town' : 'county'
}
