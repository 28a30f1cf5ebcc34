import { beforeAll, expect, test } from 'vitest'
import { testApp } from '#test/app.ts'
import { aWorld, type World } from '#test/builders.ts'
import { aCast, type Cast, desk, office, papersComplete, queuedCases } from '#test/story.ts'

/** What may not be asked without end or beyond what the firm wants. */
const t = testApp()
let world: World
let cast: Cast

beforeAll(async () => {
  world = await aWorld(t)
  cast = await aCast(world)
})

test('a recommended amount is not above what the firm has declared', async () => {
  await expect(
    queuedCases(t, world, cast, [await world.firm()], { amountFen: '40000000' }, '50000000'),
  ).rejects.toThrow('推荐金额不能高于企业申报的 40.00 万元')
  const [story] = await queuedCases(
    t,
    world,
    cast,
    [await world.firm()],
    { amountFen: '50000000' },
    '50000000',
  )
  expect(story?.caseId).toBeDefined()
})

test('a bank asks for more papers three times; then it decides', async () => {
  const [story] = await queuedCases(t, world, cast, [await world.firm()])
  const { caseId } = story!
  await office(cast.checker, caseId, { action: 'push' })
  await papersComplete(cast.main, caseId)
  for (const reason of ['请补近三个月流水', '流水缺一个月', '请说明一笔大额往来']) {
    await desk(cast.main, caseId, { action: 'requestSupplement', reason })
    await desk(cast.main, caseId, { action: 'supplement' })
  }
  const { version } = await cast.main.ok('getDeskCase', { params: { caseId } })
  const fourth = await cast.main.call('actOnDeskCase', {
    params: { caseId },
    body: { action: 'requestSupplement', version, reason: '再补一次' },
  })
  expect([fourth.status, fourth.problem.message]).toEqual([
    422,
    '已要求补正 3 次，达到本地上限，不能再要求；请按现有材料作出决定：登记授信，或说明原因不予授信',
  ])
})
