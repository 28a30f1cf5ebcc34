import type * as z from 'zod'
import type { Verb } from '../organisations/roles.ts'
import type { ProblemCode } from './problem.ts'

/** Who may call: anyone, anyone signed in, or holders of a verb (roles.ts says which roles hold it). */
export type Access = 'public' | 'session' | Verb

/**
 * One object describes a route for the server (mount), the browser (client) and the OpenAPI page.
 * `path` is written the OpenAPI way with `{name}`; the key of the object is the operationId.
 */
export interface RouteSpec {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: `/api/${string}`
  summary: string
  tag: string
  access: Access
  params?: z.ZodType
  query?: z.ZodType
  body?: z.ZodType
  /** `file`: the request body is the raw bytes of one file. */
  input?: 'file'
  /** `file`: the answer is a download. */
  response: z.ZodType | 'file'
  errors?: readonly ProblemCode[]
  /**
   * Unsafe routes need an `Idempotency-Key` header unless repeating them is harmless
   * by nature: signing in and out, or a read that must be a POST.
   */
  idempotency?: 'natural'
  /** The answer carries personal data: it is never cached and its reading leaves a trace. */
  personal?: true
  /** May be called while a one-time password is still to be changed; everything else waits for that. */
  whilePasswordDue?: true
  /** A read whose answer is worked out in tables of its own, of which nothing stays. */
  worksInTables?: true
}

export type Routes = Readonly<Record<string, RouteSpec>>

/** Fixes the literal types of a route; does nothing at run time. */
export function route<const R extends RouteSpec>(spec: R): R {
  return spec
}

export type ParamsOf<R extends RouteSpec> = R['params'] extends z.ZodType ? z.output<R['params']> : undefined
export type QueryOf<R extends RouteSpec> = R['query'] extends z.ZodType ? z.output<R['query']> : undefined
export type BodyOf<R extends RouteSpec> = R['body'] extends z.ZodType ? z.output<R['body']> : undefined
export type AnswerOf<R extends RouteSpec> = R['response'] extends z.ZodType
  ? z.output<R['response']>
  : undefined
export type SendableOf<R extends RouteSpec> = R['response'] extends z.ZodType ? z.input<R['response']> : never

/** True when the route may change something, so that it needs a key, a same-origin call and a transaction. */
export function isUnsafe(spec: RouteSpec): boolean {
  return spec.method !== 'GET'
}

/**
 * True when the route writes nothing at all, not even for itself, so that its transaction may be closed to writing. A file
 * that leaves is counted against the day's limit in the transaction that makes it.
 */
export function onlyReads(spec: RouteSpec): boolean {
  return !isUnsafe(spec) && spec.response !== 'file' && !spec.worksInTables
}
