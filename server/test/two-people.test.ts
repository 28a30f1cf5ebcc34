import { beforeAll, describe, expect, test } from 'vitest'
import { type Role, roleKeys } from '#contract/organisations/roles.ts'
import { firstRules } from '#contract/screening/first-rules.ts'
import { type Answer, type Caller, testApp, testNow } from './app.ts'
import { anAccount, aWorld, type World } from './builders.ts'
import { inParallel } from './reach.ts'
import {
  aCast,
  aDeclaration,
  aGrant,
  type Cast,
  desk,
  office,
  papersComplete,
  proposed,
  pushed,
} from './story.ts'

/**
 * What takes two persons, tried by one: with the account that made it, and with a second account of the same person
 *; who may give a post to whom; and what a person sees while the post changes.
 */
const t = testApp()
let world: World
let cast: Cast

beforeAll(async () => {
  world = await aWorld(t)
  cast = await aCast(world)
})

async function one<R extends object>(text: string, values: unknown[]): Promise<R> {
  return (await t.owner.query<R>(text, values)).rows[0]!
}

/** Another account of the person behind a caller, on a post in the same body. */
async function alterEgo(who: Caller, role?: Role): Promise<Caller> {
  const grant = await one<{ personId: string; orgId: string; role: Role }>(
    `select person_id as "personId", org_id as "orgId", role from role_grant where account_id = $1`,
    [who.accountId],
  )
  return t.signIn(await anAccount(t, role ?? grant.role, grant.orgId, grant.personId))
}

type Try = (who: Caller) => Promise<{ status: number; problem?: { code: string } }>

/** The maker, under two accounts, is refused and nothing has happened; somebody else may. */
async function takesTwo(maker: Caller, other: Caller, attempt: Try, ego?: Caller): Promise<void> {
  for (const who of [maker, ego ?? (await alterEgo(maker))]) {
    const refused = await attempt(who)
    expect([refused.status, refused.problem?.code]).toEqual([403, 'maker_is_checker'])
  }
  expect((await attempt(other)).status).toBe(200)
}

/** What a card of the first page says is waiting for this person. */
const waits = async (who: Caller, key: string) =>
  (await who.ok('getHome')).cards.find((c) => c.key === key)!.count

test('rules are published by another person than drafted them', async () => {
  const maker = await world.staff('city_office')
  const { rows } = await maker.ok('listRuleSets')
  expect(rows).toEqual([])
  const draft = await maker.ok('draftRules', { body: { name: '试验规则', rules: firstRules } })
  const other = await world.staff('city_office')
  expect([await waits(maker, 'draftRules'), await waits(other, 'draftRules')]).toEqual([0, 1])
  await takesTwo(maker, other, (who) =>
    who.call('publishRules', { params: { ruleSetId: draft.id }, body: {} }),
  )
})

test('a list of targets is published by another person than made it', async () => {
  const maker = await world.staff('city_office')
  const list = await one<{ id: string }>(
    `with r as (insert into screening_run (rule_set_id, rule_version, state, as_of, version, account_id, started_at, finished_at)
       select id, version, 'failed', '2026-11-01', 1, 2, $2, $2 from rule_set limit 1 returning id),
     l as (insert into target_list (name, round, version, state, run_id, made_by, made_at) select '试验', '两人', 1, 'draft', id, $1, $2 from r returning id),
     a as (insert into assignment_run (list_id, state, account_id, started_at, finished_at) select id, 'done', $1, $2, $2 from l)
     select id from l`,
    [maker.accountId, testNow],
  )
  const other = await world.staff('city_office')
  expect([await waits(maker, 'draftLists'), await waits(other, 'draftLists')]).toEqual([0, 1])
  for (const who of [maker, other])
    expect((await who.ok('listTargetLists')).rows.find((l) => l.id === list.id)!.mine).toBe(who === maker)
  await takesTwo(maker, other, (who) =>
    who.call('publishTargetList', { params: { listId: list.id }, body: {} }),
  )
})

test('a recommendation is approved by another person than proposed it', async () => {
  const id = await aDeclaration(world, cast, await world.firm())
  const version = await proposed(world, cast, id)
  // One person may hold both posts of a county office, but not both parts of one approval.
  const ego = await alterEgo(cast.reviewer, 'county_coordinator')
  const attempt: Try = (who) =>
    who.call('approveRecommendations', { body: { declarations: [{ id, version }] } })
  await takesTwo(cast.reviewer, cast.checker, attempt, ego)
})

