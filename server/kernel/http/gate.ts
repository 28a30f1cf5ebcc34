import type { FastifyReply, FastifyRequest } from 'fastify'
import { isUnsafe, type RouteSpec } from '#contract/kernel/route.ts'
import type { Verb } from '#contract/organisations/roles.ts'
import { type Actor, can } from '../actor.ts'
import { keyPattern } from '../idempotency.ts'
import { Problem } from '../problem.ts'
import { cookieName, findActor, plainCookieName } from '../session.ts'
import type { Deps } from './deps.ts'

/** The firm at the portal, before anything is known of it: may read nothing, and acts under a named account. */
export const portalActor: Actor = {
  accountId: '3',
  personId: '3',
  login: 'portal',
  personName: '企业门户',
  sessionId: null,
  grantId: null,
  role: 'enterprise',
  orgId: '0',
  orgName: '企业门户',
  scope: { kind: 'firm', entityId: '0' },
  internal: false,
  passwordDue: false,
}

/**
 * Runs before the body is read: who is it, does the call come from our own pages, may this post do it.
 * So a caller without a session learns nothing about the form of a body.
 */
export async function passGate(deps: Deps, spec: RouteSpec, request: FastifyRequest): Promise<void> {
  const token =
    request.cookies[cookieName] ?? (deps.config.allowHttp ? request.cookies[plainCookieName] : undefined)
  if (spec.access !== 'public' || token) {
    const found = token ? await findActor(deps.system, token, deps.clock.instant()) : null
    request.actor = found?.actor ?? null
    request.letInAt = found?.now ?? null
  }
  if (spec.access !== 'public' && !request.actor) throw new Problem('unauthenticated')
  if (request.actor?.passwordDue && !spec.whilePasswordDue) throw new Problem('password_due')
  if (isUnsafe(spec)) requireSameOrigin(deps, request)
  if (spec.access !== 'public' && spec.access !== 'session' && !can(request.actor!, spec.access as Verb))
    throw new Problem('forbidden')
  if (isKeyed(spec)) requireKey(request.headers['idempotency-key'])
}

/** A call without a number is told to make one; one whose number has another form, which form it has. */
function requireKey(key: string | string[] | undefined): void {
  if (key === undefined || key === '') throw new Problem('idempotency_key_required')
  if (keyPattern.test(String(key))) return
  throw new Problem('idempotency_key_required', {
    message: 'Idempotency-Key 的写法不对：须为 16 至 100 个字母、数字、连字符或下划线，例如一个 UUID',
  })
}

/** Whether a call must carry a number of its own, under which it takes effect once. */
export function isKeyed(spec: RouteSpec): boolean {
  return isUnsafe(spec) && spec.idempotency !== 'natural'
}

/** State changes only from our own pages: a foreign or absent Origin is refused. */
function requireSameOrigin(deps: Deps, request: FastifyRequest): void {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new Problem('cross_site')
  const origin = request.headers.origin
  if (origin === undefined) throw new Problem('cross_site')
  let host: string
  try {
    host = new URL(origin).host
  } catch {
    throw new Problem('cross_site')
  }
  const own = deps.config.origin ? new URL(deps.config.origin).host : request.headers.host
  if (host !== own) throw new Problem('cross_site')
}

/** Sets or clears the session cookie; `__Host-` binds it to this host, over TLS or on localhost. */
export function setSessionCookie(deps: Deps, reply: FastifyReply, token: string | null): void {
  const name = deps.config.allowHttp ? plainCookieName : cookieName
  const options = { path: '/', httpOnly: true, sameSite: 'lax', secure: !deps.config.allowHttp } as const
  if (token === null) reply.clearCookie(name, options)
  else reply.setCookie(name, token, options)
}

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor | null
    /** When the caller was known, by the clock of the database. */
    letInAt: Date | null
    /** Where the call came from, read while the connection stood: once a browser has hung up nobody can tell. */
    address: string
  }
  interface FastifyContextConfig {
    spec?: RouteSpec
    operation?: string
    /** Not part of the API: pages, assets, the 405 answers. */
    plain?: boolean
  }
}
