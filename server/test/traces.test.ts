import { beforeAll, expect, test } from 'vitest'
import { hashToken } from '#kernel/session.ts'
import { deliverNotices } from '#modules/organisations/notice.jobs.ts'
import { buildApp } from '../app.ts'
import { type Caller, caller, testApp } from './app.ts'
import { aWorld, type TestFirm, type World } from './builders.ts'
import { aCast, aDeclaration, aNeed, pushed } from './story.ts'

/**
 * What is written down on the way: the log, the audit, the action log, kept answers, messages, jobs. None of it may hold a
 * phone, an identity number, a password, a token or a receipt. Told by planting each and looking everywhere.
 */
const t = testApp()
const log: string[] = []
let world: World
let firm: TestFirm
const planted: Record<string, string> = {
  contactPhone: '13987650001',
  portalPhone: '13987650002',
  idNo: '440811199003072316',
  password: 'Kanarie-9c41-wachtwoord',
  wrongPassword: 'Kanarie-verkeerd-77',
}
/** Where a planted value is meant to stand: the firm's own data, and the rows a department sent. */
const home: Record<string, readonly string[]> = {
  phone: ['fact_registration', 'import_issue', 'import_look'],
  contactPhone: ['declaration'],
  portalPhone: ['declaration'],
  idNo: ['import_issue', 'import_look', 'import_reject'],
}

beforeAll(async () => {
  world = await aWorld(t)
  firm = await world.firm({ phone: '13987650000' })
  planted.phone = firm.phone
  const config = {
    ...t.deps.config,
    logLevel: 'trace',
    logStream: { write: (line: string) => void log.push(line) },
  }
  const app = await buildApp({ ...t.deps, config }, (server) => {
    // A refusal of the database with the whole row in its detail, as a fault of ours would bring it about.
    server.get('/api/fault', { config: { plain: true } }, () =>
      t.owner.query(
        'insert into branch_capacity (org_id, visits_per_year, contact_phone) values (1, -1, $1)',
        [firm.phone],
      ),
    )
  })
  const here = (who: Caller) => caller(app, who.accountId, who.cookie)
  const cast = await aCast(world)
  const main = here(cast.main)
  const caseId = await pushed(
    world,
    { ...cast, reviewer: here(cast.reviewer) },
    await aDeclaration(world, { ...cast, reviewer: here(cast.reviewer) }, firm, {
      contactPhone: planted.contactPhone,
    }),
  )
  const { version, contactPhone } = await main.ok('getDeskCase', { params: { caseId } })
  expect(contactPhone).toBe(planted.contactPhone)
  await repeated(main, caseId, version)
  const visitor = here(await world.staff('county_visitor'))
  await visitor.ok('reveal', {
    params: { entityId: firm.id },
    body: { field: 'phone', reason: '约定上门时间' },
  })
  await visitor.call('listEntities', { query: { search: firm.phone } })
  await visitor.call('getEntity', { params: { entityId: '999999999' }, query: { phone: firm.phone } })
  await accounts(here)
  await portal(app)
  await lists(here)
  expect((await app.inject({ url: '/api/fault' })).statusCode).toBe(500)
  await deliverNotices(t.deps)
  await app.close()
}, 120_000)

/** The answer to a repeated request is the one that was kept, word for word, phone and all. */
async function repeated(main: Caller, caseId: string, version: number): Promise<void> {
  const call = () =>
    main.call('actOnDeskCase', {
      params: { caseId },
      body: { action: 'accept', version },
      key: 'traces-accept-0001',
    })
  const [first, again] = [await call(), await call()]
  expect(first.status).toBe(200)
  expect(again.raw.toString()).toBe(first.raw.toString())
  expect(again.headers['idempotent-replayed']).toBe('true')
  expect(first.raw.toString()).toContain(planted.contactPhone)
}

