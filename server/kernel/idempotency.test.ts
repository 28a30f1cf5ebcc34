import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { allRoutes } from '#contract/index.ts'
import { type Caller, type CallOptions, testApp } from '#test/app.ts'
import { anUscc, aWorld, type World } from '#test/builders.ts'
import { lossyWay } from '#test/lossy.ts'
import {
  aCast,
  aGrant,
  aLoan,
  aNeed,
  atWindow,
  aVisit,
  type Cast,
  desk,
  papersComplete,
  proposed,
} from '#test/story.ts'

/** Every write under a key takes effect once: sent again, sent in a crowd, or sent without hearing the answer. */
const t = testApp()
type Key = keyof typeof allRoutes
let world: World
let cast: Cast
const who = {} as Record<
  'city' | 'city2' | 'system' | 'security' | 'visitor' | 'reviewer' | 'checker' | 'main',
  Caller
>

beforeAll(async () => {
  world = await aWorld(t)
  cast = await aCast(world)
  Object.assign(who, cast, {
    city: await world.staff('city_office'),
    city2: await world.staff('city_office'),
    system: await world.staff('system_admin'),
    security: await world.staff('security_admin'),
    visitor: await world.staff('county_visitor'),
  })
})

async function actions(): Promise<number> {
  const { rows } = await t.owner.query<{ n: number }>('select count(*)::int as n from action_log')
  return rows[0]!.n
}
async function underKey(key: string): Promise<number> {
  const { rows } = await t.owner.query<{ n: number }>(
    'select count(*)::int as n from action_log where request_key like $1',
    [`%:${key}`],
  )
  return rows[0]!.n
}

/**
 * One good call: many at once under one key, once more, and once with other content. It takes effect once; who came while
 * it was being worked on is asked to wait, who comes after it reads the same answer.
 */
async function once<K extends Key>(
  caller: Caller,
  route: K,
  call: CallOptions,
  other: CallOptions,
  crowd = 4,
) {
  const key = randomUUID()
  const send = (options: CallOptions) => caller.call(route, { ip: '10.9.9.9', ...options, key })
  const answers = await Promise.all(Array.from({ length: crowd }, () => send(call)))
  const good = answers.filter((a) => a.status === 200)
  expect(good.length, `${route}: ${JSON.stringify(answers[0]!.problem)}`).toBeGreaterThan(0)
  for (const a of answers.filter((x) => x.status !== 200))
    expect([a.status, a.problem.code, a.headers['retry-after']], route).toEqual([409, 'in_flight', '1'])
  expect(good.filter((a) => !('idempotent-replayed' in a.headers)).length, `${route} ran once`).toBe(1)
  const before = await actions()
  const again = await send(call)
  expect([again.status, again.headers['idempotent-replayed']], route).toEqual([200, 'true'])
  for (const a of good) expect(a.raw, route).toEqual(again.raw)
  const mixed = await send({ ...call, ...other })
  expect([mixed.status, mixed.problem.code], `${route} with other content`).toEqual([
    422,
    'idempotency_mismatch',
  ])
  expect([await underKey(key), await actions()], `${route} took effect once`).toEqual([1, before])
  return again.body
}

const elsewhere = (name: string) => ({ params: { [name]: '999999' } })
const csv = (rows: string[]) =>
  Buffer.from(`银行,网点名称,行政区划代码,年走访能力\n${rows.join('\n')}\n`, 'utf8')

const rules = [
  {
    key: 'gone',
    label: '已注销',
    why: '登记状态表明不在经营',
    effect: { exclude: true },
    when: { field: 'registrationStatus', is: 'oneOf', words: ['cancelled'] },
  },
]

