import { type RawBuilder, sql } from 'kysely'
import * as z from 'zod'
import { record } from '#kernel/actions.ts'
import { systemActor } from '#kernel/actor.ts'
import { type Ctx, inContext } from '#kernel/context.ts'
import type { Deps } from '#kernel/http/deps.ts'
import { parameterValue } from '#kernel/parameters.ts'
import { rows } from '#kernel/rows.ts'

const Due = z.object({
  id: z.string(),
  kind: z.enum(['leave', 'handover']),
  grantId: z.string(),
  coverGrantId: z.string(),
  division: z.string().nullable(),
  lastOn: z.string().nullable(),
})
type Due = z.output<typeof Due>

/** What a cover comes to by the clock: when both are told, what each is told, and that they have been. */
interface Stage {
  action: 'begin' | 'nearEnd' | 'finish'
  mark: RawBuilder<unknown>
  due: RawBuilder<unknown>
  away: (c: Due) => string
  covering: (c: Due) => string
}

/** A cover that was called off before it began never held, and nobody is told of it; nor of a beginning that is over. */
const stages = (now: Date, days: number): Stage[] => [
  {
    action: 'begin',
    mark: sql`begun_told_at`,
    due: sql`c.from_at <= ${now}::timestamptz and coalesce(c.to_at > ${now}::timestamptz, true)`,
    away: (c) =>
      c.kind === 'leave'
        ? `您的走访对象今起由他人顶岗，到 ${c.lastOn} 止`
        : '您的走访对象今起由他人接手，您登记的走访不再计户',
    covering: (c) =>
      c.kind === 'leave'
        ? `您今起替他人顶岗，到 ${c.lastOn} 止`
        : '您今起接手他人的走访对象，请到走访小组查看',
  },
  {
    action: 'nearEnd',
    mark: sql`ending_told_at`,
    due: sql`c.kind = 'leave' and c.to_at > ${now}::timestamptz and c.to_at - make_interval(days => ${days}::int) <= ${now}::timestamptz
      and c.from_at < c.to_at - make_interval(days => ${days}::int)`,
    away: (c) => `替您顶岗的安排到 ${c.lastOn} 止，之后的走访仍由您办`,
    covering: (c) => `您的顶岗到 ${c.lastOn} 止，没走完的请当面交代`,
  },
  {
    action: 'finish',
    mark: sql`ended_told_at`,
    due: sql`c.kind = 'leave' and c.to_at <= ${now}::timestamptz and c.to_at > c.from_at`,
    away: () => '替您顶岗的安排已结束，走访对象回到您这里',
    covering: () => '您的顶岗已结束；此后补记的走访不计户',
  },
]

/** Tells both people of a cover when it begins, shortly before it ends and when it has ended, each once; answers how many were due. */
export async function sweepCovers(deps: Deps): Promise<number> {
  return inContext(deps, systemActor, async (ctx) => {
    let told = 0
    for (const stage of stages(ctx.now, await parameterValue(ctx, 'coverEndNoticeDays')))
      told += await tell(ctx, stage)
    return told
  })
}

async function tell(ctx: Ctx, { action, mark, due, away, covering }: Stage): Promise<number> {
  const found = await rows(
    ctx.trx,
    sql`update cover c set ${mark} = ${ctx.now} where c.${mark} is null and c.ended_told_at is null and ${due}
      returning c.id, c.kind, c.grant_id, c.cover_grant_id, c.division, (business_day(c.to_at - interval '1 second'))::text as last_on`,
    Due,
  )
  for (const c of found)
    await record(ctx, {
      flow: 'cover',
      subjectId: c.id,
      action,
      division: c.division,
      details: {
        persons: [
          { grantId: c.grantId, title: away(c) },
          { grantId: c.coverGrantId, title: covering(c) },
        ],
      },
    })
  return found.length
}
