import { rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { from as copyFrom } from 'pg-copy-streams'
import { inContext } from '#kernel/context.ts'
import type { Deps } from '#kernel/http/deps.ts'
import { actingFor, type JobHandlers } from '#kernel/jobs.ts'
import { Problem } from '#kernel/problem.ts'
import { readFirms } from '../registry/registry.public.ts'
import { failFilling, fillVersion } from './fill.commands.ts'

export const rosterJobs: JobHandlers = {
  'roster.fill': async (deps, data) => {
    const actor = actingFor(data.requester)
    const versionId = String(data.versionId)
    const path = typeof data.path === 'string' ? data.path : null
    try {
      if (path) await readRows(deps, versionId, path, String(data.fileName))
      await inContext(deps, actor, (ctx) => fillVersion(ctx, versionId))
    } catch (error) {
      // A cut-off job is tried again and finds its file; what is wrong with the file itself is said and done with.
      if (!(error instanceof Problem)) throw error
      await inContext(deps, actor, (ctx) => failFilling(ctx, versionId, error.message))
    }
    if (path) await rm(path, { force: true })
  },
}

/** Takes the rows of a file as they come out of the reader; what an earlier try has left is dropped first. */
async function readRows(deps: Deps, versionId: string, path: string, fileName: string): Promise<void> {
  const draft = await deps.system
    .selectFrom('rosterVersion')
    .select('filling')
    .where('id', '=', versionId)
    .executeTakeFirst()
  if (draft?.filling !== 'running') return
  await deps.system.deleteFrom('rosterStage').where('versionId', '=', versionId).execute()
  const reading = readFirms({ path, fileName, owner: versionId })
  const client = await deps.systemPool.connect()
  try {
    await client.query("set statement_timeout = '15min'")
    await pipeline(
      reading.rows,
      client.query(
        copyFrom(
          'copy roster_stage (version_id, sheet, row_no, uscc, reg_no, org_code, name, name_key) from stdin',
        ),
      ),
    )
  } finally {
    await client.query('reset statement_timeout').catch(() => undefined)
    client.release()
  }
  await reading.ended
}
