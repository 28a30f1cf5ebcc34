import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { allRoutes } from '#contract/index.ts'
import { problems } from '#contract/kernel/problem.ts'
import { isUnsafe, type RouteSpec } from '#contract/kernel/route.ts'
import { type RouteKey, testApp } from './app.ts'
import { aWorld } from './builders.ts'
import { insidesIn } from './insides.ts'

/** What reaches the server over a bare socket: forms, sizes, methods and addresses it was not made for. */
const t = testApp((app) => {
  app.get('/api/broken', { config: { plain: true } }, async () => {
    await t.deps.db
      .selectFrom('nowhere' as 'org')
      .selectAll()
      .execute()
  })
})
const routes = Object.entries(allRoutes) as [RouteKey, RouteSpec][]
let port: number
let cookie: string

beforeAll(async () => {
  const world = await aWorld(t)
  cookie = (await world.staff('city_office')).cookie
  await t.app.listen({ host: '127.0.0.1', port: 0 })
  port = (t.app.server.address() as { port: number }).port
})

interface Reply {
  status: number
  headers: Record<string, string>
  body: string
  /** Whether the server cut the line by itself. */
  closed: boolean
}

/** Sends bytes as they are and answers the first reply; waits for the line to be cut where the test is about that. */
function send(bytes: string | Buffer, untilClosed = false): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    const chunks: Buffer[] = []
    let closed = false
    const done = () => {
      socket.destroy()
      const text = Buffer.concat(chunks).toString()
      const [head = '', ...body] = text.split('\r\n\r\n')
      const [first = '', ...lines] = head.split('\r\n')
      const headers = lines.map((l) => [
        l.slice(0, l.indexOf(':')).toLowerCase(),
        l.slice(l.indexOf(':') + 2),
      ])
      resolve({
        status: Number(first.split(' ')[1] ?? 0),
        headers: Object.fromEntries(headers) as Reply['headers'],
        body: body.join('\r\n\r\n'),
        closed,
      })
    }
    socket.setTimeout(15_000, () => reject(new Error('no answer')))
    socket.on('data', (d) => {
      chunks.push(d)
      const text = Buffer.concat(chunks).toString()
      const bare = bytes.toString().startsWith('HEAD ')
      const length = bare ? 0 : Number(/content-length: (\d+)/i.exec(text)?.[1] ?? -1)
      const at = text.indexOf('\r\n\r\n')
      if (!untilClosed && at >= 0 && Buffer.byteLength(text.slice(at + 4)) >= length) done()
    })
    socket.on('close', () => {
      closed = true
      done()
    })
    socket.on('error', reject)
    socket.write(bytes)
  })
}

/** Asks for a receipt that nobody has: 404 tells that the handler was reached. */
const good = JSON.stringify({ receipt: 'no-such-receipt-anywhere' })
const reached = 404

function post(headers: string[], body: string | Buffer = good, path = '/api/portal/status'): Buffer {
  const bytes = Buffer.from(body as string)
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: localhost',
    'Origin: http://localhost',
    `Cookie: ${cookie}`,
    ...headers,
    `Content-Length: ${bytes.length}`,
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), bytes])
}

const json = 'Content-Type: application/json'

