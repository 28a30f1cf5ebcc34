import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { type TargetAction, type TargetStatus, targetFlow } from '#contract/assignment/target.flow.ts'
import { businessDay } from '#contract/kernel/deadline.ts'
import { refusal } from '#contract/kernel/flow.ts'
import type { NewVisit } from '#contract/visits/routes.ts'
import { missedOutcomes } from '#contract/visits/words.ts'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx, ownOrTeam } from '#kernel/context.ts'
import { refusalProblem } from '#kernel/flow.ts'
import { parameterValue } from '#kernel/parameters.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import {
  endLease,
  findFormerDuty,
  lockTarget,
  moveTarget,
  targetFacts,
} from '../assignment/assignment.public.ts'
import { checkTime, findSent, requireFirst } from './visit.rules.ts'

/**
 * Writes a visit down and moves its target. The same instance sent again answers the first; the same number with other
 * content is refused, so that nothing is lost silently. Allowed transitions come from the target flow.
 */
export async function recordVisit(ctx: Ctx, input: NewVisit): Promise<string> {
  const contentHash = createHash('sha256').update(JSON.stringify(input)).digest('hex')
  const before = await findSent(ctx, input.instanceId)
  if (before) {
    if (before.contentHash !== contentHash || before.accountId !== ctx.actor.accountId) {
      throw new Problem('duplicate', { message: '这个走访编号已登记过别的内容；请新建一条走访登记' })
    }
    await record(ctx, {
      flow: 'visit',
      subjectId: before.id,
      action: 'repeat',
      entityId: before.entityId,
      division: before.division,
    })
    return before.id
  }
  const occurredAt = checkTime(ctx, input.occurredAt)
  return input.targetId === undefined
    ? recordOffList(ctx, input, contentHash, occurredAt)
    : recordOnTarget(ctx, input as NewVisit & { targetId: string }, contentHash, occurredAt)
}

/** Which transition a visit makes; a phone call is a pre-contact unless the place counts calls as visits. */
export function actionOf(input: NewVisit, phoneCounts: boolean): TargetAction {
  if (missedOutcomes.includes(input.outcome)) return 'missVisit'
  if (input.hasNeed) return 'findNeed'
  return isCall(input) && !phoneCounts ? 'preContact' : 'findNoNeed'
}

function isCall(input: NewVisit): boolean {
  return input.mode === 'phone' || input.mode === 'wechat'
}

async function recordOnTarget(
  ctx: Ctx,
  input: NewVisit & { targetId: string },
  contentHash: string,
  occurredAt: Date,
): Promise<string> {
  const former = await findFormerDuty(ctx, input.targetId)
  if (former?.handedOver) return recordLate(ctx, input, contentHash, occurredAt, former)
  const target = await lockHere(ctx, input.targetId)
  if (!target) {
    if (former) return recordLate(ctx, input, contentHash, occurredAt, former)
    throw notFound()
  }
  const phoneCounts = await parameterValue(ctx, 'visitCountsByPhone')
  const action = actionOf(input, phoneCounts)
  const no = refusal(targetFlow, action, {
    status: target.status as TargetStatus,
    role: ctx.actor.role,
    facts: targetFacts(target),
  })
  if (no) throw refusalProblem(no)
  const counted = isCounted(input, phoneCounts)
  const visitId = await insertVisit(ctx, input, {
    contentHash,
    occurredAt,
    counted,
    entityId: target.entityId,
    division: target.division,
    targetId: target.id,
    round: target.round,
  })
  await endLease(ctx, target.id)
  await moveTarget(ctx, target, action, {
    occurredAt,
    details: { visitId },
    ...(counted ? { visitedOn: businessDay(occurredAt) } : {}),
  })
  return visitId
}

/** The target, locked, in one's own tree or through one's team; undefined where neither shows it. */
async function lockHere(ctx: Ctx, targetId: string) {
  try {
    return await ownOrTeam(ctx, () => lockTarget(ctx, targetId))
  } catch (error) {
    if (error instanceof Problem && error.code === 'not_found') return undefined
    throw error
  }
}

/**
 * What somebody writes of a firm that has gone to others: every word is kept, as a note of theirs; it counts for
 * nothing and moves nothing.
 */
async function recordLate(
  ctx: Ctx,
  input: NewVisit & { targetId: string },
  contentHash: string,
  occurredAt: Date,
  at: { entityId: string; division: string; round: string },
): Promise<string> {
  const { entityId, division, round } = at
  const { targetId } = input
  return insertVisit(ctx, input, {
    contentHash,
    occurredAt,
    counted: false,
    late: true,
    entityId,
    division,
    targetId,
    round,
  })
}

