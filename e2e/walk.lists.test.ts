import { afterAll, beforeAll, describe, test } from 'vitest'
import { operatorActor } from '#kernel/actor.ts'
import { importFiles } from '#modules/registry/import/lists.ts'
import { publishFirstList } from '#server/demo/load.ts'
import { clericalQueue, quality, unknownHeaders } from './lists.ts'
import { menuByKeyboard, whyLeftOut } from './menu.ts'
import { nextList, placeARoad, rosterAndComparison, rulesByTwo } from './rules.ts'
import { openSite, type Site } from './site.ts'

/** The lists themselves on a desk: read as a clerk says, checked, decided, screened by new rules, assigned, compared. */
describe('the way of the lists', () => {
  let site: Site
  beforeAll(async () => {
    site = await openSite('desk', 600)
    await importFiles(site.deps, operatorActor, site.lists)
    await publishFirstList(site.deps, () => undefined)
  }, 120_000)
  afterAll(() => site?.close())

  test('the menu opens by keyboard, heading by heading', () => menuByKeyboard(site), 60_000)
  test('a firm left out says why, and what would have to change', () => whyLeftOut(site), 60_000)
  test(
    'a file of unknown headers is read as a clerk says and taken by the office',
    () => unknownHeaders(site),
    120_000,
  )
  test('what looks wrong in the lists opens rule by rule', () => quality(site), 60_000)
  test('rows without a code are decided by single keys', () => clericalQueue(site), 60_000)
  test('a road is placed in one decision', () => placeARoad(site), 60_000)
  test('a rule is drafted, tried and published by another', () => rulesByTwo(site), 120_000)
  test('the next list is assigned with its proof and published by another', () => nextList(site), 120_000)
  test(
    'a named list is published and held against the list of visits',
    () => rosterAndComparison(site),
    120_000,
  )
})
