import { firstRules } from '#contract/screening/first-rules.ts'
import type { Rule } from '#contract/screening/rules.ts'
import { inContext } from '#kernel/context.ts'
import type { Deps } from '#kernel/http/deps.ts'
import { draftList, openAssignment, performAssignment } from '../modules/assignment/assignment.public.ts'
import { changeCapacity } from '../modules/organisations/capacity.commands.ts'
import { openPreview, performPreview } from '../modules/screening/preview.commands.ts'
import { openReplay, performReplay } from '../modules/screening/replay.commands.ts'
import { draftRules } from '../modules/screening/rules.commands.ts'
import { openRun, performRun } from '../modules/screening/screening.public.ts'
import { actorOf } from './staff.ts'

/** The rules in force, with one rule more, and renewals looked for two months ahead instead of three. */
function rulesOfNextYear(): Rule[] {
  const wider = firstRules.map((rule): Rule => {
    if (rule.key !== 'renewal') return rule
    return {
      ...rule,
      label: '贷款六十天内到期',
      why: '市专班会议议定：续贷提前两个月沟通',
      when: { field: 'loanDueOn', is: 'daysAheadAtMost', days: 60 },
    }
  })
  const longKnown: Rule = {
    key: 'longKnown',
    label: '开业二十年以上的个体户',
    why: '市专班会议议定：往年已建档，这一轮先不走访',
    effect: { exclude: true },
    when: {
      all: [
        { field: 'kind', is: 'oneOf', words: ['individual'] },
        { field: 'foundedOn', is: 'monthsAgoAtLeast', months: 240 },
      ],
    },
  }
  return [
    ...wider.filter((r) => 'exclude' in r.effect),
    longKnown,
    ...wider.filter((r) => !('exclude' in r.effect)),
  ]
}

/** A draft of the rules that waits for its second person; answers its id. */
export async function draftNextRules(deps: Deps): Promise<string> {
  return inContext(deps, await actorOf(deps, 'shiban1'), (ctx) =>
    draftRules(ctx, {
      name: '明年走访用的规则',
      note: '老个体户往年已建档，先不走访；续贷提前两个月沟通',
      rules: rulesOfNextYear(),
    }),
  )
}

/** The branch with most firms tells that it can take fewer: whoever is assigned next may move. */
export async function branchShrinks(deps: Deps): Promise<void> {
  const branch = await deps.system
    .selectFrom('target as t')
    .innerJoin('branchCapacity as c', 'c.orgId', 't.mainBranchId')
    .select((e) => [
      'c.orgId',
      'c.trades',
      'c.creditPlanFen',
      'c.visitsPerYear',
      'c.version',
      e.fn.countAll().as('n'),
    ])
    .groupBy(['c.orgId', 'c.trades', 'c.creditPlanFen', 'c.visitsPerYear', 'c.version'])
    .orderBy('n', 'desc')
    .orderBy('c.orgId')
    .executeTakeFirstOrThrow()
  await inContext(deps, await actorOf(deps, 'shiban1'), (ctx) =>
    changeCapacity(ctx, branch.orgId, {
      version: branch.version,
      visitsPerYear: Math.floor(Number(branch.n) * 0.6),
      trades: branch.trades,
      creditPlanFen: branch.creditPlanFen === null ? null : String(branch.creditPlanFen),
      reason: '网点来函：两名客户经理调离，能力相应减少',
    }),
  )
}

/**
 * The week's screening: the same rules on the lists as they are now, the draft tried on the same, the first run judged
 * again, and the next version of the list made and assigned; publishing it is left to whoever looks around.
 */
export async function screenAgain(deps: Deps, ruleSetId: string): Promise<void> {
  const maker = await actorOf(deps, 'shiban1')
  const first = await deps.system
    .selectFrom('screeningRun')
    .select('id')
    .orderBy('id')
    .executeTakeFirstOrThrow()
  const runId = await inContext(deps, maker, (ctx) => openRun(ctx, ctx.today))
  await inContext(deps, maker, (ctx) => performRun(ctx, runId))
  const preview = await inContext(deps, maker, (ctx) => openPreview(ctx, ruleSetId, ctx.today, undefined))
  await inContext(deps, maker, (ctx) => performPreview(ctx, preview.id))
  const replay = await inContext(deps, maker, (ctx) => openReplay(ctx, first.id))
  await inContext(deps, maker, (ctx) => performReplay(ctx, replay))
  const listId = await inContext(deps, maker, (ctx) =>
    draftList(ctx, { runId, name: '走访对象清单', round: '首轮' }),
  )
  const assignmentId = await inContext(deps, maker, (ctx) => openAssignment(ctx, listId))
  await inContext(deps, maker, (ctx) => performAssignment(ctx, assignmentId))
}
