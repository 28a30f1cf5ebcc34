import { expect, test } from 'vitest'
import { testApp } from '#test/app.ts'
import { aWorld } from '#test/builders.ts'
import { aCast, aDeclaration, aGrant, aLoan, aRefusal, desk, papersComplete, pushed } from '#test/story.ts'

const t = testApp()

test('grant, two loans, and never more than the credit', async () => {
  const world = await aWorld(t)
  const cast = await aCast(world)
  const caseId = await pushed(world, cast, await aDeclaration(world, cast, await world.firm()))
  await papersComplete(cast.main, caseId)
  await desk(cast.main, caseId, aGrant)
  await desk(cast.main, caseId, aLoan('2026-11-20', 'JJ-0001'))
  await desk(cast.main, caseId, aLoan('2026-11-20', 'JJ-0002', '30000000'))
  const now = await cast.main.ok('getDeskCase', { params: { caseId } })
  expect(now).toMatchObject({ status: 'disbursed', disbursedFen: '50000000' })
  const more = await cast.main.call('actOnDeskCase', {
    params: { caseId },
    body: { version: now.version, ...aLoan('2026-11-20', 'JJ-0003', '1') },
  })
  expect(more.status).toBe(409)
})

test('refusal passes the firm to the backup bank', async () => {
  const world = await aWorld(t)
  const cast = await aCast(world)
  const caseId = await pushed(world, cast, await aDeclaration(world, cast, await world.firm()))
  await papersComplete(cast.main, caseId)
  const done = await desk(cast.main, caseId, aRefusal)
  expect(done.case).toBeNull()
  const desks = await cast.backup.ok('listDeskCases')
  expect(desks.rows).toHaveLength(1)
  expect(desks.rows[0]).toMatchObject({ part: 'backup', status: 'pushed' })
})
