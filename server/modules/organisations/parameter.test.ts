import { expect, test } from 'vitest'
import { testApp } from '#test/app.ts'
import { aWorld } from '#test/builders.ts'

const t = testApp()

test('of several who change a parameter at once one does, and the others are told what stands', async () => {
  const city = await (await aWorld(t)).staff('city_office')
  for (const version of [0, 1]) {
    const all = await Promise.all(
      [11, 12, 13, 14, 15, 16].map((value) =>
        city.call('changeParameter', {
          params: { key: 'silenceDays' },
          body: { value: value + version, reason: '按当地方案', version },
        }),
      ),
    )
    expect(all.filter((a) => a.status === 200)).toHaveLength(1)
    for (const { status, problem } of all.filter((a) => a.status !== 200))
      expect([status, problem.code, problem.details]).toEqual([
        409,
        'stale_version',
        { version: version + 1 },
      ])
  }
})
