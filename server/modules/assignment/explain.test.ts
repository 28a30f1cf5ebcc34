import { beforeAll, expect, test } from 'vitest'
import { type Caller, testApp } from '#test/app.ts'
import { aWorld, type World } from '#test/builders.ts'

/** Why these banks: told from what the assignment was made from, however the branches change later. */
const t = testApp()
let world: World
let city: Caller

beforeAll(async () => {
  world = await aWorld(t)
  city = await world.staff('city_office')
  for (let i = 0; i < 6; i++) await world.firm()
})

const screened = async () => {
  await t.owner.query(
    "insert into registry_version (no, cause, account_id, made_at) values ((select coalesce(max(no), 0) + 1 from registry_version), 'import', 2, now())",
  )
  const run = await city.ok('runScreening', { body: {} })
  await t.work()
  return run.id
}
async function assigned(runId: string): Promise<string> {
  const { id } = await city.ok('draftTargetList', { body: { runId, name: '试验清单', round: '首轮' } })
  await city.ok('assignTargetList', { params: { listId: id }, body: {} })
  await t.work()
  return id
}
const listOf = async (id: string) => (await city.ok('listTargetLists')).rows.find((l) => l.id === id)!
const firmsOf = async (listId: string) =>
  (await city.ok('listTargets', { query: { listId, limit: '100' } })).rows
const room = (branchId: string, visits: number) =>
  t.owner.query('update branch_capacity set visits_per_year = $2 where org_id = $1', [branchId, visits])

test('an assignment is proven least; the next version moves only whom it must, and says why', async () => {
  const [a, b] = world.banks
  const runId = await screened()
  const first = await assigned(runId)
  expect((await listOf(first)).assignment).toMatchObject({
    state: 'done',
    optimal: true,
    stayed: 0,
    moved: 0,
  })
  const { rulesVersion, rulesInForce } = await listOf(first)
  expect(rulesInForce).toBe(rulesVersion)
  await t.owner.query(
    `with old as (update rule_set set state = 'retired' where state = 'published' returning *)
     insert into rule_set (version, name, rules, state, drafted_by, drafted_at)
     select version + 1, name, rules, 'published', drafted_by, drafted_at from old`,
  )
  expect(await listOf(first), 'newer rules in force are told of a list screened by older ones').toMatchObject(
    {
      rulesVersion,
      rulesInForce: rulesVersion + 1,
    },
  )
  const firms = await firmsOf(first)
  const mainOf = new Map(firms.map((f) => [f.entityId, f.mainBranch]))
  const checker = await world.staff('city_office')
  await checker.ok('publishTargetList', { params: { listId: first }, body: {} })

  const atA = firms.filter((f) => f.mainBranch === a.name).length
  expect(atA).toBeGreaterThan(1)
  await room(a.branchId, atA - 1)
  const second = await assigned(runId)
  expect((await listOf(second)).assignment).toMatchObject({
    optimal: true,
    stayed: firms.length - 1,
    moved: 1,
    joined: 0,
    gone: 0,
  })
  const { rows: moves } = await city.ok('listAssignmentMoves', { params: { listId: second } })
  expect(moves).toMatchObject([{ before: a.name, now: b.name, why: '原网点能力不够，已满' }])
  const now = await firmsOf(second)
  expect(now.filter((f) => f.mainBranch !== mainOf.get(f.entityId)).map((f) => f.id)).toEqual([
    moves[0]!.targetId,
  ])

  const told = await city.ok('explainTargetBanks', { params: { targetId: moves[0]!.targetId } })
  expect(told.main[0]).toMatchObject({ chosen: true, branch: b.name, ahead: 0 })
  const left = told.main.find((o) => o.branch === a.name)!
  expect(left.parts.map((p) => p.label).join()).toContain(`已满（${atA - 1} 户）`)
  expect(left.ahead).toBeGreaterThanOrEqual(0)
  // What is shown adds up: the parts to the total, the totals to how far one is ahead.
  for (const o of [...told.main, ...told.backup].filter((b) => b.total !== null))
    expect(o.parts.reduce((n, p) => n + p.points, 0)).toBe(o.total)
  expect(left.ahead).toBe(left.total! - told.main[0]!.total!)

  const [leaver, newcomer] = [firms[0]!, firms[1]!]
  const stands = (status: string, listId: string) =>
    Promise.all([
      t.owner.query('update entity set status = $2 where id = $1', [leaver.entityId, status]),
      t.owner.query('update target set list_id = $2 where id = $1', [newcomer.id, listId]),
    ])
  await stands('withdrawn', '0')
  const third = (await listOf(await assigned(runId))).assignment
  await stands('live', first)
  expect(third, 'who is new and who left').toMatchObject({ joined: 1, gone: 1 })
  for (const part of [told.main, told.backup])
    expect(part.every((o) => o.ahead === null || o.ahead >= 0)).toBe(true)
  expect(told.backup.some((o) => o.bank === told.main[0]!.bank)).toBe(false)
  await room(a.branchId, 1000)
  expect(await city.ok('explainTargetBanks', { params: { targetId: moves[0]!.targetId } })).toEqual(told)
})

test('a bank is told nothing of the others', async () => {
  const list = (await city.ok('listTargetLists')).rows[0]!
  const [firm] = await firmsOf(list.id)
  const bank = await world.staff('bank_manager')
  const answer = await bank.call('explainTargetBanks', { params: { targetId: firm!.id } })
  expect(answer.status).toBe(403)
})
