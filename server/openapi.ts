import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import { type ProblemCode, problems } from '#contract/kernel/problem.ts'
import { type Access, isUnsafe, type RouteSpec } from '#contract/kernel/route.ts'
import { holds, roleKeys, roles } from '#contract/organisations/roles.ts'

/** The head of the published description: what a caller must know before the first call. */
export const openapiInfo = {
  openapi: '3.1.0',
  info: {
    title: '滴灌 Diguan API',
    version: '0.1.0',
    license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    description: [
      '支持小微企业融资协调工作机制。',
      '',
      '约定：',
      '- 登录 `POST /api/session` 得到 `__Host-diguan` 会话 Cookie；除标明公开的接口外，没有有效会话一律 401。',
      '- 一切非 GET 请求须带与本站相同的 `Origin`，内容类型只收 `application/json`（上传文件为 `application/octet-stream`）。',
      '- 写操作须带 `Idempotency-Key`（16–100 位字母、数字、`_`、`-`）：同键同内容得到原来的回答，同键不同内容 422，正在处理 409。',
      '- 带 `version` 的修改以所见版本为准，已被他人先改则 409。',
      '- 金额一律为以“分”计的字符串，利率为基点整数，日期为北京时间。',
      '- 不认识的字段一律 400；看不到的对象与不存在的对象回答相同，均为 404。',
      '- `x-access` 写明谁可以调用：`public`、`session`，或一项权限及持有它的岗位。',
    ].join('\n'),
  },
  components: {
    securitySchemes: { session: { type: 'apiKey' as const, in: 'cookie' as const, name: '__Host-diguan' } },
  },
}

const octets = { type: 'string', format: 'binary' }

/** Completes the description of one route: who may call, headers, files, and every refusal it may answer. */
export const describeRoute: typeof jsonSchemaTransform = (document) => {
  const { schema, url } = jsonSchemaTransform(document)
  const { spec } = document.route.config ?? {}
  if (!spec || !schema || schema.hide) return { schema, url }
  return {
    url,
    schema: {
      ...schema,
      'x-access': describeAccess(spec.access),
      ...(spec.personal ? { 'x-personal': true } : {}),
      security: spec.access === 'public' ? [] : [{ session: [] }],
      ...(isUnsafe(spec) ? { headers: headersOf(spec) } : {}),
      ...(spec.input === 'file' ? { consumes: ['application/octet-stream'], body: octets } : {}),
      response: {
        ...(spec.response === 'file'
          ? { 200: { description: '文件', content: { 'application/octet-stream': { schema: octets } } } }
          : (schema.response as object)),
        ...refusalsOf(spec),
      },
    },
  } as ReturnType<typeof jsonSchemaTransform>
}

function describeAccess(access: Access): Record<string, unknown> {
  if (access === 'public' || access === 'session') return { kind: access }
  return {
    kind: 'verb',
    verb: access,
    roles: Object.fromEntries(roleKeys.filter((r) => holds(r, access)).map((r) => [r, roles[r]])),
  }
}

function headersOf(spec: RouteSpec): Record<string, unknown> {
  const keyed = spec.idempotency !== 'natural'
  return {
    type: 'object',
    required: ['origin', ...(keyed ? ['idempotency-key'] : [])],
    properties: {
      origin: { type: 'string', description: '本站地址' },
      ...(keyed ? { 'idempotency-key': { type: 'string', pattern: '^[A-Za-z0-9_-]{16,100}$' } } : {}),
    },
  }
}

/** Refusals by status; those every route of the kind may answer, and those it names itself. */
function refusalsOf(spec: RouteSpec): Record<string, unknown> {
  const codes = new Set<ProblemCode>(['bad_request', 'too_many', 'internal', 'unavailable'])
  if (spec.access !== 'public') codes.add('unauthenticated')
  if (spec.access !== 'public' && spec.access !== 'session') codes.add('forbidden')
  if (spec.params) codes.add('not_found')
  if (isUnsafe(spec)) {
    codes.add('cross_site').add('too_large').add('unsupported_type')
    if (spec.idempotency !== 'natural') {
      codes.add('idempotency_key_required').add('in_flight').add('idempotency_mismatch')
    }
  }
  for (const code of spec.errors ?? []) codes.add(code)
  const byStatus = new Map<number, ProblemCode[]>()
  for (const code of codes)
    byStatus.set(problems[code][0], [...(byStatus.get(problems[code][0]) ?? []), code])
  return Object.fromEntries(
    [...byStatus].map(([status, list]) => [
      status,
      {
        description: list.map((c) => `\`${c}\` ${problems[c][1]}`).join('；'),
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  )
}
