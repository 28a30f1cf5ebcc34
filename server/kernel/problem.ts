import type { ZodError } from 'zod'
import { fieldLabel } from '#contract/kernel/field-labels.ts'
import { type FieldError, type ProblemCode, problems } from '#contract/kernel/problem.ts'

/** An expected refusal: becomes `{code, message, details, traceId}` at the edge; never a 500. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly details: unknown
  readonly headers: Readonly<Record<string, string>>
  /** What the refused call was about, for the audit alone. */
  readonly object: string | undefined
  constructor(
    code: ProblemCode,
    options: { message?: string; details?: unknown; headers?: Record<string, string>; object?: string } = {},
  ) {
    super(options.message ?? problems[code][1])
    this.name = 'Problem'
    this.code = code
    this.details = options.details
    this.headers = options.headers ?? {}
    this.object = options.object
  }
  get status(): number {
    return problems[this.code][0]
  }
}

/** The refusal of an object the actor may not know of: the same for absent and foreign. */
export function notFound(): Problem {
  return new Problem('not_found')
}

/** Where a field stands that has no name of its own. */
const places = { body: '提交的内容', query: '查询条件', params: '地址' } as const

/** A schema's complaints as Chinese lines, one a field; the offending value is never echoed. */
export function badRequest(error: ZodError, where: 'body' | 'query' | 'params'): Problem {
  const fields: FieldError[] = error.issues.slice(0, 20).map((issue) => ({
    field: [where, ...issue.path.map(String)].join('.'),
    label: fieldLabel(issue.path) ?? places[where],
    message: issue.message,
  }))
  const first = fields[0]
  return new Problem('bad_request', {
    message: first ? `${problems.bad_request[1]}：「${first.label}」${first.message}` : undefined,
    details: { fields },
  })
}
