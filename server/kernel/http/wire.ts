import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import type { FastifyRequest } from 'fastify'
import { type ProblemCode, problems } from '#contract/kernel/problem.ts'
import { Problem } from '../problem.ts'

/** Headers that say one thing: said twice, server and proxy could each believe another. */
const single = new Set([
  'host',
  'origin',
  'content-type',
  'content-encoding',
  'idempotency-key',
  'sec-fetch-site',
])

/**
 * Looks at the outer form of a call to a route, after its caller is known and before its body is read: no header said
 * twice, no packed body (a small one could unfold without bound), no JSON in another encoding than UTF-8.
 */
export async function checkForm(request: FastifyRequest): Promise<void> {
  if (!request.routeOptions.config.spec) return
  const names = request.raw.rawHeaders.filter((_, i) => i % 2 === 0).map((n) => n.toLowerCase())
  const twice = names.find((name, i) => single.has(name) && names.indexOf(name) !== i)
  if (twice !== undefined) throw new Problem('bad_request', { message: `请求头 ${twice} 出现了两次` })
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new Problem('unsupported_type', { message: '请求内容请勿压缩' })
  for (const [, charset = ''] of (request.headers['content-type'] ?? '').matchAll(
    /;\s*charset\s*=\s*([^;]*)/gi,
  ))
    if (!/^"?utf-?8"?$/i.test(charset.trim()))
      throw new Problem('unsupported_type', { message: '请求内容请用 UTF-8 编码' })
}

const brokenCalls: Readonly<Record<string, readonly [string, ProblemCode]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'too_large'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'bad_request'],
}

/** What is not HTTP, or claims two lengths at once, never becomes a request: refused in our form, and the line is cut. */
export function refuseBrokenCall(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return
  const [status, code] = brokenCalls[error.code ?? ''] ?? ['400 Bad Request', 'bad_request']
  const body = JSON.stringify({ code, message: problems[code][1], traceId: randomUUID() })
  socket.end(
    [
      `HTTP/1.1 ${status}`,
      'content-type: application/json; charset=utf-8',
      'cache-control: no-store',
      'x-content-type-options: nosniff',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}
