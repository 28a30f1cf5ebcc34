import { createHash } from 'node:crypto'
import { createReadStream, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { ImportKind } from '#contract/registry/words.ts'
import type { Actor } from '#kernel/actor.ts'
import { inContext } from '#kernel/context.ts'
import type { Deps } from '#kernel/http/deps.ts'
import { Problem } from '#kernel/problem.ts'
import { readNamesAhead } from '../identity/parts.sql.ts'
import { learnPlaces, tellsPlaces } from '../places/places.jobs.ts'
import { checksOf } from './checks.sql.ts'
import { commitBatch, failBatch, previewBatch } from './import.commands.ts'
import { readBatch } from './import.jobs.ts'
import { openBatch } from './open.commands.ts'
import type { PreviewCounts } from './preview.sql.ts'
import { sourceOfKind } from './sources/all.ts'
import { dropUpload, keepCopy } from './uploads.ts'

export interface ListOptions {
  kind?: ImportKind
  asOf?: string
  mode?: 'incremental' | 'full'
  dryRun?: boolean
  /** Take a list whose data date is before that of the one in force. */
  acceptOlder?: boolean
}

export interface ListResult {
  batchId: string
  fileName: string
  kind: ImportKind
  state: string
  rowsIn: number
  accepted: number
  unchanged: number
  rejected: number
  suspicious: number
  unmatched: number
  failure: string | null
  /** What speaks against its reading. */
  checks: Awaited<ReturnType<typeof checksOf>>
  /** What a batch that waits would do. */
  shown: Pick<PreviewCounts, 'fresh' | 'changed' | 'unchanged' | 'vanished'> | null
  /** The same bytes were taken before: nothing was done. */
  known: boolean
}

/** Places first, then banks, then firms, then what is said of them: so that nothing has to wait to be matched. */
const order: readonly ImportKind[] = [
  'division',
  'branch',
  'registration',
  'tax',
  'social',
  'census',
  'mark',
  'loan',
  'label',
]

/** The files of a folder in the order in which they are best taken, judged by their names. */
export function orderFiles(dir: string): string[] {
  const words = order.map((kind) => sourceOfKind(kind).fileWords)
  const rank = (name: string) =>
    (words.findIndex((w) => w.test(name)) + order.length + 1) % (order.length + 1)
  return readdirSync(dir)
    .filter((f) => /\.(csv|txt|xlsx?)$/i.test(f))
    .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))
    .map((f) => join(dir, f))
}

/** Takes one file from disk to the registry (or to its preview): the same code the console uses, without the queue. */
export async function importFile(
  deps: Deps,
  actor: Actor,
  path: string,
  options: ListOptions = {},
): Promise<ListResult> {
  const [result] = await importFiles(deps, actor, [path], options)
  return result!
}

/**
 * Takes files one after the other, in their order: while one goes into the registry the next is matched and the one after
 * it read. Only a list of places is waited for before the next is read, because addresses are put into places while they
 * are read; and a list is matched when the firms, and the list of its own kind before it, are in.
 */
export async function importFiles(
  deps: Deps,
  actor: Actor,
  paths: readonly string[],
  options: ListOptions = {},
  say: (result: ListResult) => void = () => undefined,
): Promise<ListResult[]> {
  const places = sourceOfKind('division').fileWords
  const before: { kind: Promise<ImportKind>; taken: Promise<unknown> }[] = []
  const ahead: Promise<void>[] = []
  let readBefore: Promise<unknown> = Promise.resolve()
  let matchedBefore: Promise<unknown> = Promise.resolve()
  let takenBefore: Promise<unknown> = Promise.resolve()
  const all = paths.map((path) => {
    const read = readBefore.then(() => readOne(deps, actor, path, options))
    const earlier = [...before]
    const matched = Promise.all([read, matchedBefore]).then(async ([one]) => {
      for (const { kind, taken } of earlier) if (['registration', one.kind].includes(await kind)) await taken
      await matchOne(deps, actor, one)
      return one
    })
    const taken = Promise.all([matched, takenBefore]).then(async ([one]) => {
      const result = await takeOne(deps, actor, one, options)
      // What waits for somebody to look at it can be read another way, so its file has to be there.
      if (result.state === 'unmapped' || result.state === 'previewed') await keepCopy(deps, one.batchId, path)
      say(result)
      return result
    })
    if (!options.dryRun) ahead.push(read.then((one) => readAhead(deps, one)))
    before.push({ kind: read.then((one) => one.kind), taken })
    readBefore = places.test(basename(path)) ? taken : read
    matchedBefore = matched
    takenBefore = taken
    return taken
  })
  const results = await Promise.all(all)
  await Promise.all(ahead)
  if (results.some((r) => r.state === 'committed' && !r.known && r.accepted > 0 && tellsPlaces(r.kind)))
    await inContext(deps, actor, (ctx) => learnPlaces(ctx))
  return results
}

