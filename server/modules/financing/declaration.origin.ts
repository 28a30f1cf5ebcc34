import { sql } from 'kysely'
import type { z } from 'zod'
import type { NewDeclaration } from '#contract/financing/declaration.routes.ts'
import type { Ctx } from '#kernel/context.ts'
import { notFound, Problem } from '#kernel/problem.ts'

export type NewDeclarationInput = z.output<typeof NewDeclaration>

/** Where a declaration comes from, and whether the firm itself has thereby been seen. */
interface Origin {
  entityId: string
  division: string
  targetId: string | null
  visitId: string | null
  channel: 'visit' | 'portal' | 'window' | 'bank'
  verifiedHow: 'visit' | 'account' | 'window' | null
}

/** Finds the firm under the actor's own eyes: by target, by entity, or the firm itself. */
export async function findOrigin(ctx: Ctx, input: NewDeclarationInput): Promise<Origin> {
  const { actor, trx } = ctx
  if (actor.scope.kind === 'firm') {
    const own = await trx
      .selectFrom('entity')
      .select(['id', 'division'])
      .where('id', '=', actor.scope.entityId)
      .executeTakeFirst()
    // A firm declares for itself; another's number is not read over, it is not there.
    const others = [input.targetId, input.visitId].some((id) => id !== undefined)
    if (!own || others || (input.entityId ?? own.id) !== own.id) throw notFound()
    return {
      entityId: own.id,
      division: own.division,
      targetId: null,
      visitId: null,
      channel: 'portal',
      verifiedHow: 'account',
    }
  }
  const target =
    input.targetId === undefined
      ? undefined
      : await trx
          .selectFrom('target')
          .select(['id', 'entityId'])
          .where('id', '=', input.targetId)
          .executeTakeFirst()
  if (input.targetId !== undefined && !target) throw notFound()
  const entityId = target?.entityId ?? input.entityId
  if (entityId === undefined) throw new Problem('bad_request', { message: '请指明走访对象或主体' })
  const entity = await trx
    .selectFrom('entity')
    .select(['id', 'division'])
    .where('id', '=', entityId)
    .where('status', '=', 'live')
    .executeTakeFirst()
  if (!entity) throw notFound()
  const visit =
    input.visitId === undefined
      ? undefined
      : await trx
          .selectFrom('visit')
          .select(['entityId', 'outcome', 'mode'])
          .where('id', '=', input.visitId)
          .executeTakeFirst()
  if (input.visitId !== undefined && visit?.entityId !== entityId) throw notFound()
  const met = visit?.outcome === 'normal' && visit.mode !== 'phone' && visit.mode !== 'wechat'
  const window = actor.role === 'county_reviewer'
  return {
    entityId: entity.id,
    division: entity.division,
    targetId: target?.id ?? null,
    visitId: input.visitId ?? null,
    channel: window && !visit ? 'window' : 'visit',
    verifiedHow: met ? 'visit' : window && input.consent?.channel === 'window' ? 'window' : null,
  }
}

/**
 * One at a time where “is there one already?” is asked, of a firm or of a name no list knows yet; held to the end of the
 * transaction. Otherwise two at once would see none, and the second be told by the database that there is one.
 */
export async function takeTurn(ctx: Ctx, subject: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`declare ${subject}`}, 0))`.execute(ctx.trx)
}

/** The firm's declaration of this need that is in hand; what strangers sent in, unverified, is none. */
export async function findLive(ctx: Ctx, entityId: string, needType: string) {
  return ctx.trx
    .selectFrom('declaration')
    .select(['id', 'no'])
    .where('entityId', '=', entityId)
    .where('needType', '=', needType)
    .where('closedAt', 'is', null)
    .where((e) => e.or([e('channel', '<>', 'portal'), e('verifiedAt', 'is not', null)]))
    .executeTakeFirst()
}

/** The firm's last ended declaration of the same need, which a new one follows (二次申报); null for the first. */
export async function findPrevious(ctx: Ctx, entityId: string, needType: string): Promise<string | null> {
  const last = await ctx.trx
    .selectFrom('declaration')
    .select('id')
    .where('entityId', '=', entityId)
    .where('needType', '=', needType)
    .where('closedAt', 'is not', null)
    .where((e) => e.or([e('channel', '<>', 'portal'), e('verifiedAt', 'is not', null)]))
    .where('status', '<>', 'merged')
    .orderBy('id', 'desc')
    .executeTakeFirst()
  return last?.id ?? null
}
