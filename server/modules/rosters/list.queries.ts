import { sql } from 'kysely'
import * as z from 'zod'
import { offeredActions } from '#contract/kernel/flow.ts'
import { keysOf } from '#contract/kernel/ids.ts'
import { rosterFlow } from '#contract/rosters/roster.flow.ts'
import { listKinds, type RosterKindKey, rosterKinds, rosterOrigins } from '#contract/rosters/words.ts'
import type { Ctx } from '#kernel/context.ts'
import { notFound } from '#kernel/problem.ts'
import { rows } from '#kernel/rows.ts'
import { countMembers, countMoves } from './member.queries.ts'
import { allVersions, endOf, inForce } from './rosters.sql.ts'
import { versionFacts } from './version.lock.ts'

const instant = z.date().transform((d) => d.toISOString())

const Version = z.object({
  ref: z.string(),
  list: z.string(),
  kind: z.enum(keysOf(listKinds)),
  name: z.string(),
  no: z.int(),
  state: z.enum(keysOf(rosterFlow.statuses)),
  origin: z.enum(keysOf(rosterOrigins)).nullable(),
  filling: z.enum(['running', 'done', 'failed']),
  failure: z.string().nullable(),
  asOf: z.string(),
  registryVersion: z.int().nullable(),
  members: z.int(),
  rowsIn: z.int(),
  unmatched: z.int(),
  repeated: z.int(),
  fileName: z.string().nullable(),
  contentHash: z.string().nullable(),
  madeBy: z.string(),
  madeAt: instant,
  approvedBy: z.string().nullable(),
  publishedBy: z.string().nullable(),
  validFrom: instant.nullable(),
  validTo: instant.nullable(),
  recallReason: z.string().nullable(),
  version: z.int(),
  makers: z.array(z.string()),
})
export type VersionLine = z.output<typeof Version>

/** Whether the actor looks after lists; everyone else sees what was published. */
const makesLists = (ctx: Ctx) => ctx.actor.role === 'city_office'

/** Versions of one list, or of all, newest first. */
async function listVersions(ctx: Ctx, list: string | null): Promise<VersionLine[]> {
  return rows(
    ctx.trx,
    sql`select v.ref, v.list, v.kind, v.name, v.no, v.state, v.origin, v.filling, v.failure, v.as_of, v.registry_version, v.members, v.rows_in, v.unmatched, v.repeated,
        v.file_name, v.content_hash, mp.name as made_by, v.made_at, ap.name as approved_by, pp.name as published_by, v.valid_from, v.valid_to, v.recall_reason, v.version,
        array(select distinct a.person_id::text from account a where a.id = v.made_by
          or a.id in (select e.account_id from roster_edit e where 'n' || e.version_id = v.ref)) as makers
      from ${allVersions} v join account m on m.id = v.made_by join person mp on mp.id = m.person_id
      left join account aa on aa.id = v.approved_by left join person ap on ap.id = aa.person_id
      left join account pa on pa.id = v.published_by left join person pp on pp.id = pa.person_id
      where (${list}::text is null or v.list = ${list}) and (v.valid_from is not null or ${makesLists(ctx)}) order by v.list, v.no desc`,
    Version,
  )
}

const Head = z.object({
  list: z.string(),
  kind: z.enum(keysOf(listKinds)),
  name: z.string(),
  note: z.string().nullable(),
})

/** Lists with what they are called now: a named list before its first version, too. */
async function listHeads(ctx: Ctx, list: string | null) {
  return rows(
    ctx.trx,
    sql`select h.* from (
        select 'r' || r.id as list, r.kind, r.name, r.note from roster r where ${makesLists(ctx)} or exists (select 1 from roster_version v where v.roster_id = r.id and v.valid_from is not null)
        union all select distinct on (v.list) v.list, v.kind, v.name, null from ${allVersions} v where v.kind = 'visit' and (v.valid_from is not null or ${makesLists(ctx)}) order by 1) h
      where ${list}::text is null or h.list = ${list}`,
    Head,
  )
}

