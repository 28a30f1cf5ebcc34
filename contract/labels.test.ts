import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { allRoutes } from './index.ts'
import { fieldLabel } from './kernel/field-labels.ts'
import { Day } from './kernel/ids.ts'

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

/** Names of all fields of a JSON schema, however deep. */
function namesIn(schema: unknown): string[] {
  if (schema === null || typeof schema !== 'object') return []
  const own = 'properties' in schema ? Object.keys(schema.properties as object) : []
  return [...own, ...Object.values(schema).flatMap(namesIn)]
}

test('each field of each call has a Chinese name for its refusals', () => {
  const missing = Object.values(allRoutes).flatMap((r) => {
    const { params, query, body } = r as Partial<Record<'params' | 'query' | 'body', z.ZodType>>
    const schemas = [params, query, body].flatMap((s) =>
      s ? [z.toJSONSchema(s, { io: 'input', unrepresentable: 'any' })] : [],
    )
    return schemas.flatMap(namesIn).filter((name) => fieldLabel([name]) === null)
  })
  expect([...new Set(missing)]).toEqual([])
  expect(fieldLabel(['mapping', 'sheets', 1, 'headerRow'])).toBe('第 2 项的表头行')
  expect(fieldLabel([])).toBeNull()
})

test('a day that does not exist is told from one written wrong', () => {
  const said = (day: unknown) => Day.safeParse(day).error?.issues[0]?.message
  expect(['2026-02-30', '2026-13-01', '2025-02-29'].map(said)).toEqual(
    Array(3).fill('没有这一天，请核对年月日'),
  )
  expect(said('2026/3/1')).toBe('日期须写作 2026-03-01')
  expect(said('2028-02-29')).toBeUndefined()
})
