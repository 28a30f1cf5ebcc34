import type { FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import {
  type BodyOf,
  isUnsafe,
  type ParamsOf,
  type QueryOf,
  type RouteSpec,
  type Routes,
  type SendableOf,
} from '#contract/kernel/route.ts'
import type { Actor } from '../actor.ts'
import type { Ctx } from '../context.ts'
import { badRequest } from '../problem.ts'
import type { Deps } from './deps.ts'
import { inChinese } from './messages.ts'
import type { ReceivedFile } from './receive.ts'

// What a schema has no words of its own for is said in Chinese too.
const chinese = z.locales.zhCN().localeError
z.config({
  localeError: (issue) =>
    issue.code === 'invalid_type' && issue.input === undefined ? '必须填写' : chinese(issue),
})

/** A download made inside the transaction and sent after it: a file on disk that is removed once sent. */
export interface Download {
  path: string
  fileName: string
  contentType: string
  rows: number
}

export interface Input<R extends RouteSpec> {
  params: ParamsOf<R>
  query: QueryOf<R>
  body: BodyOf<R>
  file: R['input'] extends 'file' ? ReceivedFile : undefined
  http: { ip: string; reply: FastifyReply; deps: Deps; bound: string }
}

export type Handler<R extends RouteSpec> = (
  ctx: Ctx,
  input: Input<R>,
) => Promise<R['response'] extends 'file' ? Download : SendableOf<R>>

/**
 * A handler with a part that runs before the transaction is opened: slow work without the database, such as
 * stretching a password, must not hold a connection.
 */
export function withBefore<R extends RouteSpec, P>(
  before: (deps: Deps, body: BodyOf<R>, ip: string, actor: Actor) => Promise<P>,
  handler: (ctx: Ctx, input: Input<R>, prepared: P) => ReturnType<Handler<R>>,
): Handler<R> {
  const prepared = new WeakMap<object, P>()
  const both: Handler<R> & {
    before?: (deps: Deps, body: BodyOf<R>, ip: string, actor: Actor) => Promise<void>
  } = (ctx, input) => handler(ctx, input, prepared.get(input.body as object)!)
  both.before = async (deps, body, ip, actor) =>
    void prepared.set(body as object, await before(deps, body, ip, actor))
  return both
}

export type Handlers<T extends Routes> = { [K in keyof T]: Handler<T[K]> }

/** Parses params, query and body; unknown or repeated fields are refused, never dropped. */
export function readInput(
  spec: RouteSpec,
  request: FastifyRequest,
): { params: unknown; query: unknown; body: unknown } {
  return {
    params: parse(spec.params, request.params, 'params'),
    query: parse(spec.query, request.query, 'query'),
    body: spec.input === 'file' || !isUnsafe(spec) ? undefined : parse(spec.body, request.body, 'body'),
  }
}

function parse(schema: z.ZodType | undefined, value: unknown, where: 'params' | 'query' | 'body'): unknown {
  const result = (schema ?? empty).safeParse(value ?? {}, { error: inChinese })
  if (!result.success) throw badRequest(result.error, where)
  return schema ? result.data : undefined
}

const empty = z.strictObject({})
