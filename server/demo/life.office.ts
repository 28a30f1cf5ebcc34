import { addMonths, businessDay } from '#contract/kernel/deadline.ts'
import type { Deps } from '#kernel/http/deps.ts'
import { sweepDivisions } from '../modules/assignment/division.jobs.ts'
import { sweepQuality } from '../modules/registry/quality/quality.jobs.ts'
import { sweepRestorations } from '../modules/screening/restoration.commands.ts'
import type { CityPlan } from './city/plan.ts'
import type { Diary } from './diary.ts'
import { filesOfToday, marksRepaired, namesOnly, takeBack, wrongList } from './life.lists.ts'
import { communityRenamed, mergerPlanned, roadPlaced, teamsAtWork } from './life.places.ts'
import { cityLists, listOfToday, provinceList } from './life.rosters.ts'
import { branchShrinks, draftNextRules, screenAgain } from './life.rules.ts'
import type { Scene } from './scene.ts'

const day = 86_400_000

/** What the city office does beside the visits, so that no page of the console is empty: dated backwards from the end. */
export function planOffice(diary: Diary<Scene>, options: { end: Date; plan: CityPlan }): void {
  const { plan } = options
  const at = (daysBefore: number, play: (deps: Deps) => Promise<unknown>) =>
    diary.add(
      new Date(options.end.getTime() - daysBefore * day - 3_600_000),
      async ({ deps }) => void (await play(deps)),
    )
  let batch = ''
  at(70, provinceList)
  at(68, cityLists)
  at(52, (deps) => communityRenamed(deps, businessDay(new Date(options.end.getTime() - 40 * day))))
  at(45, (deps) => namesOnly(deps, plan))
  at(38, async (deps) => {
    batch = await wrongList(deps)
  })
  at(37, (deps) => takeBack(deps, batch))
  at(25, roadPlaced)
  at(20, branchShrinks)
  // The page draws two weeks; a check of every day would only make the start longer.
  for (const daysBefore of [60, 30, 13, 10, 7, 4, 2, 1]) at(daysBefore, sweepQuality)
  for (const daysBefore of [39, 36]) at(daysBefore, sweepDivisions)
}

/** The office's morning of today: what waits for whoever looks around. */
export async function officeToday(deps: Deps, end: Date): Promise<void> {
  const today = businessDay(end)
  const [year, month] = today.split('-').map(Number) as [number, number]
  await screenAgain(deps, await draftNextRules(deps))
  await marksRepaired(deps, today)
  await sweepRestorations(deps)
  await listOfToday(deps)
  await mergerPlanned(deps, addMonths(today, 1))
  await teamsAtWork(deps, today)
  await filesOfToday(deps, { year, month })
}
