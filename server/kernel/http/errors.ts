import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ProblemBody } from '#contract/kernel/problem.ts'
import { writeAudit } from '../audit.ts'
import { readClock } from '../clock.ts'
import { Problem } from '../problem.ts'
import { objectOf } from './answer.ts'
import type { Deps } from './deps.ts'

/** Every failure leaves as `{code, message, details, traceId}` and with one audit row: never SQL, never a stack. */
export function installErrors(app: FastifyInstance, deps: Deps): void {
  app.setErrorHandler(async (error, request, reply) => {
    const problem = asProblem(error as FastifyError)
    if (problem.status >= 500) request.log.error({ err: error, traceId: request.id }, 'request failed')
    await auditFailure(deps, request, problem)
    return reply.code(problem.status).headers(problem.headers).send(bodyOf(problem, request.id))
  })
  app.setNotFoundHandler((request, reply) => {
    const problem = new Problem(
      app.supportedMethods.includes(request.method) ? 'not_found' : 'method_not_allowed',
    )
    return reply.code(problem.status).send(bodyOf(problem, request.id))
  })
}

/** An address that cannot be read is refused before any route, and in the same form as everything else. */
export function refuseAddress(_error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const problem = new Problem('bad_request', { message: '网址不正确，请从页面上重新进入' })
  void reply
    .code(problem.status)
    .headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    .send(bodyOf(problem, request.id))
}

function bodyOf(problem: Problem, traceId: string): ProblemBody {
  return {
    code: problem.code,
    message: problem.message,
    ...(problem.details === undefined ? {} : { details: problem.details }),
    traceId,
  }
}

async function auditFailure(deps: Deps, request: FastifyRequest, problem: Problem): Promise<void> {
  const { spec, operation } = request.routeOptions.config
  if (!spec || !operation) return
  await writeAudit(deps.system as never, {
    actor: request.actor,
    ip: request.address,
    action: operation,
    object: problem.object ?? objectOf(request.params),
    personal: false,
    status: problem.status,
    details: { code: problem.code },
    traceId: request.id,
    at: await readClock(deps.clock, deps.system),
  }).catch((error: unknown) => request.log.error({ err: error }, 'audit of a refused call failed'))
}

/** Fastify's and PostgreSQL's own refusals in our words. */
export function asProblem(error: FastifyError & { code?: string }): Problem {
  if (error instanceof Problem) return error
  switch (error.code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_ERR_CTP_EMPTY_TYPE':
      return new Problem('unsupported_type')
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Problem('too_large')
    case '23505':
      return new Problem('duplicate')
    case '55P03':
    case '40001':
    case '40P01':
    case '57014':
    case '53300':
      return new Problem('unavailable', { headers: { 'retry-after': '2' } })
  }
  // Class 22: a value the database cannot take. The schemas should have said so first; it is the caller's input all the same.
  if (typeof error.code === 'string' && /^22[0-9A-Z]{3}$/.test(error.code)) return new Problem('bad_request')
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500)
    return new Problem('bad_request')
  return new Problem('internal')
}
