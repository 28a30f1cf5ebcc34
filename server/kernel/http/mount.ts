import type { FastifyInstance } from 'fastify'
import type { RouteSpec, Routes } from '#contract/kernel/route.ts'
import { answer } from './answer.ts'
import type { Deps } from './deps.ts'
import { passGate } from './gate.ts'
import type { Handler, Handlers } from './handler.ts'

/** Registers each route with its handler; a missing handler does not compile. */
export function mount<const T extends Routes>(
  app: FastifyInstance,
  deps: Deps,
  routes: T,
  handlers: Handlers<T>,
): void {
  for (const [operation, spec] of Object.entries(routes)) {
    const handler = handlers[operation as keyof T] as unknown as Handler<RouteSpec>
    app.route({
      method: spec.method,
      url: spec.path.replace(/\{(\w+)\}/g, ':$1'),
      config: { spec, operation },
      schema: describe(operation, spec),
      onRequest: (request) => passGate(deps, spec, request),
      handler: (request, reply) => answer(deps, { operation, spec, handler }, request, reply),
    })
  }
}

/** What the OpenAPI page says of a route; Fastify itself validates nothing, `readInput` does. */
function describe(operation: string, spec: RouteSpec): Record<string, unknown> {
  return {
    operationId: operation,
    summary: spec.summary,
    tags: [spec.tag],
    ...(spec.params ? { params: spec.params } : {}),
    ...(spec.query ? { querystring: spec.query } : {}),
    ...(spec.body ? { body: spec.body } : {}),
    ...(spec.response === 'file' ? {} : { response: { 200: spec.response } }),
  }
}
