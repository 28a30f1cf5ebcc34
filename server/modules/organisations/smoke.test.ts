import { expect, test } from 'vitest'
import { testApp } from '#test/app.ts'

const t = testApp()
test('health', async () => {
  const r = await t.anonymous.call('health')
  expect(r).toMatchObject({ status: 200, body: { ready: true, needsBootstrap: true } })
  expect((await t.anonymous.call('getSession')).status).toBe(401)
})
