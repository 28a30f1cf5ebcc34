import { constants } from 'node:fs'
import { chmod, copyFile, readdir, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { systemActor } from '#kernel/actor.ts'
import { type Ctx, inContext } from '#kernel/context.ts'
import { privateDirectory } from '#kernel/files.ts'
import type { Deps } from '#kernel/http/deps.ts'
import { parameterValue } from '#kernel/parameters.ts'
import { failBatch } from './import.commands.ts'

/**
 * Uploads are kept, readable by nobody else (mode 0600), as long as their batch may still be read another way; then they
 * go: at the commit, at giving up, at failure, and by the sweep at every start.
 */
const open = ['reading', 'unmapped', 'previewed'] as const

/** Where uploads lie. */
export function uploadPath(deps: Deps, upload: string): string {
  return join(privateDirectory(deps.files.path('uploads')), basename(upload))
}

/** Takes an upload away. Safe to do twice. */
export async function dropUpload(deps: Deps, upload: string): Promise<void> {
  await rm(uploadPath(deps, upload), { force: true })
}

/** After a reading: the file stays only for a batch that still waits. */
export async function releaseUpload(deps: Deps, batchId: string, path: string): Promise<void> {
  const waits = await deps.system
    .selectFrom('importBatch')
    .select('id')
    .where('id', '=', batchId)
    .where('state', 'in', open)
    .executeTakeFirst()
  if (!waits) await rm(path, { force: true })
}

/** Keeps a copy of a file taken from disk, for a batch that waits to be looked at. */
export async function keepCopy(deps: Deps, batchId: string, path: string): Promise<void> {
  const upload = deps.random.uuid()
  const to = uploadPath(deps, upload)
  await copyFile(path, to, constants.COPYFILE_EXCL)
  await chmod(to, 0o600)
  await deps.system.updateTable('importBatch').set({ upload }).where('id', '=', batchId).execute()
}

/** A file that no batch waits for is left alone this long: its batch may be about to be written. */
const graceHours = 1

/** Removes what nobody waits for, and ends what nobody has looked at for too long. Answers how many files went. */
export async function sweepUploads(deps: Deps): Promise<number> {
  const { now, old, kept } = await inContext(deps, systemActor, async (ctx) => ({
    now: ctx.now.getTime(),
    old: await forgotten(ctx),
    kept: await waiting(ctx),
  }))
  for (const { id, state, upload } of old) await letGo(deps, id, state, upload!)
  let gone = old.length
  const folder = privateDirectory(deps.files.path('uploads'))
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const age = now - ((await stat(path).catch(() => null))?.mtimeMs ?? now)
    if (kept.has(name) || age < graceHours * 3_600_000) continue
    await rm(path, { force: true })
    gone += 1
  }
  return gone
}

async function waiting(ctx: Ctx): Promise<Set<string>> {
  const rows = await ctx.trx
    .selectFrom('importBatch')
    .select('upload')
    .where('state', 'in', open)
    .where('upload', 'is not', null)
    .execute()
  return new Set(rows.map((r) => r.upload!))
}

async function forgotten(ctx: Ctx) {
  const days = await parameterValue(ctx, 'importUploadDays')
  const before = new Date(ctx.now.getTime() - days * 86_400_000)
  return ctx.trx
    .selectFrom('importBatch')
    .select(['id', 'state', 'upload'])
    .where('state', 'in', ['unmapped', 'previewed'])
    .where('upload', 'is not', null)
    .where('createdAt', '<', before)
    .execute()
}

async function letGo(deps: Deps, batchId: string, state: string, upload: string): Promise<void> {
  await inContext(deps, systemActor, async (ctx) => {
    if (state === 'unmapped')
      await failBatch(ctx, batchId, '放了太久没有对应，原文件已按规定删除；需要时请重新上报')
    else await ctx.trx.updateTable('importBatch').set({ upload: null }).where('id', '=', batchId).execute()
  })
  await dropUpload(deps, upload)
}