test('who judged a standard does not approve it, whoever proposed', async () => {
  const id = await aDeclaration(world, cast, await world.firm())
  const params = { declarationId: id }
  const judge = await world.staff('county_reviewer')
  const accepted = async (body: object) => {
    const { version } = await judge.ok('getDeclaration', { params })
    return judge.ok('actOnDeclaration', { params, body: { version, ...body } })
  }
  await accepted({ action: 'verify', how: 'window' })
  await accepted({ action: 'accept' })
  const finding = { result: 'met', basis: '材料齐全，核对无误', evidence: ['note:营业执照与合同'] }
  const { version: now } = await judge.ok('getDeclaration', { params })
  await judge.ok('addFinding', { params, body: { version: now, standard: 1, ...finding } })
  const found = cast.reviewer
  // The judge's standard stands: the other reviewer judges the rest and proposes.
  for (const standard of [2, 3, 4, 5]) {
    const { version } = await found.ok('getDeclaration', { params })
    await found.ok('addFinding', { params, body: { version, standard, ...finding } })
  }
  const { version } = await found.ok('getDeclaration', { params })
  const body = {
    action: 'propose',
    version,
    mainBranchId: world.banks[0].branchId,
    backupBranchId: world.banks[1].branchId,
    recommendedFen: '50000000',
    reason: '五项标准均通过',
  }
  const proposedAt = (await found.ok('actOnDeclaration', { params, body })).version
  const ego = await alterEgo(judge, 'county_coordinator')
  const approve = (who: Caller, v: number) =>
    who.call('approveRecommendations', { body: { declarations: [{ id, version: v }] } })
  const refused = await approve(ego, proposedAt)
  expect([refused.status, refused.problem.code]).toEqual([403, 'maker_is_checker'])
  expect((await ego.ok('getDeclaration', { params })).actions.map((a) => a.action)).not.toContain('approve')
  expect((await approve(cast.checker, proposedAt)).status).toBe(200)
})

test('“not eligible” is confirmed by another person than proposed it', async () => {
  const params = { declarationId: await aDeclaration(world, cast, await world.firm()) }
  let { version } = await cast.reviewer.ok('getDeclaration', { params })
  const step = async (body: object) =>
    (await cast.reviewer.ok('actOnDeclaration', { params, body: { version, ...body } })).version
  version = await step({ action: 'verify', how: 'window' })
  version = await step({ action: 'accept' })
  const finding = {
    version,
    standard: 4,
    result: 'unmet',
    basis: '有未结束的失信记录',
    evidence: ['note:失信名单'],
  }
  version = (await cast.reviewer.ok('addFinding', { params, body: finding })).version
  version = await step({ action: 'proposeIneligible', reason: '信用状况不符合' })
  await takesTwo(cast.reviewer, cast.checker, (who) =>
    who.call('actOnDeclaration', { params, body: { action: 'confirmIneligible', version } }),
  )
})

test('a case is closed by another person than granted the credit', async () => {
  const caseId = await pushed(world, cast, await aDeclaration(world, cast, await world.firm()))
  await papersComplete(cast.main, caseId)
  await desk(cast.main, caseId, aGrant)
  const { version } = await cast.main.ok('getDeskCase', { params: { caseId } })
  await takesTwo(cast.main, await world.staff('bank_branch'), (who) =>
    who.call('actOnDeskCase', {
      params: { caseId },
      body: { action: 'close', version, reason: '贷款已结清' },
    }),
  )
})

test('a large export is agreed to by another person than asked, and taken by none but who asked', async () => {
  const { id, version } = await cast.checker.ok('requestExport', {
    body: { kind: 'credits', reason: '年度核对' },
  })
  const attempt: Try = (who) =>
    who.call('decideExport', { params: { exportId: id }, body: { version, approve: true } })
  await takesTwo(cast.checker, cast.reviewer, attempt)
  for (const who of [cast.reviewer, await alterEgo(cast.checker)])
    expect((await who.call('takeExport', { params: { exportId: id } })).status).toBe(404)
  expect((await cast.checker.call('takeExport', { params: { exportId: id } })).status).toBe(200)
  t.clock.advance(24 * 3_600_000 + 1000)
  const later = await t.signIn(cast.checker.accountId!)
  expect((await later.call('takeExport', { params: { exportId: id } })).status).toBe(410)
  t.clock.set(testNow)
})