/** Where members of a list come from and who keeps it, in words. */
function wordsOf(kind: keyof typeof listKinds): { from: string; keeper: string } {
  if (kind === 'visit') return { from: '一次筛查保留的主体', keeper: '市专班编制、派发' }
  const { from, keeper } = rosterKinds[kind as RosterKindKey]
  return { from, keeper }
}

/** What somebody has to do next, from where the newest version stands. */
function nextOf(last: VersionLine | undefined): string {
  if (!last) return '编制第一版'
  if (last.kind === 'visit') return last.state === 'draft' ? '派发，再换人发布' : '在用'
  if (last.filling === 'running') return '正在算成员'
  if (last.filling === 'failed') return '作废后重新编制'
  if (last.state === 'draft' && last.members === 0) return '还没有一户：逐户加入，或作废'
  const next: Partial<Record<VersionLine['state'], string>> = {
    draft: '换人审定',
    approved: '发布',
    published: '在用',
  }
  return next[last.state] ?? '编制新版'
}

/** All lists as they stand at the end of a day, sized to the actor's place; those to visit first. */
export async function listLists(ctx: Ctx, on: string, list: string | null = null) {
  const [heads, versions] = [await listHeads(ctx, list), await listVersions(ctx, list)]
  const current = await rows(
    ctx.trx,
    sql`select v.ref from ${allVersions} v where ${inForce(on)} and v.valid_from < ${endOf(on)}`,
    z.object({ ref: z.string() }),
  )
  const refs = new Set(current.map((c) => c.ref))
  const held = versions.filter((v) => refs.has(v.ref))
  const members = await countMembers(
    ctx,
    held.map((v) => v.ref),
  )
  const order = Object.keys(listKinds)
  return heads
    .map((head) => {
      const of = versions.filter((v) => v.list === head.list)
      const now = held.find((v) => v.list === head.list)
      const last = of[0]
      return {
        ...head,
        ...wordsOf(head.kind),
        current: now
          ? {
              ref: now.ref,
              no: now.no,
              members: members.get(now.ref) ?? 0,
              asOf: now.asOf,
              validFrom: now.validFrom!,
            }
          : null,
        last: last ? { ref: last.ref, no: last.no, state: last.state } : null,
        next: nextOf(last),
      }
    })
    .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || a.name.localeCompare(b.name, 'zh'))
}

/** One list and its versions, each with who came and who went since the one published before it. */
export async function getList(ctx: Ctx, list: string) {
  const [head] = await listLists(ctx, ctx.today, list)
  if (!head) throw notFound()
  const versions = await listVersions(ctx, list)
  return { list: head, versions: await withFigures(ctx, versions) }
}

/** One version as its list shows it. */
export async function getVersion(ctx: Ctx, versionId: string) {
  const ref = `n${versionId}`
  const found = (await listVersions(ctx, null)).find((v) => v.ref === ref)
  if (!found) throw notFound()
  const of = await listVersions(ctx, found.list)
  return (await withFigures(ctx, of)).find((v) => v.ref === ref)!
}

/** The version that stood published before another: what the next one is compared with. */
export function versionBefore<T extends { no: number; validFrom: string | null }>(
  versions: readonly T[],
  no: number,
): T | undefined {
  return versions.filter((v) => v.no < no && v.validFrom !== null).sort((a, b) => b.no - a.no)[0]
}

async function withFigures(ctx: Ctx, versions: readonly VersionLine[]) {
  const members = await countMembers(
    ctx,
    versions.filter((v) => v.filling === 'done').map((v) => v.ref),
  )
  const shown = []
  for (const v of versions) {
    const before = versionBefore(versions, v.no)
    const moves =
      before && v.filling === 'done' && v.state !== 'discarded'
        ? await countMoves(ctx, before.ref, v.ref)
        : { entered: null, left: null }
    const { makers, list: _list, kind, name: _name, ...line } = v
    const facts = versionFacts(ctx, { ...v, makers })
    const { role } = ctx.actor
    const actions = kind === 'visit' ? [] : offeredActions(rosterFlow, { status: v.state, role, facts })
    shown.push({ ...line, members: members.get(v.ref) ?? 0, ...moves, actions })
  }
  return shown
}
