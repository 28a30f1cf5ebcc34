import { expect, test } from 'vitest'
import { useTestApp } from '#test/app.ts'

const t = useTestApp()
test('health', async () => {
  const r = await t.anonymous.call('health')
  expect(r).toMatchObject({ status: 200, body: { ready: true, needsBootstrap: true } })
  expect((await t.anonymous.call('getSession')).status).toBe(401)
})