/** A firm that is on no list: visited all the same, counted apart from the list's rate. */
async function recordOffList(
  ctx: Ctx,
  input: NewVisit,
  contentHash: string,
  occurredAt: Date,
): Promise<string> {
  if (ctx.actor.scope.kind !== 'place')
    throw new Problem('forbidden', { message: '银行只登记派发给本行的走访对象' })
  const entity = await ctx.trx
    .selectFrom('entity')
    .select(['id', 'division'])
    .where('id', '=', input.entityId!)
    .where('status', '=', 'live')
    .executeTakeFirst()
  if (!entity) throw notFound()
  const phoneCounts = await parameterValue(ctx, 'visitCountsByPhone')
  return insertVisit(ctx, input, {
    contentHash,
    occurredAt,
    counted: isCounted(input, phoneCounts),
    entityId: entity.id,
    division: entity.division,
    targetId: null,
  })
}

/** 走访户数 counts firms that were really met: not a bare call, not a closed door. */
function isCounted(input: NewVisit, phoneCounts: boolean): boolean {
  return !missedOutcomes.includes(input.outcome) && (!isCall(input) || phoneCounts)
}

interface Placed {
  contentHash: string
  occurredAt: Date
  counted: boolean
  late?: boolean
  entityId: string
  division: string
  targetId: string | null
  /** Of the target's list; off the list that of the list everyone works on. */
  round?: string
}

async function insertVisit(ctx: Ctx, input: NewVisit, at: Placed): Promise<string> {
  return asSystem(ctx, async (trx) => {
    await requireFirst(ctx, input, at)
    const round = at.round ?? (await roundOf(ctx, at.entityId))
    const { id } = await trx
      .insertInto('visit')
      .values({ ...at, ...visitColumns(ctx, input), round })
      .returning('id')
      .executeTakeFirstOrThrow()
    await insertParts(ctx, input, { ...at, visitId: id })
    if (at.counted && round !== null) await claimHousehold(ctx, id, at, round)
    await record(ctx, {
      flow: 'visit',
      subjectId: id,
      action: 'record',
      entityId: at.entityId,
      division: at.division,
      occurredAt: at.occurredAt,
      details: {
        mode: input.mode,
        outcome: input.outcome,
        counted: at.counted,
        ...(at.late ? { late: true } : {}),
        hasNeed: input.hasNeed ?? null,
        problems: input.problems.length,
      },
    })
    return id
  })
}

/** The round a visit off the list falls in: of the list the firm is on after all, else of the list everyone works on. */
async function roundOf(ctx: Ctx, entityId: string): Promise<string | null> {
  const list = await ctx.trx
    .selectFrom('targetList as l')
    .select('l.round')
    .where('l.state', '=', 'published')
    .orderBy(
      sql`exists (select 1 from target t where t.list_id = l.id and t.entity_id = ${entityId})`,
      'desc',
    )
    .orderBy('l.publishedAt', 'desc')
    .orderBy('l.id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return list?.round ?? null
}

/**
 * The firm counts once a round, whoever comes first: the key of the table holds it, also between two who write at the same
 * instant. Later visits are times (户次), not households (户).
 */
async function claimHousehold(ctx: Ctx, visitId: string, at: Placed, round: string): Promise<void> {
  const made = await ctx.trx
    .insertInto('householdVisit')
    .values({ entityId: at.entityId, round, visitId, division: at.division })
    .onConflict((c) => c.doNothing())
    .returning('visitId')
    .executeTakeFirst()
  if (made)
    await record(ctx, {
      flow: 'visit',
      subjectId: visitId,
      action: 'household',
      entityId: at.entityId,
      division: at.division,
      details: { round },
    })
}

function visitColumns(ctx: Ctx, input: NewVisit) {
  return {
    instanceId: input.instanceId,
    mode: input.mode,
    outcome: input.outcome,
    recordedAt: ctx.now,
    accountId: ctx.actor.accountId,
    orgId: ctx.actor.orgId,
    bankId: ctx.actor.scope.kind === 'bank' ? ctx.actor.scope.bankId : null,
    companions: input.companions ?? [],
    employees: input.employees ?? null,
    revenueFen: input.revenueFen ?? null,
    assetsFen: input.assetsFen ?? null,
    operation: input.operation ?? null,
    outlook: input.outlook ?? null,
    hasNeed: input.hasNeed ?? null,
    needFen: input.hasNeed ? (input.needFen ?? null) : null,
    needUse: input.needUse ?? null,
    noNeedReason: input.hasNeed === false ? (input.noNeedReason ?? null) : null,
    note: input.note ?? null,
  }
}

/** The five observations and the problems that were named. */
async function insertParts(ctx: Ctx, input: NewVisit, at: Placed & { visitId: string }): Promise<void> {
  const { visitId, division, entityId } = at
  if (input.observations.length > 0) {
    const values = input.observations.map((o) => ({
      visitId,
      division,
      standard: o.standard,
      result: o.result,
      basis: o.basis ?? null,
    }))
    await ctx.trx.insertInto('visitObservation').values(values).execute()
  }
  if (input.problems.length > 0) {
    const values = input.problems.map((p) => ({ ...p, visitId, entityId, division, recordedAt: ctx.now }))
    await ctx.trx.insertInto('visitProblem').values(values).execute()
  }
}