describe('each keyed route', () => {
  test('of people and parameters', async () => {
    const person = {
      personName: '李四',
      login: `lisi${Date.now()}`,
      password: 'Diguan-2026-test',
      role: 'county_visitor',
      orgId: world.countyOfficeId,
    }
    const account = await once(
      who.system,
      'createAccount',
      { body: person },
      { body: { ...person, personName: '王五' } },
      2,
    )
    const accountId = account.id
    const first = { params: { grantId: account.grants[0]!.id }, body: { decision: 'approve' } }
    await once(who.security, 'decideGrant', first, { body: { decision: 'refuse', reason: '不合适' } })
    await once(
      who.system,
      'requestGrant',
      { params: { accountId }, body: { role: 'county_reviewer', orgId: world.countyOfficeId } },
      elsewhere('accountId'),
    )
    const { rows } = await who.system.ok('listAccounts', { query: { search: person.login } })
    await once(
      who.system,
      'disableAccount',
      { params: { accountId }, body: { version: rows[0]!.version, reason: '已调离' } },
      elsewhere('accountId'),
    )
    const change = { value: 31, version: 0, reason: '本地方案规定' }
    await once(
      who.city,
      'changeParameter',
      { params: { key: 'silenceDays' }, body: change },
      { body: { ...change, value: 32 } },
      16,
    )
  })

  test('of lists, from the file to the published one', async () => {
    const upload = (rows: string[]) => ({
      query: { fileName: '银行网点.csv', kind: 'branch' },
      file: csv(rows),
    })
    const file = upload([`丙银行,丙银行城区支行,${world.county},100`])
    const { id: batchId } = await once(who.city, 'uploadList', file, { file: csv(['丁银行,丁支行,1,1']) })
    await t.work()
    await once(who.city, 'previewImport', { params: { batchId }, body: {} }, elsewhere('batchId'))
    await t.work()
    const { previewHash } = await who.city.ok('getImport', { params: { batchId } })
    await once(
      who.city,
      'commitImport',
      { params: { batchId }, body: { previewHash } },
      { body: { previewHash: 'x'.repeat(64) } },
    )
    const spare = await who.city.ok('uploadList', upload([`戊银行,戊银行支行,${world.county},5`]))
    await once(who.city, 'cancelImport', { params: { batchId: spare.id }, body: {} }, elsewhere('batchId'))
    await t.work()
    await world.firm()
    const drafted = { name: '试验规则', rules }
    const { id: ruleSetId } = await once(
      who.city,
      'draftRules',
      { body: drafted },
      { body: { ...drafted, name: '别的规则' } },
    )
    const params = { ruleSetId }
    const edited = { ...drafted, revision: 1 }
    await once(
      who.city,
      'editRules',
      { params, body: edited },
      { params, body: { ...edited, name: '又一版规则' } },
    )
    await once(who.city, 'previewRules', { params, body: {} }, elsewhere('ruleSetId'))
    await t.work()
    const spareRules = await who.city.ok('draftRules', { body: drafted })
    await once(
      who.city,
      'discardRules',
      { params: { ruleSetId: spareRules.id }, body: { revision: 1 } },
      { params: { ruleSetId: spareRules.id }, body: { revision: 2 } },
    )
    await once(who.city2, 'publishRules', { params: { ruleSetId }, body: {} }, elsewhere('ruleSetId'))
    const { id: runId } = await once(who.city, 'runScreening', { body: {} }, { body: { asOf: '2026-11-01' } })
    await t.work()
    await once(who.city, 'replayScreening', { params: { runId }, body: {} }, elsewhere('runId'))
    await t.work()
    const list = { runId, name: '试验清单', round: '首轮' }
    const { id: listId } = await once(
      who.city,
      'draftTargetList',
      { body: list },
      { body: { ...list, name: '别的清单' } },
    )
    await once(who.city, 'assignTargetList', { params: { listId }, body: {} }, elsewhere('listId'))
    await t.work()
    await once(who.city2, 'publishTargetList', { params: { listId }, body: {} }, elsewhere('listId'))
    const { rows } = await who.city.ok('listTargets', { query: { listId } })
    const [target] = rows
    await once(
      who.city,
      'actOnTarget',
      {
        params: { targetId: target!.id },
        body: { action: 'exclude', version: target!.version, reason: '已搬离' },
      },
      elsewhere('targetId'),
    )
  })

  test('from visit to bank', async () => {
    const firm = await world.firm()
    const visit = aVisit({ entityId: firm.id })
    await once(who.visitor, 'recordVisit', { body: visit }, { body: { ...visit, note: '另记' } }, 32)
    const need = {
      entityId: firm.id,
      ...aNeed(),
      submit: true,
      ...atWindow(world, [world.banks[0].id]),
    }
    const made = await once(
      who.reviewer,
      'createDeclaration',
      { body: need },
      { body: { ...need, termMonths: 24 } },
      32,
    )
    const params = { declarationId: made.id }
    const accept = { action: 'accept', version: made.version }
    const { version: accepted } = await once(
      who.reviewer,
      'actOnDeclaration',
      { params, body: accept },
      elsewhere('declarationId'),
    )
    const finding = { standard: 1, result: 'met', basis: '核对材料', evidence: ['note:合同'] }
    const found = { params, body: { version: accepted, ...finding } }
    await once(who.reviewer, 'addFinding', found, elsewhere('declarationId'))
    const consent = { bankId: world.banks[1].id, channel: 'onsite', signer: '张三' }
    const { consents } = await once(
      who.reviewer,
      'addConsent',
      { params, body: consent },
      { body: { ...consent, signer: '李四' } },
    )
    const version = await proposed(world, cast, made.id)
    const approved = { declarations: [{ id: made.id, version }] }
    await once(
      who.checker,
      'approveRecommendations',
      { body: approved },
      { body: { declarations: [{ id: made.id, version: 99 }] } },
    )
    const backup = consents.find((c) => c.bankId === world.banks[1].id)!
    await once(
      who.reviewer,
      'withdrawConsent',
      { params: { ...params, consentId: backup.id }, body: { how: '来电撤回' } },
      { body: { how: '当面撤回' } },
    )
    const { cases } = await who.reviewer.ok('getDeclaration', { params })
    const caseId = cases[0]!.id
    await once(
      who.checker,
      'actOnCase',
      { params: { caseId }, body: { action: 'push', version: 1 } },
      elsewhere('caseId'),
    )
    await papersComplete(who.main, caseId)
    await desk(who.main, caseId, aGrant)
    const held = await who.main.ok('getDeskCase', { params: { caseId } })
    const loan = { version: held.version, ...aLoan('2026-11-20', 'KEY-1') }
    await once(
      who.main,
      'actOnDeskCase',
      { params: { caseId }, body: loan },
      { body: { ...loan, amountFen: '1' } },
      32,
    )
    const large = { kind: 'visits', reason: '季度核对' }
    const request = await once(
      who.checker,
      'requestExport',
      { body: large },
      { body: { ...large, kind: 'credits' } },
    )
    const decision = { version: request.version, approve: true }
    await once(
      who.reviewer,
      'decideExport',
      { params: { exportId: request.id }, body: decision },
      { body: { ...decision, approve: false, reason: '过宽' } },
    )
  })

  test('at the portal', async () => {
    const form = {
      firmName: '试验面馆',
      code: anUscc(),
      division: world.towns[0],
      ...aNeed(),
      wishBankIds: [],
      collectConsent: true,
      provideConsents: [world.banks[0].id],
      signer: '张三',
    }
    const { receipt } = await once(
      t.anonymous,
      'portalDeclare',
      { body: form },
      { body: { ...form, signer: '李四' } },
      32,
    )
    const { rows } = await t.owner.query<{ id: string }>('select max(id)::text as id from consent')
    await once(
      t.anonymous,
      'portalWithdrawConsent',
      { body: { receipt, consentId: rows[0]!.id } },
      { body: { receipt, consentId: '1' } },
    )
    await once(
      t.anonymous,
      'portalWithdraw',
      { body: { receipt, reason: '不需要了' } },
      { body: { receipt, reason: '另有原因' } },
    )
  })
})