async function accounts(here: (who: Caller) => Caller): Promise<void> {
  const { password, wrongPassword } = planted as { password: string; wrongPassword: string }
  const made = await here(await world.staff('system_admin')).ok('createAccount', {
    body: {
      personName: '新人',
      login: 'xinren',
      password,
      role: 'county_visitor',
      orgId: world.countyOfficeId,
    },
  })
  await here(await world.staff('security_admin')).ok('decideGrant', {
    params: { grantId: made.grants[0]!.id },
    body: { decision: 'approve' },
  })
  const stranger = here(t.anonymous)
  expect((await stranger.call('login', { body: { login: 'xinren', password: wrongPassword } })).status).toBe(
    401,
  )
  const entered = await stranger.call('login', { body: { login: 'xinren', password } })
  expect(entered.status).toBe(200)
  planted.token = /=([^;]+)/.exec(String(entered.headers['set-cookie']))![1]!
  const { rows } = await t.owner.query('select 1 from session where token_hash = $1', [
    hashToken(planted.token),
  ])
  expect(rows).toHaveLength(1)
}

async function portal(app: Parameters<typeof caller>[0]): Promise<void> {
  const body = {
    ...aNeed(),
    contactPhone: planted.portalPhone,
    firmName: '新开的商店',
    division: world.towns[0],
    wishBankIds: [],
    provideConsents: [],
    collectConsent: true,
    signer: '张三',
  }
  const call = () => caller(app, null, '').call('portalDeclare', { body, key: 'traces-portal-0001' })
  const [first, again] = [await call(), await call()]
  planted.receipt = first.body.receipt
  expect(again.body).toEqual(first.body)
}

async function lists(here: (who: Caller) => Caller): Promise<void> {
  const clerk = here(await world.staff('department_clerk'))
  const good = `统一社会信用代码,企业名称,登记状态,成立日期,地址\r\n${planted.idNo},张记饮食店,存续,2021-03-05,试验路\r\n`
  for (const [file, query] of [
    [good, { fileName: '名录.csv', kind: 'registration' }],
    [
      `张三,${firm.phone},${planted.idNo}\r\n李四,${firm.phone},${planted.idNo}\r\n`,
      { fileName: '没有表头.csv' },
    ],
  ] as const)
    await clerk.ok('uploadList', { file: Buffer.from(file), query })
  await t.work()
}

test('no table but the one it belongs to holds what was planted', async () => {
  const { rows: tables } = await t.owner.query<{ schema: string; name: string }>(
    `select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname in ('public', 'pgboss') order by 1, 2`,
  )
  expect(tables.length).toBeGreaterThan(60)
  const found: Record<string, string[]> = Object.fromEntries(Object.keys(planted).map((k) => [k, []]))
  for (const { schema, name } of tables) {
    const { rows } = await t.owner.query<{ text: string | null }>(
      `select string_agg(to_jsonb(x)::text, ' ') as text from "${schema}"."${name}" x`,
    )
    for (const [what, value] of Object.entries(planted))
      if (rows[0]!.text?.includes(value)) found[what]!.push(name)
  }
  for (const what of Object.keys(planted)) expect(found[what], what).toEqual([...(home[what] ?? [])].sort())
})

test('the log tells of every call and of a fault, and of none of it', () => {
  const text = log.join('')
  expect(log.filter((line) => line.includes('"route":"/api/')).length).toBeGreaterThan(20)
  expect(text).toContain('request failed')
  expect(text).toContain('branch_capacity')
  for (const [what, value] of Object.entries(planted)) expect(text.includes(value), what).toBe(false)
})

test('a kept answer opens only where it was kept', () => {
  const sealed = t.deps.vault.seal('回执 1', '3 portalDeclare:a')
  expect(sealed).not.toContain('回执')
  expect(t.deps.vault.open(sealed, '3 portalDeclare:a')).toBe('回执 1')
  expect(() => t.deps.vault.open(sealed, '3 portalDeclare:b')).toThrow()
  expect(() => t.deps.vault.open(`${sealed.slice(0, -2)}AA`, '3 portalDeclare:a')).toThrow()
  expect(t.deps.vault.open('{"kept":"before"}', 'anywhere')).toBe('{"kept":"before"}')
})
