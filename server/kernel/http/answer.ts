import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { onlyReads, type RouteSpec } from '#contract/kernel/route.ts'
import type { Actor } from '../actor.ts'
import { type AuditEntry, writeAudit } from '../audit.ts'
import { asSystem, type Ctx, inContext, lastAsSystem } from '../context.ts'
import { claimKey, hashPayload, type KeyedRequest, keepAnswer, type StoredAnswer } from '../idempotency.ts'
import type { Deps } from './deps.ts'
import { isKeyed, portalActor } from './gate.ts'
import { type Download, type Handler, readInput } from './handler.ts'
import { type ReceivedFile, receiveFile } from './receive.ts'

interface Operation {
  operation: string
  spec: RouteSpec
  handler: Handler<RouteSpec>
}

/**
 * One call = one transaction: key, effect, action rows, audit row and outbox row stand or fall together. A call that only
 * reads has its audit row written before its answer leaves.
 * The answer is made from its schema before the commit, so a broken contract rolls back too.
 */
export async function answer(
  deps: Deps,
  op: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const input = readInput(op.spec, request)
  const file =
    op.spec.input === 'file' ? await receiveFile(deps, request.body as NodeJS.ReadableStream) : undefined
  try {
    const keyed = keyOf(op, request, input, file)
    const actor = request.actor ?? portalActor
    await (op.handler as Prepared).before?.(deps, input.body, request.address, actor)
    const run = () =>
      inContext(
        deps,
        actor,
        (ctx) => perform(ctx, deps, op, { request, reply, input, file, keyed }),
        onlyReads(op.spec)
          ? { reads: true, at: request.letInAt }
          : { requestKey: keyed && `${keyed.client} ${keyed.route}:${keyed.key}` },
      )
    const result = keyed ? await again(run) : await run()
    if (result.trace) await deps.trail.write(result.trace)
    if (op.spec.personal) reply.header('cache-control', 'no-store')
    if ('download' in result) return sendDownload(reply, result.download)
    if (result.replayed) reply.header('idempotent-replayed', 'true')
    return reply.code(result.status).type('application/json; charset=utf-8').send(result.body)
  } finally {
    if (file) await rm(file.path, { force: true })
  }
}

/** Deadlock and serialization failure: the transaction was rolled back whole, its key with it. */
const rolledBack: readonly unknown[] = ['40P01', '40001']

/** Tries a keyed write anew where the database gave it up for another's sake; three in all, then it says so. */
async function again<T>(run: () => Promise<T>, left = 2): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (left === 0 || !rolledBack.includes((error as { code?: unknown }).code)) throw error
    return again(run, left - 1)
  }
}

interface Prepared {
  before?: (deps: Deps, body: unknown, ip: string, actor: Actor) => Promise<void>
}

interface Call {
  request: FastifyRequest
  reply: FastifyReply
  input: { params: unknown; query: unknown; body: unknown }
  file: ReceivedFile | undefined
  keyed: KeyedRequest | undefined
}

/** What goes back; for a call that only read, with the audit row that is still to be written. */
type Result = ((StoredAnswer & { replayed: boolean }) | { download: Download }) & { trace?: AuditEntry }

async function perform(ctx: Ctx, deps: Deps, op: Operation, call: Call): Promise<Result> {
  const stored = call.keyed ? await asSystem(ctx, (trx) => claimKey(trx, deps.vault, call.keyed!)) : undefined
  if (stored) {
    await audit(ctx, op, call, stored.status, { replayed: true })
    return { ...stored, replayed: true }
  }
  const bound = `${ctx.actor.accountId}:${ctx.actor.grantId ?? ''}:${op.operation}:${filterText(call.input.query)}`
  const made = await op.handler(ctx, {
    ...call.input,
    file: call.file,
    http: { ip: call.request.address, reply: call.reply, deps, bound },
  } as never)
  if (op.spec.response === 'file') {
    const download = made as unknown as Download
    await audit(ctx, op, call, 200, { rows: download.rows })
    return { download }
  }
  if (call.keyed && ctx.recorded === 0) throw new Error(`${op.operation}: a keyed write recorded no action`)
  const body = JSON.stringify(op.spec.response.parse(made))
  if (onlyReads(op.spec)) return { status: 200, body, replayed: false, trace: traceOf(ctx, op, call, 200) }
  await lastAsSystem(ctx, async (trx) => {
    await audit(ctx, op, call, 200)
    if (call.keyed) await keepAnswer(trx, deps.vault, call.keyed, { status: 200, body }, ctx.now)
  })
  return { status: 200, body, replayed: false }
}

async function audit(
  ctx: Ctx,
  op: Operation,
  call: Call,
  status: number,
  details?: Record<string, unknown>,
): Promise<void> {
  await asSystem(ctx, (trx) => writeAudit(trx, traceOf(ctx, op, call, status, details)))
}

function traceOf(
  ctx: Ctx,
  op: Operation,
  call: Call,
  status: number,
  details?: Record<string, unknown>,
): AuditEntry {
  return {
    // A firm that writes without a session does so under the portal's account, as its actions say.
    actor: call.request.actor ?? (call.keyed ? ctx.actor : null),
    ip: call.request.address,
    action: op.operation,
    object: ctx.object ?? objectOf(call.input.params),
    personal: op.spec.personal === true,
    status,
    details,
    traceId: call.request.id,
    at: ctx.now,
  }
}

/** `caseId: 12` → `caseId:12`: names the object where the handler has not named it better. */
export function objectOf(params: unknown): string | null {
  const entries = Object.entries((params ?? {}) as Record<string, unknown>)
  return entries.length > 0 ? entries.map(([k, v]) => `${k}:${String(v)}`).join(' ') : null
}

/** The filter a cursor is bound to: the query without the cursor itself. */
function filterText(query: unknown): string {
  const { cursor: _, ...filter } = (query ?? {}) as Record<string, unknown>
  return JSON.stringify(filter, Object.keys(filter).sort())
}

function keyOf(
  op: Operation,
  request: FastifyRequest,
  input: Call['input'],
  file: ReceivedFile | undefined,
): KeyedRequest | undefined {
  if (!isKeyed(op.spec)) return undefined
  const key = String(request.headers['idempotency-key'])
  return {
    client: request.actor?.accountId ?? 'public',
    route: op.operation,
    key,
    payloadHash: hashPayload([input.params, input.query, file ? file.sha256 : input.body]),
  }
}

function sendDownload(reply: FastifyReply, download: Download): FastifyReply {
  const stream = createReadStream(download.path)
  stream.once('close', () => void rm(download.path, { force: true }))
  return reply
    .type(download.contentType)
    .header('cache-control', 'no-store')
    .header(
      'content-disposition',
      `attachment; filename="download"; filename*=UTF-8''${encodeURIComponent(download.fileName)}`,
    )
    .send(stream)
}