test('an attempt that failed leaves no key behind', async () => {
  const [target] = await world.list([await world.firm()])
  const params = { targetId: target!.id }
  const key = randomUUID()
  const act = (version: number) =>
    who.city.call('actOnTarget', { params, key, body: { action: 'exclude', version, reason: '已搬离' } })
  expect((await act(7)).problem.code).toBe('stale_version')
  expect((await act(1)).status).toBe(200)
})

test('a key is of one client and one route: others may use the same', async () => {
  const key = randomUUID()
  const request = { kind: 'visits', reason: '季度核对' }
  for (const caller of [who.city, who.city2]) {
    const { status, headers } = await caller.call('requestExport', { key, body: request })
    expect([status, headers['idempotent-replayed']]).toEqual([200, undefined])
  }
  const { status } = await who.city.call('draftRules', { key, body: { name: '同号规则', rules } })
  expect(status).toBe(200)
})

/** M6: the line is cut after the server has answered; the client knows nothing and sends again. */
describe('an answer that never arrived', () => {
  const counted = async (sql: string) =>
    (await t.owner.query<{ n: number }>(`select count(*)::int as n from ${sql}`)).rows[0]!.n

  test('is had by sending again under the same key; under a new one the deed is done twice', async () => {
    const way = await lossyWay(t.app)
    try {
      const firm = await world.firm()
      const deeds: [Caller, Key, () => object, string][] = [
        [who.visitor, 'recordVisit', () => aVisit({ entityId: firm.id }), 'visit'],
        [who.checker, 'requestExport', () => ({ kind: 'visits', reason: '季度核对' }), 'export_request'],
        [
          who.reviewer,
          'createDeclaration',
          () => ({ entityId: firm.id, ...aNeed(), submit: false }),
          'declaration',
        ],
      ]
      for (const [caller, route, body, table] of deeds) {
        const before = await counted(table)
        const [key, sent] = [randomUUID(), body()]
        expect(await way.lose(caller, route, sent, key), `${route} heard nothing`).toBe('nothing')
        const again = await caller.call(route, { body: sent, key })
        expect([again.status, again.headers['idempotent-replayed']], route).toEqual([200, 'true'])
        expect((await counted(table)) - before, `${route} was done once`).toBe(1)
      }
      const before = await counted('export_request')
      const sent = { kind: 'visits', reason: '季度核对' }
      expect(await way.lose(who.checker, 'requestExport', sent, randomUUID())).toBe('nothing')
      await who.checker.ok('requestExport', { body: sent })
      expect((await counted('export_request')) - before, 'the injector bites').toBe(2)
    } finally {
      await way.close()
    }
  })
})
