import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { readConfig } from '#kernel/config.ts'
import { buildApp } from '#server/app.ts'
import { openRuntime } from '#server/runtime.ts'
import { allFlows, flowFile, flowPage, flowRuleSql } from './flows.ts'
import { openapiPage } from './openapi.ts'
import { schemaPage } from './schema.ts'
import { typesArguments } from './types.ts'

/**
 * Regenerates what is derived: flow pages and rules, the API page, the schema page, the row types.
 * `npm run generate` after a change to a flow, a route or a migration; the suite fails while any of it is stale.
 */
mkdirSync('docs/flows', { recursive: true })
for (const flow of allFlows) writeFileSync(flowFile(flow), flowPage(flow))
writeFileSync('db/views/2_flow_rule.sql', flowRuleSql())

const home = mkdtempSync(join(tmpdir(), 'diguan-generate-'))
const running = await openRuntime({ ...readConfig({ DIGUAN_HOME: home }), logLevel: 'silent' })
try {
  execFileSync('npx', ['kysely-codegen', ...typesArguments(running.ownerUrl)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const client = new pg.Client({ connectionString: running.ownerUrl })
  await client.connect()
  writeFileSync('db/schema.sql', await schemaPage(client))
  await client.end()
  const app = await buildApp(running.deps)
  writeFileSync('docs/openapi.json', openapiPage(app))
  await app.close()
} finally {
  await running.close()
  rmSync(home, { recursive: true, force: true })
}
