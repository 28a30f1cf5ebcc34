import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { anUscc } from './builders.ts'
import { type StartedServer, startServer } from './process.ts'
import { withDatabase } from './setup.ts'

/**
 * A server that logs all it can is told secrets and personal data; afterwards every line it wrote and every row it keeps
 * is searched for them.
 */
const name = `canaries_${process.pid}`
let admin: pg.Client
let owner: pg.Client
let server: StartedServer
let base: string

beforeAll(async () => {
  admin = new pg.Client({ connectionString: inject('ownerUrl') })
  await admin.connect()
  await admin.query(`create database ${name} template diguan_template`)
  const url = withDatabase(inject('ownerUrl'), name)
  owner = new pg.Client({ connectionString: url })
  await owner.connect()
  await owner.query("insert into division (code, name, level) values (440800000000, '试验市', 'city')")
  await owner.query(
    "insert into division (code, name, level, parent) values (440801000000, '试验区', 'county', 440800000000)",
  )
  server = await startServer({ DIGUAN_HOME: inject('home'), DATABASE_URL: url, DIGUAN_LOG: 'trace' })
  base = (await server.ready).replace('127.0.0.1', 'localhost')
})

afterAll(async () => {
  server?.stop()
  await owner?.end()
  await admin?.query(`drop database ${name} with (force)`)
  await admin?.end()
})

async function call(method: string, path: string, body: unknown, cookie = ''): Promise<Response> {
  return fetch(base + path, {
    method,
    headers: {
      origin: base,
      cookie,
      'content-type': 'application/json',
      'idempotency-key': `canary-key-${Math.trunc(performance.now() * 1000)}-xxxxxxxx`,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

const secrets: Record<string, string> = {}
const personal = { phone: '13912345678', code: anUscc(), contact: '金丝雀某' }

test('the server is told what it must not repeat', async () => {
  secrets.bootstrap = /三员账号：\n\s+(\S{20,})/.exec(server.said())![1]!
  for (const word of ['password', 'wrong', 'given']) secrets[word] = `Canary-${randomUUID()}`
  const administrators = ['system_admin', 'security_admin', 'audit_admin'].map((role, i) => ({
    role,
    personName: `管理员${i}`,
    login: `guanli${i}`,
    password: secrets.password,
  }))
  expect((await call('POST', '/api/bootstrap', { secret: secrets.bootstrap, administrators })).status).toBe(
    200,
  )
  expect((await call('POST', '/api/session', { login: 'guanli0', password: secrets.wrong })).status).toBe(401)
  const signedIn = await call('POST', '/api/session', { login: 'guanli0', password: secrets.password })
  expect(signedIn.status).toBe(200)
  const cookie = signedIn.headers.get('set-cookie')!.split(';')[0]!
  secrets.token = cookie.slice(cookie.indexOf('=') + 1)
  const { grant } = (await signedIn.json()) as { grant: { orgId: string } }
  const account = { personName: '新人', login: 'xinren', role: 'security_admin', orgId: grant.orgId }
  expect((await call('POST', '/api/accounts', { ...account, password: secrets.given }, cookie)).status).toBe(
    200,
  )
  // Refused in every way a secret could be echoed: misspelt, doubled, in the wrong place.
  await call('POST', '/api/session', `{"login":"guanli0","password":"${secrets.password}"`)
  await call('POST', '/api/session', `{"password":"${secrets.password}","password":"${secrets.password}"}`)
  await call('POST', '/api/session', { login: 'guanli0', password: secrets.password, [secrets.wrong!]: 1 })
  await fetch(`${base}/api/session?password=${secrets.password}`)
  const form = {
    firmName: '金丝雀面馆',
    code: personal.code,
    division: '440801000000',
    needType: 'working',
    amountFen: '500000',
    termMonths: 12,
    purposeKind: 'materials',
    purpose: '进货周转',
    guarantee: 'credit',
    contactName: personal.contact,
    contactPhone: personal.phone,
    acceptsOther: true,
    wishBankIds: [],
    collectConsent: true,
    provideConsents: [],
    signer: personal.contact,
  }
  const declared = await call('POST', '/api/portal/declarations', form)
  expect(declared.status).toBe(200)
  secrets.receipt = ((await declared.json()) as { receipt: string }).receipt
  expect((await call('POST', '/api/portal/status', { receipt: secrets.receipt })).status).toBe(200)
  await call('POST', '/api/portal/declarations', { ...form, contactPhone: `${personal.phone}9` })
  expect(server.said()).toContain('"level":30')
})

/** The files of `secrets/`: read by the server, kept nowhere else. */
function filesOfSecrets(): Record<string, string> {
  const dir = join(inject('home'), 'secrets')
  return Object.fromEntries(readdirSync(dir).map((f) => [f, readFileSync(join(dir, f), 'utf8').trim()]))
}

test('no line the server wrote repeats it', () => {
  const written = server.said().replace(secrets.bootstrap!, '')
  const logs = readdirSync(join(inject('home'), 'log')).map((f) =>
    readFileSync(join(inject('home'), 'log', f), 'utf8'),
  )
  expect(written.length).toBeGreaterThan(2000)
  for (const [what, word] of Object.entries({ ...secrets, ...personal, ...filesOfSecrets() }))
    for (const text of [written, ...logs]) expect(text.includes(word), what).toBe(false)
})

test('no row the database keeps holds a secret', async () => {
  const { rows: tables } = await owner.query<{ name: string }>(
    "select format('%I.%I', table_schema, table_name) as name from information_schema.tables where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE'",
  )
  let dump = ''
  for (const table of tables) {
    // A repeated submission is answered with the receipt once more, so the kept answer holds it; nothing else does.
    if (table.name === 'public.idempotency') continue
    const { rows } = await owner.query<{ row: string }>(`select x::text as row from ${table.name} x`)
    dump += rows.map((r) => r.row).join('\n')
  }
  expect(tables.length).toBeGreaterThan(45)
  expect(dump).toContain(personal.phone)
  for (const [what, word] of Object.entries({ ...secrets, ...filesOfSecrets() }))
    expect(dump.includes(word), what).toBe(false)
})

test('the server ends in order', async () => {
  server.stop()
  expect(await server.ended).toBe(0)
})
