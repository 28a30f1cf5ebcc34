import { ancestorOf } from '#contract/organisations/words.ts'
import type { Deps } from '#kernel/http/deps.ts'
import type { Random } from './city/random.ts'
import type { Crew } from './crew.ts'
import type { Diary } from './diary.ts'

export interface LiveTarget {
  id: string
  entityId: string
  name: string
  division: string
  mainBranchId: string
  backupBranchId: string
  mainBankId: string
  backupBankId: string
}

/** What one scene of the city's life is given: the moment it plays in, dependencies that think it is that moment, chance. */
export interface Scene {
  deps: Deps
  at: Date
  random: Random
  crew: Crew
  diary: Diary<Scene>
}

const day = 86_400_000

/** Weekday-ish hours, so that a timeline looks like people. */
export function workingHour(at: Date, random: Random): Date {
  const midnight = Math.floor((at.getTime() + 8 * 3_600_000) / day) * day - 8 * 3_600_000
  return new Date(midnight + (9 + random.fraction() * 8) * 3_600_000)
}

/** Some days on, in working hours; on the same day an hour or two later, never before what led to it. */
export function later(scene: Scene, days: number): Date {
  const at = workingHour(new Date(scene.at.getTime() + days * day), scene.random)
  return at > scene.at ? at : new Date(scene.at.getTime() + (30 + scene.random.below(90)) * 60_000)
}

export function countyOf(target: LiveTarget): string {
  return String(ancestorOf(target.division, 'county'))
}
