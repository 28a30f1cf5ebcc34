import { expect, test } from 'vitest'
import { objectOf, objectText } from './auditObject.ts'

test('an object of the audit is searched for as it is shown', () => {
  for (const object of ['declaration:12', 'case:7', 'entity:33 phone', 'ledger:visits', 'screeningRun:1'])
    expect(objectOf(objectText(object))).toBe(object)
  expect(objectOf('申报12')).toBe('declaration:12')
  expect(objectOf('declaration:12')).toBe('declaration:12')
  expect(objectOf('申报')).toBe('申报')
})
