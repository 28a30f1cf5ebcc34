import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addMonths, businessDay } from '#contract/kernel/deadline.ts'
import { operatorActor } from '#kernel/actor.ts'
import { readClock, standingClock } from '#kernel/clock.ts'
import { inContext } from '#kernel/context.ts'
import type { Deps } from '#kernel/http/deps.ts'
import { refreshStatistics } from '#kernel/rows.ts'
import {
  draftList,
  openAssignment,
  performAssignment,
  publishList,
} from '../modules/assignment/assignment.public.ts'
import { seedCalendar } from '../modules/organisations/calendar.commands.ts'
import { changeParameter } from '../modules/organisations/parameter.commands.ts'
import { importFiles, orderFiles } from '../modules/registry/import/lists.ts'
import { openRun, performRun } from '../modules/screening/screening.public.ts'
import type { CityPlan } from './city/plan.ts'
import { writeCity } from './city/write-city.ts'
import { officeToday } from './life.office.ts'
import { liveCity } from './life.ts'
import { actorOf, type DemoLogin, makeStaff } from './staff.ts'

export type Say = (line: string) => void

/** A city that lives: three months ago its lists came in, since then people have been at work. */
const monthsOfLife = 3

/** Loads the synthetic city through the real import, screening, assignment and case code; answers the logins. */
export async function loadCity(
  deps: Deps,
  options: { entities: number; seed: number; life: number },
  say: Say,
): Promise<DemoLogin[]> {
  const now = await readClock(deps.clock, deps.system)
  const start = new Date(`${addMonths(businessDay(now), -monthsOfLife)}T01:00:00Z`)
  const dir = mkdtempSync(join(tmpdir(), 'diguan-city-'))
  try {
    say(`生成虚构城市云泽市：${options.entities} 户……`)
    const plan = await writeCity({
      entities: options.entities,
      seed: options.seed,
      dir,
      today: businessDay(start),
      firstLoanMonths: 11 - monthsOfLife,
    })
    const then: Deps = { ...deps, clock: standingClock(start) }
    await loadLists(then, dir, say)
    const logins = await makeStaff(then, { side: 'others', firm: await findFirm(then, plan) })
    await publishFirstList(then, say)
    await localRules(then)
    if (options.life > 0)
      await liveCity(deps, { start, end: now, visits: options.life, seed: options.seed, plan }, say)
    await deps.system.transaction().execute((trx) => refreshStatistics(trx, 'work'))
    // The bank's people sit where the work is, which is known only now.
    const all = [...logins, ...(await makeStaff(deps, { side: 'bank' }))]
    if (options.life > 0) {
      await officeToday({ ...deps, clock: standingClock(now) }, now)
      say('市专班今天的事已摆上桌：待发布的规则和清单、待审定的专项清单、待认定、待对应和待入库的名单')
    }
    return all
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Loads a folder of raw lists as they are, up to published targets; no events are invented for real names. */
export async function loadFolder(deps: Deps, dir: string, say: Say): Promise<DemoLogin[]> {
  await loadLists(deps, dir, say)
  const logins = await makeStaff(deps)
  await publishFirstList(deps, say)
  return logins
}

export async function loadLists(deps: Deps, dir: string, say: Say): Promise<void> {
  await inContext(deps, operatorActor, (ctx) => seedCalendar(ctx))
  await importFiles(deps, operatorActor, orderFiles(dir), {}, (r) =>
    say(
      r.state === 'failed'
        ? `  ${r.fileName}：${r.failure ?? ''}`
        : `  ${r.fileName}：${r.rowsIn} 行，入库 ${r.accepted}，退回 ${r.rejected}，存疑 ${r.suspicious}，待对上 ${r.unmatched}`,
    ),
  )
}

/** Screens, lists, assigns and publishes, each by the person whose task it is: one makes, another approves. */
export async function publishFirstList(deps: Deps, say: Say): Promise<void> {
  const maker = await actorOf(deps, 'shiban1')
  const checker = await actorOf(deps, 'shiban2')
  const runId = await inContext(deps, maker, (ctx) => openRun(ctx, ctx.today))
  await inContext(deps, maker, (ctx) => performRun(ctx, runId))
  const run = await deps.system
    .selectFrom('screeningRun')
    .select(['entities', 'targets', 'excluded'])
    .where('id', '=', runId)
    .executeTakeFirstOrThrow()
  say(`筛查 ${run.entities} 户：保留 ${run.targets}，剔除 ${run.excluded}`)
  const listId = await inContext(deps, maker, (ctx) =>
    draftList(ctx, { runId, name: '走访对象清单', round: '首轮' }),
  )
  const assignmentId = await inContext(deps, maker, (ctx) => openAssignment(ctx, listId))
  await inContext(deps, maker, (ctx) => performAssignment(ctx, assignmentId))
  const assigned = await deps.system
    .selectFrom('assignmentRun')
    .select(['placed', 'unplaced'])
    .where('id', '=', assignmentId)
    .executeTakeFirstOrThrow()
  say(
    `派发 ${assigned.placed} 户，各配主办行、备选行${assigned.unplaced > 0 ? `；${assigned.unplaced} 户网点能力不足` : ''}`,
  )
  await inContext(deps, checker, (ctx) => publishList(ctx, listId))
}

/** The fictitious city takes the stricter age of the national explainer, so that its story needs an override. */
async function localRules(deps: Deps): Promise<void> {
  const maker = await actorOf(deps, 'shiban1')
  await inContext(deps, maker, (ctx) =>
    changeParameter(ctx, 'establishedMonthsMin', 12, '云泽市按五项标准图解取 12 个月', 0),
  )
}

async function findFirm(
  deps: Deps,
  plan: CityPlan,
): Promise<{ entityId: string; name: string; person: string } | undefined> {
  const { code, name } = plan.story.noodleShop
  const row = await deps.system.selectFrom('entity').select('id').where('uscc', '=', code).executeTakeFirst()
  return row ? { entityId: row.id, name, person: '赵小禾' } : undefined
}
