import { afterAll, beforeAll, describe, test } from 'vitest'
import { fromListsToTargets } from './office.ts'
import { openSite, type Screen, type Site } from './site.ts'

/** The whole way of the mechanism through the screens, from raw lists to funded firms, at one size of screen. */
export function walk(screen: Screen): void {
  describe(`the whole way at ${screen}`, () => {
    let site: Site
    beforeAll(async () => {
      site = await openSite(screen, 600)
    })
    afterAll(() => site?.close())

    test('raw lists become published targets', () => fromListsToTargets(site), 240_000)
  })
}
