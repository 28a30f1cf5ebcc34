import type { BankCaseStatus } from '#contract/financing/bank-case.flow.ts'
import { addDays, daysBetween, dueOn } from '#contract/kernel/deadline.ts'
import type { Ctx } from '#kernel/context.ts'
import { parameterValue } from '#kernel/parameters.ts'
import { loadCalendar } from '../organisations/organisations.public.ts'

/** The clock of a bank case as it is stored: where it runs from, how long, until when. */
export interface CaseClock {
  clockKind: 'decision' | 'silence'
  clockFrom: string
  clockUnit: 'day' | 'workday'
  clockDays: number
  clockCalendar: string | null
  dueOn: string
  amberOn: string
}

/**
 * The clock that runs once a case has reached a status: before the decision clock starts, silence is
 * counted from the push, so that a bank that never completes the papers does not stop the clock.
 */
export async function clockAt(
  ctx: Ctx,
  reached: BankCaseStatus,
  pushedOn: string,
  from = ctx.today,
): Promise<CaseClock | null> {
  const start = await parameterValue(ctx, 'decisionClockStart')
  if (reached === start) {
    const unit = await parameterValue(ctx, 'decisionUnit')
    return makeClock(ctx, {
      kind: 'decision',
      from,
      unit: unit as 'day' | 'workday',
      days: await parameterValue(ctx, 'decisionDays'),
      amber: await parameterValue(ctx, 'decisionAmberDay'),
    })
  }
  if (reached !== 'pushed') return null
  const days = await parameterValue(ctx, 'silenceDays')
  return makeClock(ctx, {
    kind: 'silence',
    from: pushedOn,
    unit: 'day',
    days,
    amber: Math.floor((days * 2) / 3),
  })
}

interface ClockRule {
  kind: 'decision' | 'silence'
  from: string
  unit: 'day' | 'workday'
  days: number
  amber: number
}

async function makeClock(ctx: Ctx, { kind, from, unit, days, amber }: ClockRule): Promise<CaseClock> {
  const calendar = unit === 'workday' ? await loadCalendar(ctx) : null
  const isWorkday = calendar?.isWorkday ?? (() => true)
  return {
    clockKind: kind,
    clockFrom: from,
    clockUnit: unit,
    clockDays: days,
    clockCalendar: calendar?.version ?? null,
    dueOn: dueOn(from, { unit, n: days }, isWorkday),
    amberOn: dueOn(from, { unit, n: Math.min(amber, days) }, isWorkday),
  }
}

/**
 * After a pause the clock runs on from where it stood: its start moves by the days, or the working days, that were not
 * counted.
 */
export async function resumeClock(
  ctx: Ctx,
  clock: { clockKind: string; clockFrom: string; clockUnit: string; clockDays: number },
  pausedOn: string,
): Promise<CaseClock> {
  const unit = clock.clockUnit as 'day' | 'workday'
  const { isWorkday } = await loadCalendar(ctx)
  const stood = Array.from({ length: Math.max(0, daysBetween(pausedOn, ctx.today)) }, (_, i) =>
    addDays(pausedOn, i + 1),
  )
  const missed = unit === 'workday' ? stood.filter(isWorkday).length : stood.length
  const amber =
    clock.clockKind === 'decision'
      ? await parameterValue(ctx, 'decisionAmberDay')
      : Math.floor((clock.clockDays * 2) / 3)
  return makeClock(ctx, {
    kind: clock.clockKind as 'decision',
    from: dueOn(clock.clockFrom, { unit, n: missed }, isWorkday),
    unit,
    days: clock.clockDays,
    amber,
  })
}
