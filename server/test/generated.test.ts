import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, inject, test } from 'vitest'
import { allFlows, flowFile, flowPage, flowRuleSql } from '../../tools/generate/flows.ts'
import { openapiPage } from '../../tools/generate/openapi.ts'
import { schemaPage } from '../../tools/generate/schema.ts'
import { typesArguments } from '../../tools/generate/types.ts'
import { testApp } from './app.ts'
import { withDatabase } from './setup.ts'

const t = testApp()
const advice = '请运行 npm run generate 并提交'

test('the page of each flow is what the flow says', () => {
  for (const flow of allFlows) expect(readFileSync(flowFile(flow), 'utf8'), advice).toBe(flowPage(flow))
  expect(readFileSync('db/views/2_flow_rule.sql', 'utf8'), advice).toBe(flowRuleSql())
})

test('the page of the API is what the server mounts', () => {
  expect(readFileSync('docs/openapi.json', 'utf8') === openapiPage(t.app), advice).toBe(true)
})

test('the page of the schema is what the migrations make', async () => {
  expect(readFileSync('db/schema.sql', 'utf8') === (await schemaPage(t.owner)), advice).toBe(true)
})

test('the row types are those of the schema', () => {
  const url = withDatabase(inject('ownerUrl'), 'diguan_template')
  execFileSync('node_modules/.bin/kysely-codegen', [...typesArguments(url), '--verify'], { stdio: 'pipe' })
})
