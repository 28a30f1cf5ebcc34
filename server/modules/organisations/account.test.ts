import { beforeAll, describe, expect, test } from 'vitest'
import { type Caller, testApp } from '#test/app.ts'
import { aWorld, type World } from '#test/builders.ts'

/** The three offices guard each other, and none of them can be emptied. */
const t = testApp()
let world: World
let system: Caller
let security: Caller

beforeAll(async () => {
  world = await aWorld(t)
  system = await world.staff('system_admin')
  security = await world.staff('security_admin')
})

async function grantOf(who: Caller): Promise<string> {
  return (await who.ok('getSession')).grant.id
}

async function end(by: Caller, grantId: string) {
  const body = { decision: 'end', reason: '人员调整' } as const
  return by.call('decideGrant', { params: { grantId }, body })
}

async function disable(by: Caller, accountId: string, version = 1) {
  return by.call('disableAccount', { params: { accountId }, body: { version, reason: '人员调整' } })
}

describe('an office', () => {
  test('keeps its last holder, whoever would take him away', async () => {
    for (const answer of [
      await end(security, await grantOf(system)),
      await disable(security, system.accountId!),
      await disable(system, security.accountId!),
    ]) {
      expect([answer.status, answer.problem.code]).toEqual([409, 'wrong_status'])
      expect(answer.problem.message).toContain('最后一位')
    }
    await security.ok('getSession')
  })

  test('is left to nobody by deciding on one’s own post', async () => {
    await world.staff('security_admin')
    const own = await end(security, await grantOf(security))
    expect([own.status, own.problem.code]).toEqual([403, 'maker_is_checker'])
    await security.ok('getSession')
  })

  test('keeps one of two who end each other’s posts at once', async () => {
    const spare = await world.staff('system_admin')
    const both = await Promise.all([
      end(security, await grantOf(system)),
      end(security, await grantOf(spare)),
    ])
    expect(both.map((a) => a.status).sort((a, b) => a - b)).toEqual([200, 409])
  })
})

test('an account that is disabled already says so', async () => {
  const visitor = await world.staff('county_visitor')
  expect((await disable(security, visitor.accountId!)).status).toBe(200)
  const again = await disable(security, visitor.accountId!)
  expect([again.status, again.problem.code]).toEqual([409, 'wrong_status'])
  expect(again.problem.message).toContain('已经停用')
})

describe('a new account', () => {
  const create = (login: string, password: string) => {
    const body = {
      personName: '新人',
      login,
      password,
      role: 'county_visitor',
      orgId: world.countyOfficeId,
    } as const
    return system.call('createAccount', { body })
  }
  beforeAll(async () => {
    system = await world.staff('system_admin')
  })

  test('has a name of its own, in whatever case, and signs in in either', async () => {
    const password = 'three-plain-words'
    const made = await create('Zhang.San', password)
    expect(made.status).toBe(200)
    const second = await create('zhang.SAN', password)
    expect([second.status, second.problem.code]).toEqual([409, 'duplicate'])
    const { status, problem } = await t.anonymous.call('login', { body: { login: 'zhang.san', password } })
    expect([status, problem.message], 'known, but not yet with a post').toEqual([
      403,
      expect.stringContaining('岗位'),
    ])
  })

  test.each([
    'aaaaaaaaaa',
    'abababababab',
    '1234567890',
    '9876543210',
    'qwertyuiop',
    'Password123',
    'admin@123456',
    'liming-2026-x',
  ])('does not take the password %s', async (password) => {
    const { status, problem } = await create('LiMing', password)
    expect([status, problem.details]).toEqual([
      400,
      {
        fields: [{ field: 'body.password', label: '口令', message: expect.stringMatching(/口令/) as string }],
      },
    ])
  })

  test('takes a long one without asking for signs and capitals', async () => {
    expect((await create('LiMing', '一匹马两把伞三盏灯笼走四方')).status).toBe(200)
  })
})
