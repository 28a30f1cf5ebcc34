import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { RosterKindKey } from '#contract/rosters/words.ts'
import { inContext } from '#kernel/context.ts'
import type { Deps } from '#kernel/http/deps.ts'
import { requesterOf } from '#kernel/jobs.ts'
import { actOnVersion, createRoster, draftVersion } from '../modules/rosters/roster.commands.ts'
import { rosterJobs } from '../modules/rosters/roster.jobs.ts'
import { writeCsv } from './city/files/raw-files.ts'
import { actorOf } from './staff.ts'

/** A version of a named list, filled as the worker would; answers its id. */
async function makeVersion(
  deps: Deps,
  list: { id: string },
  file: { path: string; name: string } | null,
): Promise<string> {
  const maker = await actorOf(deps, 'shiban1')
  const versionId = await inContext(deps, maker, (ctx) =>
    draftVersion(
      ctx,
      list.id,
      file ? 'file' : 'rule',
      file ? { name: file.name, sha256: '0'.repeat(64), asOf: null } : null,
    ),
  )
  const data = { versionId, requester: requesterOf(maker), job: 'roster.fill', jobKey: versionId }
  await rosterJobs['roster.fill']!(
    deps,
    file ? { ...data, path: file.path, fileName: file.name } : data,
    true,
  )
  return versionId
}

/** Another person approves and publishes what one has made. */
async function putInForce(deps: Deps, versionId: string): Promise<void> {
  const checker = await actorOf(deps, 'shiban2')
  for (const action of ['approve', 'publish'] as const) {
    const { version } = await deps.system
      .selectFrom('rosterVersion')
      .select('version')
      .where('id', '=', versionId)
      .executeTakeFirstOrThrow()
    await inContext(deps, checker, (ctx) => actOnVersion(ctx, { versionId, action, version, reason: null }))
  }
}

async function found(deps: Deps, kind: RosterKindKey, name: string, note: string | null): Promise<string> {
  return inContext(deps, await actorOf(deps, 'shiban1'), (ctx) => createRoster(ctx, { kind, name, note }))
}

/** The province's list comes as a file: most of the firms to visit, some that are not, some twice, some unknown. */
export async function provinceList(deps: Deps): Promise<void> {
  const { rows } = await sql<{ name: string; uscc: string }>`
    select e.name, e.uscc from entity e left join target t on t.entity_id = e.id
    where e.status = 'live' and e.uscc is not null and (t.id is null and mod(e.id, 9) = 0 or t.id is not null and mod(e.id, 8) <> 0) order by e.id`.execute(
    deps.system,
  )
  const name = '省专班下发_走访名单.csv'
  const folder = mkdtempSync(join(tmpdir(), 'diguan-life-'))
  const path = join(folder, name)
  const strangers = ['省外来的一户商贸有限公司', '未登记的一家经营部'].map((n) => [n, ''])
  const lines = rows.map((f) => [f.name, f.uscc])
  await writeCsv(
    path,
    [['企业名称', '统一社会信用代码'], ...lines, ...lines.slice(0, 12), ...strangers],
    'utf8bom',
  )
  const id = await found(deps, 'province', '省级走访名单', '省专班按季下发')
  await putInForce(deps, await makeVersion(deps, { id }, { path, name }))
  rmSync(folder, { recursive: true, force: true })
}

/** What the city itself keeps by rule. */
export async function cityLists(deps: Deps): Promise<void> {
  for (const [kind, name] of [
    ['trade', '外贸企业清单'],
    ['tech', '科技型企业清单'],
    ['noLoan', '无贷户清单'],
  ] as const)
    await putInForce(deps, await makeVersion(deps, { id: await found(deps, kind, name, null) }, null))
}

/** A list made this morning; the second person has not looked at it yet. */
export async function listOfToday(deps: Deps): Promise<void> {
  await makeVersion(deps, { id: await found(deps, 'renewal', '四季度续贷清单', '供银行提前对接') }, null)
}
