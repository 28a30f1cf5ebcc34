import { sql } from 'kysely'
import { standingClock } from '#kernel/clock.ts'
import type { Deps } from '#kernel/http/deps.ts'
import { sweepDeadlines } from '../modules/financing/financing.jobs.ts'
import { deliverNotices } from '../modules/organisations/notice.jobs.ts'
import type { CityPlan } from './city/plan.ts'
import { seeded } from './city/random.ts'
import { hireCrew } from './crew.ts'
import { Diary } from './diary.ts'
import { declareFirm } from './life.declare.ts'
import { planOffice } from './life.office.ts'
import { visitFirm } from './life.visit.ts'
import type { Say } from './load.ts'
import { type LiveTarget, type Scene, workingHour } from './scene.ts'

export interface LifeOptions {
  start: Date
  end: Date
  visits: number
  seed: number
  plan: CityPlan
}

const day = 86_400_000

/**
 * Months of ordinary work, played in order of time through the commands that people use: visits, declarations, reviews,
 * banks that lend, refuse or stay silent. What would lie in the future has not happened yet, so that everyone finds
 * something to do.
 */
export async function liveCity(deps: Deps, options: LifeOptions, say: Say): Promise<void> {
  const clock = standingClock(options.start)
  const then: Deps = { ...deps, clock }
  const random = seeded(options.seed).fork(7)
  const crew = await hireCrew(then)
  const diary = new Diary<Scene>()
  const span = options.end.getTime() - options.start.getTime() - 2 * day
  for (const target of await chooseTargets(deps, options)) {
    const at = workingHour(new Date(options.start.getTime() + day + random.fraction() * span), random)
    diary.add(at, (scene) => visitFirm(scene, target, (later) => declareFirm(later, target)))
  }
  for (let at = options.start.getTime() + day; at < options.end.getTime(); at += day)
    diary.add(new Date(at), async (scene) => void (await sweepDeadlines(scene.deps)))
  planOffice(diary, options)
  let played = 0
  for (let next = diary.take(options.end); next; next = diary.take(options.end)) {
    clock.set(next.at)
    await next.play({ deps: then, at: next.at, random, crew, diary })
    if (++played % 500 === 0) say(`  已演 ${played} 幕，到 ${next.at.toISOString().slice(0, 10)}`)
  }
  clock.set(options.end)
  while ((await deliverNotices(then)) > 0);
  say(`演完三个月的日常工作：${played} 幕`)
}

/** The first tiers first, every fifth from the rest; the two firms of the stories are left for the reader to meet. */
async function chooseTargets(deps: Deps, options: LifeOptions): Promise<LiveTarget[]> {
  const { rows } = await sql<LiveTarget>`
    select t.id, t.entity_id, e.name, t.division, t.main_branch_id, t.backup_branch_id, t.main_bank_id, t.backup_bank_id
    from target t join entity e on e.id = t.entity_id join target_list l on l.id = t.list_id
    where l.state = 'published' and t.status = 'assigned' and e.uscc not in (${options.plan.story.firstLoan.code}, ${options.plan.story.noodleShop.code}) and t.division % 100000000 <> 0
    order by (t.tier > 2), md5(t.id::text) limit ${options.visits}`.execute(deps.system)
  return rows
}
