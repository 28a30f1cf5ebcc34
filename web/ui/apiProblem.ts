import type { ProblemBody, ProblemCode } from '#contract/kernel/problem.ts'

/** A refusal of the server, in the words it gave; `details.fields` names the fields of a form. */
export class ApiProblem extends Error {
  readonly code: ProblemCode | 'offline'
  readonly status: number
  readonly details: unknown
  readonly traceId: string
  constructor(
    status: number,
    body: Pick<ProblemBody, 'message' | 'traceId'> & { code: ProblemCode | 'offline'; details?: unknown },
  ) {
    super(body.message)
    this.name = 'ApiProblem'
    this.code = body.code
    this.status = status
    this.details = body.details
    this.traceId = body.traceId
  }
}