describe('posts', () => {
  let system: Caller
  let security: Caller
  beforeAll(async () => {
    system = await world.staff('system_admin')
    security = await world.staff('security_admin')
  })

  /** An account that can be given posts: one with a password. */
  async function account(role: Role, orgId: string): Promise<string> {
    const id = await anAccount(t, role, orgId)
    await t.owner.query("update account set password_hash = 'scrypt$test' where id = $1", [id])
    return id
  }
  const request = (who: Caller, accountId: string, role: Role, orgId: string) =>
    who.call('requestGrant', { params: { accountId }, body: { role, orgId } })
  const decide = (who: Caller, grantId: string, decision = 'approve') =>
    who.call('decideGrant', { params: { grantId }, body: { decision, reason: '人员调整' } })
  const codeOf = (answer: Answer<'decideGrant' | 'requestGrant'>) => [answer.status, answer.problem?.code]

  test('only the system administrator asks, only the security administrator grants', async () => {
    const target = await account('county_visitor', world.countyOfficeId)
    const asked = await system.ok('requestGrant', {
      params: { accountId: target },
      body: { role: 'county_reviewer', orgId: world.countyOfficeId },
    })
    for (const role of roleKeys.filter((r) => !['system_admin', 'enterprise'].includes(r))) {
      const who = await world.staff(role)
      expect(codeOf(await request(who, target, 'county_coordinator', world.countyOfficeId)), role).toEqual([
        403,
        'forbidden',
      ])
      if (role !== 'security_admin')
        expect(codeOf(await decide(who, asked.id)), role).toEqual([403, 'forbidden'])
    }
    expect(codeOf(await decide(system, asked.id))).toEqual([403, 'forbidden'])
    expect((await decide(security, asked.id)).status).toBe(200)
  })

  test('nobody gains by a request of their own, nor approves what they asked for', async () => {
    await t.owner.query("update account set password_hash = 'scrypt$test' where id = any ($1)", [
      [system.accountId, security.accountId],
    ])
    const platform = (await one<{ id: string }>("select id from org where kind = 'platform'", [])).id
    for (const role of ['security_admin', 'audit_admin'] as const) {
      const own = await request(system, system.accountId!, role, platform)
      expect(codeOf(own)).toEqual([403, 'maker_is_checker'])
    }
    // What the three offices keep apart, and what nobody could approve, is not even asked for.
    const gift = await request(system, security.accountId!, 'audit_admin', platform)
    expect([...codeOf(gift), gift.problem.message]).toEqual([
      422,
      'unprocessable',
      expect.stringContaining('三员分立'),
    ])
    await expect(anAccount(t, 'security_admin', platform, await personOf(system))).rejects.toThrow(
      /three_offices/,
    )
  })

  const personOf = async (who: Caller) =>
    (await one<{ id: string }>('select person_id as id from account where id = $1', [who.accountId])).id

  test('a post stands only where it belongs, and a person in one body at a time', async () => {
    const target = await account('county_visitor', world.countyOfficeId)
    const misfits: [Role, string][] = [
      ['city_office', world.countyOfficeId],
      ['county_coordinator', world.cityOfficeId],
      ['county_reviewer', world.banks[0].id],
      ['bank_head', world.countyOfficeId],
      ['bank_head', world.banks[0].branchId],
      ['security_admin', world.countyOfficeId],
      ['enterprise', world.banks[0].id],
    ]
    for (const [role, orgId] of misfits)
      expect(codeOf(await request(system, target, role, orgId)), role).toEqual([422, 'unprocessable'])
    const elsewhere = await aWorld(t)
    for (const [role, orgId] of [
      ['county_visitor', elsewhere.countyOfficeId],
      ['city_office', world.cityOfficeId],
    ] as const) {
      const asked = await system.ok('requestGrant', { params: { accountId: target }, body: { role, orgId } })
      expect(codeOf(await decide(security, asked.id)), role).toEqual([422, 'unprocessable'])
    }
    // Another side can never be approved beside this post: it is not even asked for.
    const bank = await request(system, target, 'bank_manager', world.banks[0].branchId)
    expect(codeOf(bank)).toEqual([422, 'unprocessable'])
  })

  test('a move ends the old post at once: two hundred reads beside it see the old place or nothing, then the new', async () => {
    const [from, to] = [await aWorld(t), await aWorld(t)]
    const [old, fresh] = [await from.firm(), await to.firm()]
    const id = await account('county_reviewer', from.countyOfficeId)
    const before = await t.signIn(id)
    const grant = await one<{ id: string }>('select id from role_grant where account_id = $1', [id])
    const { id: next } = await system.ok('requestGrant', {
      params: { accountId: id },
      body: { role: 'county_reviewer', orgId: to.countyOfficeId },
    })
    expect(codeOf(await decide(security, next))).toEqual([422, 'unprocessable'])
    const seen = new Set<string>()
    const read = async (who: Caller) => {
      const { status, body } = await who.call('listEntities', { query: { limit: '100' } })
      return status === 200 ? body.rows.map((e) => e.id).join() : String(status)
    }
    await inParallel([...Array(200).keys()], async (i) => {
      if (i === 100) expect((await decide(security, grant.id, 'end')).status).toBe(200)
      seen.add(await read(before))
    })
    expect(await read(before)).toBe('401')
    expect([...seen].sort()).toEqual(['401', old.id].sort())
    expect((await decide(security, next)).status).toBe(200)
    expect(await read(await t.signIn(id))).toBe(fresh.id)
    expect((await before.call('switchGrant', { body: { grantId: next } })).status).toBe(401)
  })

  test('nobody stands on a post of somebody else', async () => {
    const grant = await one<{ id: string }>('select id from role_grant where account_id = $1', [
      cast.checker.accountId,
    ])
    expect((await cast.main.call('switchGrant', { body: { grantId: grant.id } })).status).toBe(404)
  })
})

test('what a bank was told as a backup it is told by nobody of the bank before', async () => {
  const id = await aDeclaration(world, cast, await world.firm())
  const caseId = await pushed(world, cast, id)
  await office(cast.checker, caseId, { action: 'recall', reason: '换一家银行' })
  const held = (await cast.backup.ok('listDeskCases')).rows.find((c) => c.declarationId === id)!
  const { timeline } = await cast.backup.ok('getDeskCase', { params: { caseId: held.id } })
  expect(timeline.map((l) => l.by)).toEqual(['系统', '系统'])
})
