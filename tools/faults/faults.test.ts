import { expect, test } from 'vitest'
import { isBad, type Line } from './faults.ts'
import { isBadRules, type RulesLine } from './rules.ts'

/** What makes `npm run faults` end with 1: any harm, and a look that would not have seen it. */
const good: Line = {
  fault: 'X1',
  runs: 3,
  hit: 3,
  acknowledged: 6,
  lost: 0,
  doubled: 0,
  leftovers: 0,
  halves: 0,
  broken: [],
  resumeP95: 30,
  control: 'found',
}

test('a run without harm whose control was found is good', () => {
  expect(isBad(good)).toBe(false)
})

test.each([
  ['something lost', { lost: 1 }],
  ['something twice', { doubled: 1 }],
  ['something left over', { leftovers: 1 }],
  ['half a list', { halves: 1 }],
  ['an invariant broken', { broken: ['INV-21'] }],
  ['a control that was missed', { control: 'missed' as const }],
])('%s is bad', (_, harm) => {
  expect(isBad({ ...good, ...harm })).toBe(true)
})

const agreed: RulesLine = {
  fault: 'rules',
  runs: 100,
  firms: 540,
  differences: 0,
  leaks: 0,
  refused: 35,
  misread: 0,
  seed: 1,
  seconds: 2,
  control: 'found',
}

test('rules on which both agree are good', () => {
  expect(isBadRules(agreed)).toBe(false)
})

test.each([
  ['a difference', { differences: 1 }],
  ['a value that is text', { leaks: 1 }],
  ['a rule misread', { misread: 1 }],
  ['nothing refused', { refused: 0 }],
  ['a control that was missed', { control: 'missed' as const }],
])('%s is bad', (_, harm) => {
  expect(isBadRules({ ...agreed, ...harm })).toBe(true)
})