interface ReadOne {
  batchId: string
  known: boolean
  kind: ImportKind
  /** Why it could not be read, in words for the clerk. */
  refused: string | null
}

async function readOne(deps: Deps, actor: Actor, path: string, options: ListOptions): Promise<ReadOne> {
  const sha256 = await digestOf(path)
  const { batchId, known, left } = await inContext(deps, actor, (ctx) =>
    openBatch(ctx, {
      fileName: basename(path),
      sha256,
      kind: options.kind ?? null,
      asOf: options.asOf ?? null,
      mode: options.mode ?? 'incremental',
    }),
  )
  for (const upload of left) await dropUpload(deps, upload)
  let refused: string | null = null
  if (!known)
    try {
      await readBatch(deps, batchId, path, options.asOf ?? null, true)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      refused = error.message
    }
  return { batchId, known, kind: await kindOf(deps, batchId), refused }
}

/** Begins what needs only the rows as they were read. It is work ahead: what fails is done when it is needed. */
async function readAhead(deps: Deps, { batchId, known, kind, refused }: ReadOne): Promise<void> {
  if (kind !== 'registration' || known || refused !== null) return
  await readNamesAhead(deps.system, batchId).catch(() => undefined)
}

async function kindOf(deps: Deps, batchId: string): Promise<ImportKind> {
  const { kind } = await deps.system
    .selectFrom('importBatch')
    .select('kind')
    .where('id', '=', batchId)
    .executeTakeFirstOrThrow()
  return kind as ImportKind
}

async function matchOne(deps: Deps, actor: Actor, { batchId, known, refused }: ReadOne): Promise<void> {
  if (refused !== null) await inContext(deps, actor, (ctx) => failBatch(ctx, batchId, refused))
  else if (!known) await inContext(deps, actor, (ctx) => previewBatch(ctx, batchId))
}

async function takeOne(deps: Deps, actor: Actor, one: ReadOne, options: ListOptions): Promise<ListResult> {
  const { batchId, known, refused } = one
  if (!known && refused === null && !options.dryRun)
    await commitPreviewed(deps, actor, batchId, options.acceptOlder)
  return resultOf(deps, batchId, known)
}

/** Confirms what can be confirmed unseen; what has to be mapped, was guessed, or is older than what is in force waits for a person. */
async function commitPreviewed(
  deps: Deps,
  actor: Actor,
  batchId: string,
  acceptOlder = false,
): Promise<void> {
  const { previewHash, state } = await deps.system
    .selectFrom('importBatch')
    .select(['previewHash', 'state'])
    .where('id', '=', batchId)
    .executeTakeFirstOrThrow()
  if (state !== 'previewed' || (await checksOf(deps.system, batchId)).some(holdsBack)) return
  await inContext(deps, actor, (ctx) => commitBatch(ctx, batchId, previewHash!, acceptOlder)).catch(
    (error: unknown) => {
      if (!(error instanceof Problem) || error.code !== 'missing_fact') throw error
    },
  )
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

/** Checks by which a reading is probably wrong: somebody has to look before it counts. */
export const holdsBack = ({ code }: { code: string }): boolean =>
  ['guessed', 'unit', 'dates', 'codes', 'bank'].includes(code)

async function resultOf(deps: Deps, batchId: string, known: boolean): Promise<ListResult> {
  const b = await deps.system
    .selectFrom('importBatch')
    .selectAll()
    .where('id', '=', batchId)
    .executeTakeFirstOrThrow()
  const { fileName, state, rowsIn, accepted, unchanged, rejected, suspicious, unmatched, failure } = b
  return {
    batchId,
    fileName,
    kind: b.kind as ImportKind,
    state,
    rowsIn,
    accepted,
    unchanged,
    rejected,
    suspicious,
    unmatched,
    failure,
    checks: await checksOf(deps.system, batchId),
    shown: state === 'previewed' ? (b.preview as unknown as PreviewCounts) : null,
    known,
  }
}
