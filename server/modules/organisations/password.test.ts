import { beforeAll, describe, expect, test } from 'vitest'
import { allRoutes } from '#contract/index.ts'
import { isUnsafe, type RouteSpec } from '#contract/kernel/route.ts'
import { operatorActor } from '#kernel/actor.ts'
import { type Caller, testApp } from '#test/app.ts'
import { anAccount, aWorld, type World } from '#test/builders.ts'
import { givePassword } from '#test/calls.office.ts'
import { resetPassword } from './return.commands.ts'

/** A password is changed by its owner, reset by another, and a one-time one opens one page alone. */
const t = testApp()
let world: World
let system: Caller
let security: Caller

beforeAll(async () => {
  world = await aWorld(t)
  system = await world.staff('system_admin')
  security = await world.staff('security_admin')
})

const next = 'seven-quiet-lanterns'
const someone = async () => {
  const id = await anAccount(t, 'county_visitor', world.countyOfficeId)
  return { id, ...(await givePassword({ t }, id)) }
}
const signsIn = async (login: string, password: string) =>
  (await t.anonymous.call('login', { body: { login, password } })).status
const change = (who: Caller, old: string, password = next) =>
  who.call('changePassword', { body: { old, password } })
const done = async (action: string, id: string) =>
  (
    await t.owner.query<{ account_id: string }>(
      "select account_id::text from action_log where flow = 'account' and action = $1 and subject_id = $2",
      [action, id],
    )
  ).rows.map((r) => r.account_id)

describe('one’s own password', () => {
  test('is changed with the old one; other sessions end, this one stays, and it is on record', async () => {
    const { id, login, password } = await someone()
    const [here, elsewhere] = [await t.signIn(id), await t.signIn(id)]
    expect((await change(here, password)).status).toBe(200)
    expect((await here.call('getSession')).status).toBe(200)
    expect((await elsewhere.call('getSession')).status, 'another device').toBe(401)
    expect([await signsIn(login, password), await signsIn(login, next)]).toEqual([401, 200])
    expect(await done('changePassword', id)).toEqual([id])
    const { rows } = await t.owner.query(
      "select 1 from audit where action = 'changePassword' and object = $1",
      [`account:${id}`],
    )
    expect(rows).toHaveLength(1)
    expect((await change(here, password)).status, 'sent again: it is in force already').toBe(200)
    expect(await done('changePassword', id)).toEqual([id])
  })

  test('is not changed without the old one, and guessing it here locks as at the door', async () => {
    const { id, login, password } = await someone()
    const here = await t.signIn(id)
    const first = await change(here, 'not-the-right-one')
    expect([first.status, first.problem.message]).toEqual([422, expect.stringContaining('原口令不正确')])
    for (let n = 0; n < 4; n++) await change(here, 'not-the-right-one')
    expect((await change(here, password)).status).toBe(429)
    expect(await signsIn(login, password)).toBe(401)
  })

  test('follows the rules of any password, and is another one', async () => {
    const { id, login, password } = await someone()
    const here = await t.signIn(id)
    expect((await change(here, password, 'Password123')).status).toBe(400)
    expect((await change(here, password, `${login}-and-more`)).problem.message).toContain('账号名')
    expect((await change(here, password, password)).problem.message).toContain('相同')
    expect(await done('changePassword', id)).toEqual([])
  })
})

describe('a password that was reset', () => {
  const reset = (by: Caller, accountId: string, version = 1) =>
    by.call('resetPassword', { params: { accountId }, body: { version, reason: '本人忘记口令' } })

  test('ends every session, is handed over once and opens nothing until it is changed', async () => {
    const { id, login, password } = await someone()
    const before = await t.signIn(id)
    const answer = await reset(system, id)
    const { oneTimePassword } = answer.body
    expect(oneTimePassword).toMatch(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/)
    expect((await before.call('getSession')).status).toBe(401)
    expect([await signsIn(login, password), await signsIn(login, oneTimePassword)]).toEqual([401, 200])
    const due = await t.signIn(id)
    expect((await due.ok('getSession')).passwordDue).toBe(true)
    for (const [route, spec] of Object.entries(allRoutes) as [keyof typeof allRoutes, RouteSpec][]) {
      if (spec.whilePasswordDue) continue
      const { status, problem } = await due.call(route, isUnsafe(spec) ? { body: {} } : {})
      expect([route, status, problem.code]).toEqual([route, 403, 'password_due'])
      expect(problem.message).toContain('先改成自己的口令')
    }
    expect((await change(due, oneTimePassword)).body.passwordDue).toBe(false)
    expect((await due.call('listNotices')).status).toBe(200)
    expect(await done('resetPassword', id)).toEqual([system.accountId])
  })

  test('is told to the security administrators', async () => {
    const { id } = await someone()
    await reset(system, id)
    const told = async () => {
      await t.deliver()
      const { rows } = await t.owner.query<{ id: string }>(
        "select n.id::text from notice n join action_log a on a.seq = n.action_seq where a.flow = 'account' and a.subject_id = $1",
        [id],
      )
      return rows.map((r) => r.id)
    }
    await expect.poll(told, { timeout: 20_000 }).toHaveLength(1)
    const [notice] = await told()
    const seen = (await security.ok('listNotices')).rows.find((n) => n.id === notice)
    expect(seen?.title).toContain('与本人核对')
    expect((await system.ok('listNotices')).rows.map((n) => n.id)).not.toContain(notice)
  })

  test('is not one’s own, not an office’s, not a disabled account’s, and not reset by just anyone', async () => {
    await givePassword({ t }, system.accountId!)
    await givePassword({ t }, security.accountId!)
    expect((await reset(system, system.accountId!)).problem.message).toContain('修改口令')
    const office = await reset(system, security.accountId!)
    expect([office.status, office.problem.message]).toEqual([403, expect.stringContaining('user reset')])
    const { id } = await someone()
    expect((await reset(security, id)).status).toBe(403)
    await security.ok('disableAccount', { params: { accountId: id }, body: { version: 1, reason: '调离' } })
    expect((await reset(system, id, 2)).problem.message).toContain('先由安全管理员启用')
    expect((await reset(system, '3')).status, 'an account of the clockwork').toBe(404)
  })

  test('is any account’s for the operator at the server', async () => {
    await t.as(operatorActor, (ctx) =>
      resetPassword(ctx, security.accountId!, 'scrypt$none', { reason: '运维人员在服务器上办理' }),
    )
    expect(await done('resetPassword', security.accountId!)).toEqual([operatorActor.accountId])
    security = await world.staff('security_admin')
  })
})

test('a disabled account is opened again by a security administrator, with the posts it had', async () => {
  const { id, login, password } = await someone()
  const enable = (by: Caller, version: number) =>
    by.call('enableAccount', { params: { accountId: id }, body: { version, reason: '已返岗' } })
  expect((await enable(security, 1)).problem.message).toContain('没有停用')
  await system.ok('disableAccount', { params: { accountId: id }, body: { version: 1, reason: '借调' } })
  expect([(await enable(system, 2)).status, (await enable(security, 1)).problem.code]).toEqual([
    403,
    'stale_version',
  ])
  expect((await enable(security, 2)).body.status).toBe('active')
  expect(await signsIn(login, password)).toBe(200)
  expect(await done('enable', id)).toEqual([security.accountId])
})
