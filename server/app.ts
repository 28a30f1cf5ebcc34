import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import swagger from '@fastify/swagger'
import Fastify, { type FastifyInstance } from 'fastify'
import { jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { withoutValues } from '#kernel/failure.ts'
import type { Deps } from '#kernel/http/deps.ts'
import { installErrors, refuseAddress } from '#kernel/http/errors.ts'
import { mountPages } from '#kernel/http/pages.ts'
import { largestUpload } from '#kernel/http/receive.ts'
import { parseStrictJson } from '#kernel/http/strict-json.ts'
import { checkForm, refuseBrokenCall } from '#kernel/http/wire.ts'
import { Problem } from '#kernel/problem.ts'
import { mountModules } from './modules/mount.ts'
import { describeRoute, openapiInfo } from './openapi.ts'

export const webRoot = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist', 'web')

/** The HTTP server with every module mounted. Refuses to be built with a route that says not who may call it. */
export async function buildApp(
  deps: Deps,
  extend?: (app: FastifyInstance) => void,
): Promise<FastifyInstance> {
  const app = Fastify({
    logger:
      deps.config.logLevel === 'silent'
        ? false
        : {
            level: deps.config.logLevel,
            ...(deps.config.logStream ? { stream: deps.config.logStream } : {}),
            serializers: {
              req: (r) => ({ method: r.method, route: r.routeOptions?.url }),
              err: withoutValues,
            },
          },
    genReqId: () => deps.random.uuid(),
    trustProxy: deps.config.trustProxy.length > 0 ? deps.config.trustProxy : false,
    bodyLimit: 1024 * 1024,
    exposeHeadRoutes: false,
    requestTimeout: 0,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: refuseAddress,
    clientErrorHandler: refuseBrokenCall,
  })
  const seen = watchRoutes(app)
  app.decorateRequest('actor', null)
  app.decorateRequest('letInAt', null)
  app.decorateRequest('address', '')
  installParsers(app)
  installHeaders(app)
  installErrors(app, deps)
  await app.register(cookie)
  await app.register(compress, { globalDecompression: false, threshold: 2048, encodings: ['br', 'gzip'] })
  await app.register(swagger, {
    openapi: openapiInfo,
    transform: describeRoute,
    transformObject: jsonSchemaTransformObject,
  })
  app.setValidatorCompiler(() => () => true)
  app.setSerializerCompiler(() => (value) => JSON.stringify(value))
  mountModules(app, deps)
  extend?.(app)
  refuseOtherMethods(app, seen.paths)
  if (existsSync(webRoot)) await mountPages(app, webRoot)
  await app.ready()
  if (seen.unannotated.size > 0)
    throw new Error(`路由没有声明谁可以调用：${[...seen.unannotated].join('、')}`)
  return app
}

interface Seen {
  unannotated: Set<string>
  /** Path → methods of the API routes. */
  paths: Map<string, Set<string>>
}

/** Control B1: a route without a policy annotation stops the start. */
function watchRoutes(app: FastifyInstance): Seen {
  const seen: Seen = { unannotated: new Set(), paths: new Map() }
  app.addHook('onRoute', (route) => {
    const config = route.config as { spec?: { access?: string }; plain?: boolean } | undefined
    if (config?.spec?.access) {
      const methods = seen.paths.get(route.url) ?? new Set<string>()
      seen.paths.set(route.url, methods.add(String(route.method)))
    } else if (!config?.plain && !route.url.startsWith('/assets/')) {
      seen.unannotated.add(`${String(route.method)} ${route.url}`)
    }
  })
  return seen
}

/** Only JSON, parsed strictly, and raw bytes for uploads; everything else is 415 before a handler is reached. */
function installParsers(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, body.length === 0 ? undefined : parseStrictJson(body as Buffer))
    } catch (error) {
      done(error as Error)
    }
  })
  app.addContentTypeParser(
    'application/octet-stream',
    { bodyLimit: largestUpload },
    (request, payload, done) => {
      if (request.routeOptions.config.spec?.input === 'file') done(null, payload)
      else done(new Problem('unsupported_type'))
    },
  )
  app.addHook('preParsing', (request) => checkForm(request))
  app.addHook('preValidation', async (request) => {
    const { spec } = request.routeOptions.config
    if (spec?.input === 'file' && !request.headers['content-type']?.startsWith('application/octet-stream')) {
      throw new Problem('unsupported_type', { message: '上传文件请用 application/octet-stream' })
    }
    if (spec?.body && (request.body === undefined || request.body === null))
      throw new Problem('bad_request', { message: '请求缺少 JSON 内容' })
  })
}

function installHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    request.address = request.ip ?? ''
    reply.headers({
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'x-frame-options': 'DENY',
      'x-trace-id': request.id,
    })
    // By route too: an absolute address in the request line reaches it all the same.
    if (request.url.startsWith('/api/') || request.routeOptions.config.spec) {
      reply.headers({
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      })
    }
  })
}

/** A known path answers undeclared methods with 405, TRACE among them. */
function refuseOtherMethods(app: FastifyInstance, paths: Seen['paths']): void {
  // A copy: registering below adds to the map.
  for (const [url, methods] of Array.from(paths)) {
    const others = app.supportedMethods.filter((m) => !methods.has(m))
    app.route({
      method: others as 'GET'[],
      url,
      schema: { hide: true },
      config: { plain: true },
      onRequest: async (_request, reply) => {
        reply.header('allow', [...methods].join(', '))
        throw new Problem('method_not_allowed')
      },
      handler: async () => undefined,
    })
  }
}