describe('a body', () => {
  test.each([
    json,
    'Content-Type: APPLICATION/JSON; Charset="UTF-8"',
    'content-type: application/json;charset=utf-8',
  ])('is read as “%s”', async (header) => {
    expect((await send(post([header]))).status).toBe(reached)
  })

  const foreign = [
    [],
    ['Content-Type:'],
    ['Content-Type: text/plain'],
    ['Content-Type: text/plain; charset=utf-8'],
    ['Content-Type: text/json'],
    ['Content-Type: text/html'],
    ['Content-Type: application/x-www-form-urlencoded'],
    ['Content-Type: multipart/form-data; boundary=x'],
    ['Content-Type: application/xml'],
    ['Content-Type: application/octet-stream'],
    ['Content-Type: application/vnd.api+json'],
    ['Content-Type: application/problem+json'],
    ['Content-Type: application/jsonp'],
    ['Content-Type: application/json+x'],
    ['Content-Type: application/json, text/plain'],
    ['Content-Type: text/plain, application/json'],
    ['Content-Type: application/json text/plain'],
    ['Content-Type: application/json\ttext/plain'],
    ['Content-Type: application /json'],
    ['Content-Type: "application/json"'],
    ['Content-Type: application/*'],
    ['Content-Type: */*'],
    ['Content-Type: json'],
    ['Content-Type: application/json; charset=utf-16'],
    ['Content-Type: application/json; charset=gbk'],
    ['Content-Type: application/json; charset=utf-8; charset=utf-7'],
    ['Content-Type: application/json; charset='],
    [json, 'Content-Type: text/plain'],
    ['Content-Type: text/plain', json],
    [json, json],
    [json, 'Content-Encoding: gzip'],
    [json, 'Content-Encoding: br'],
    [json, 'Content-Encoding: identity, gzip'],
  ]
  test.each(foreign.map((headers) => [headers.join(' and ') || 'nothing', headers] as const))(
    'never reaches a handler as “%s”',
    async (_name, headers) => {
      const { status, body } = await send(post([...headers]))
      expect([400, 415]).toContain(status)
      expect(['bad_request', 'unsupported_type']).toContain((JSON.parse(body) as { code: string }).code)
    },
  )

  test('that is packed is not unfolded', async () => {
    const packed = gzipSync(good)
    expect((await send(post([json, 'Content-Encoding: gzip'], packed))).status).toBe(415)
    expect((await send(post([json], packed))).status).toBe(400)
  })

  test('has a schema that knows all its fields, on every route that takes one', () => {
    let objects = 0
    const walk = (node: unknown, at: string): void => {
      if (typeof node !== 'object' || node === null) return
      const { type, additionalProperties } = node as Record<string, unknown>
      if (type === 'object') {
        objects += 1
        expect(additionalProperties, at).toBe(false)
      }
      for (const [k, v] of Object.entries(node)) walk(v, `${at}.${k}`)
    }
    for (const [key, spec] of routes) {
      if (isUnsafe(spec) && spec.input !== 'file' && key !== 'logout') expect(spec.body, key).toBeDefined()
      for (const part of ['body', 'query', 'params'] as const)
        if (spec[part])
          walk(z.toJSONSchema(spec[part], { io: 'input', unrepresentable: 'any' }), `${key} ${part}`)
    }
    expect(objects).toBeGreaterThan(100)
  })
})

