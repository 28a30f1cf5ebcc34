import { expect, test } from 'vitest'
import { olderRules } from './olderRules.ts'

test('a draft screened by older rules than those in force says so; a current or a published list does not', () => {
  const draft = { state: 'draft', rulesVersion: 2, rulesInForce: 3 } as const
  expect(olderRules(draft)).toContain('依据的筛查用的是第 2 版规则，现行是第 3 版')
  for (const quiet of [{ rulesVersion: 3 }, { rulesInForce: null }, { state: 'published' as const }])
    expect(olderRules({ ...draft, ...quiet })).toBeNull()
})
