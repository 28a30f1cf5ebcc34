import { type RawBuilder, sql } from 'kysely'
import type { Ctx } from '#kernel/context.ts'
import { notFound } from '#kernel/problem.ts'
import { getList, versionBefore } from './list.queries.ts'
import { missingFrom, versionsInForce } from './member.queries.ts'
import { membersOf } from './rosters.sql.ts'

/**
 * Whose rows a list's page asks for: who was on it at the end of a day, who is on one version, or who came or went with that
 * version. A day on which the list was not in force has nobody.
 */
export async function membersAsked(
  ctx: Ctx,
  list: string,
  asked: { on?: string; versionId?: string; change?: 'entered' | 'left' },
): Promise<RawBuilder<unknown>> {
  const { versions } = await getList(ctx, list)
  const ref =
    asked.versionId ?? (await versionsInForce(ctx, asked.on ?? ctx.today)).find((v) => v.list === list)?.ref
  if (ref === undefined) return nobody
  const version = versions.find((v) => v.ref === ref)
  if (!version) throw notFound()
  if (asked.change === undefined) return membersOf(ref)
  const before = versionBefore(versions, version.no)
  if (!before) return asked.change === 'entered' ? membersOf(ref) : nobody
  return asked.change === 'entered' ? missingFrom(ref, before.ref) : missingFrom(before.ref, ref)
}

const nobody = sql`select null::bigint as entity_id, null::text as because where false`