describe('what is too much', () => {
  const deep = (n: number) => `${'['.repeat(n)}${']'.repeat(n)}`
  const wide = (n: number) => JSON.stringify(Array.from({ length: n }, () => 0))
  test.each([
    ['a body above a megabyte', post([json], JSON.stringify('a'.repeat(1024 * 1024))), 413],
    [
      'a length above a megabyte, before the body is sent',
      post([json], good)
        .toString()
        .replace(/(Length: )\d+/, '$199999999'),
      413,
    ],
    ['many strings without an end', post([json], '"\\'.repeat(20_000)), 400],
    ['thirty-three levels', post([json], deep(33)), 400],
    ['ten thousand levels', post([json], deep(10_000)), 400],
    ['a thousand and one items', post([json], wide(1001)), 400],
    ['a string above its measure', post([json], JSON.stringify({ receipt: 'x'.repeat(81) })), 400],
    [
      'a header above sixteen kilobytes',
      `GET /api/health HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(17_000)}\r\n\r\n`,
      431,
    ],
    [
      'an address above sixteen kilobytes',
      `GET /api/health?${'a'.repeat(17_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
      431,
    ],
    [
      'a page of more than a hundred',
      `GET /api/entities?limit=101 HTTP/1.1\r\nHost: localhost\r\nCookie: ${'COOKIE'}\r\n\r\n`,
      400,
    ],
    [
      'a number of three hundred digits',
      `GET /api/entities/${'1'.repeat(300)} HTTP/1.1\r\nHost: localhost\r\nCookie: COOKIE\r\n\r\n`,
      400,
    ],
  ])('%s is refused', async (_name, bytes, status) => {
    const text = typeof bytes === 'string' ? bytes.replace('COOKIE', cookie) : bytes
    const reply = await send(text)
    expect(reply.status).toBe(status)
    expect(insidesIn(reply.body)).toEqual([])
    expect(JSON.parse(reply.body)).toHaveProperty('code')
  })
})

describe('a request that is two things at once', () => {
  const lines = (...more: string[]) =>
    ['POST /api/portal/status HTTP/1.1', 'Host: localhost', 'Origin: http://localhost', json, ...more].join(
      '\r\n',
    )
  test.each([
    ['two lengths', `${lines('Content-Length: 2', 'Content-Length: 20')}\r\n\r\n{}`],
    ['a length and chunks', `${lines('Content-Length: 2', 'Transfer-Encoding: chunked')}\r\n\r\n0\r\n\r\n`],
    ['chunks and a length', `${lines('Transfer-Encoding: chunked', 'Content-Length: 2')}\r\n\r\n0\r\n\r\n`],
    ['chunks in two codings', `${lines('Transfer-Encoding: chunked, identity')}\r\n\r\n0\r\n\r\n`],
    ['a blank before the colon', `${lines('Content-Length : 2')}\r\n\r\n{}`],
    ['a folded header', `${lines('X: a\r\n b', 'Content-Length: 2')}\r\n\r\n{}`],
    ['no method', 'GARBAGE\r\n\r\n'],
    ['an unknown method', 'FETCH /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['no host', 'GET /api/health HTTP/1.1\r\n\r\n'],
  ])('with %s is refused and the line is cut', async (_name, bytes) => {
    const reply = await send(bytes, true)
    expect([400, reply.closed]).toEqual([reply.status, true])
    expect(insidesIn(reply.body)).toEqual([])
  })

  test.each(['Host: evil.example', 'Origin: http://evil.example', 'Idempotency-Key: 1234567890123456'])(
    'with a second “%s” is refused',
    async (header) => {
      const reply = await send(post([json, 'Idempotency-Key: 6543210987654321', header]))
      expect([400, 403]).toContain(reply.status)
    },
  )

  test('does not carry a second one into the line of the first', async () => {
    const inner = 'GET /api/session HTTP/1.1\r\nHost: localhost\r\n\r\n'
    const reply = await send(
      `${lines('Content-Length: 0', 'Transfer-Encoding: chunked')}\r\n\r\n0\r\n\r\n${inner}`,
      true,
    )
    expect(reply.body).not.toContain('HTTP/1.1 401')
  })
})

describe('a method', () => {
  const methods = [
    'GET',
    'HEAD',
    'POST',
    'PUT',
    'PATCH',
    'DELETE',
    'OPTIONS',
    'TRACE',
    'PROPFIND',
    'QUERY',
    'PURGE',
  ]
  test('that a path does not declare answers 405, on every path', async () => {
    let asked = 0
    for (const path of new Set(routes.map(([, spec]) => spec.path))) {
      const url = path.replace(/\{\w+\}/g, '1')
      const own = routes.filter(([, spec]) => spec.path === path).map(([, spec]) => spec.method as string)
      for (const method of methods.filter((m) => !own.includes(m))) {
        const { status, headers } = await send(
          `${method} ${url} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n`,
        )
        expect(status, `${method} ${url}`).toBe(405)
        if (!['PROPFIND', 'QUERY', 'PURGE'].includes(method)) expect(headers.allow).toBe(own.join(', '))
        asked += 1
      }
    }
    expect(asked).toBeGreaterThan(600)
  })

  test('is not changed by what a header says', async () => {
    for (const name of ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'])
      expect(
        (
          await send(
            `GET /api/session HTTP/1.1\r\nHost: localhost\r\nCookie: ${cookie}\r\n${name}: DELETE\r\n\r\n`,
          )
        ).status,
      ).toBe(200)
    expect(
      (await send(`GET /api/session HTTP/1.1\r\nHost: localhost\r\nCookie: ${cookie}\r\n\r\n`)).status,
    ).toBe(200)
  })
})

test('a fault of our own is told as one, with a number to ask by and nothing else', async () => {
  const reply = await send('GET /api/broken HTTP/1.1\r\nHost: localhost\r\n\r\n')
  expect(reply.status).toBe(500)
  expect(JSON.parse(reply.body)).toEqual({
    code: 'internal',
    message: problems.internal[1],
    traceId: reply.headers['x-trace-id'],
  })
})

/** What scanners ask for first: nothing of it is there, and nothing says why. */
const elsewhere =
  '/.git/config /.git/HEAD /.env /.env.local /.npmrc /.ssh/id_rsa /.DS_Store /package.json /package-lock.json /tsconfig.json /server/app.ts /db/schema.sql /var/secrets/cursor /var/server.pid /node_modules/ /docs /docs/ /docs/openapi.json /documentation /documentation/json /openapi.json /swagger.json /swagger /swagger-ui.html /api-docs /v3/api-docs /graphql /graphiql /metrics /status /health /healthz /debug /debug/pprof/ /debug/vars /trace /actuator /actuator/env /actuator/heapdump /server-status /phpinfo.php /wp-login.php /admin /admin/ /administrator /manager/html /console.log /backup.sql /dump.sql /database.sqlite /test /tests /api /api/ /api/docs /api/debug /api/admin /api/users /api/v1/entities /api/test /api/reset /api/seed /api/__proto__ /api/constructor /assets/ /assets/../package.json /assets/%2e%2e/%2e%2e/package.json /assets/..%2f..%2fpackage.json /assets/index.js.map /console/main.js.map /field/sw.js.map //api/session /api//session /API/session /api/session/ /api/session;x=1 /api/session%00 /api/session%2f /api/./session /api/x/../session /..%2f..%2fetc%2fpasswd /%2e%2e/%2e%2e/etc/passwd'.split(
    ' ',
  )

test('there is nothing at the addresses scanners ask for first', async () => {
  expect(elsewhere.length).toBeGreaterThan(80)
  for (const path of elsewhere) {
    const reply = await send(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
    // The three pages answer any address below their own with the page itself.
    if (reply.status === 200) expect(reply.body, path).toContain('<!doctype html>')
    else expect([301, 302, 400, 401, 404, 405], path).toContain(reply.status)
    expect(reply.body, path).not.toMatch(/"dependencies"|\[core\]|root:|create table|"openapi"|"sources"/)
    if (reply.status >= 400) expect(insidesIn(reply.body), path).toEqual([])
  }
})

test('every answer of the API says how it is to be held: not kept, not framed, not guessed at', async () => {
  const answers = [
    ...[
      '/api/health',
      '/api/session',
      '/api/entities/0',
      '/api/nowhere',
      'http://elsewhere.example/api/health',
    ].map((path) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`),
    'DELETE /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n',
    post(['Content-Type: text/plain']),
    post([json], '{'),
  ]
  for (const bytes of answers) {
    const { headers, status } = await send(bytes)
    expect(headers, `${status} ${String(bytes).slice(0, 60)}`).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'strict-transport-security': expect.stringMatching(/max-age=3[0-9]{7}/),
      'referrer-policy': expect.any(String),
      'cross-origin-opener-policy': 'same-origin',
      'content-type': expect.stringMatching(/^application\/json/),
    })
    for (const name of ['server', 'x-powered-by', 'access-control-allow-origin'])
      expect(headers).not.toHaveProperty(name)
  }
})

describe('a name that means something to the language', () => {
  const bodies = [
    '{"receipt":"no-such-receipt-anywhere","__proto__":{"x":1}}',
    '{"receipt":"no-such-receipt-anywhere","constructor":{"prototype":{"x":1}}}',
    '{"receipt":"no-such-receipt-anywhere","receipt":"no-such-receipt-elsewhere"}',
    '{"__proto__":{"receipt":"no-such-receipt-anywhere"}}',
  ]
  test.each(bodies)('is refused in a body: %s', async (body) => {
    expect((await send(post([json], body))).status).toBe(400)
  })

  test.each([
    '__proto__=1',
    '__proto__[x]=1',
    'constructor=1',
    'constructor[prototype][x]=1',
    'limit=1&limit=2',
    'search=ab&search=cd',
    'search[]=ab',
    'search[x]=ab',
    'toString=1',
    'x=1',
  ])('is refused in an address: %s', async (query) => {
    const reply = await send(
      `GET /api/entities?${query} HTTP/1.1\r\nHost: localhost\r\nCookie: ${cookie}\r\n\r\n`,
    )
    expect(reply.status).toBe(400)
    expect(({} as Record<string, unknown>).x).toBeUndefined()
  })
})
