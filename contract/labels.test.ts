import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const files = readdirSync('contract', { recursive: true, encoding: 'utf8' }).filter(
  (f) => /\.(ts)$/.test(f) && !f.endsWith('.test.ts'),
)

const chinese = /[\u4e00-\u9fff]/

/** Every word a user can meet is Chinese: tables of words are found by their shape, not by a list. */
test('each value of each table of words has a Chinese label', async () => {
  let tables = 0
  for (const file of files) {
    const module = (await import(join('..', 'contract', file))) as Record<string, unknown>
    for (const [name, value] of Object.entries(module)) {
      for (const [key, label] of wordsIn(value)) {
        tables += 1
        expect(label, `${file} ${name}.${key}`).toMatch(chinese)
      }
    }
  }
  expect(tables).toBeGreaterThan(250)
})

/** Text values, and `label` of objects, of a plain table; codes that name columns or units are no labels. */
function wordsIn(value: unknown): [string, string][] {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return []
  const entries = Object.entries(value)
  const labelled = entries.flatMap(([k, v]) =>
    v !== null && typeof v === 'object' && 'label' in v && typeof v.label === 'string'
      ? [[k, v.label] as [string, string]]
      : [],
  )
  if (labelled.length > 0) return labelled
  const texts = entries.filter((e): e is [string, string] => typeof e[1] === 'string')
  const some = texts.some(([, v]) => chinese.test(v))
  return some && texts.length === entries.length ? texts : []
}
