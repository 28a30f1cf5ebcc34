import { expect, test } from 'vitest'
import { type Source, sourcesIn } from './sources.ts'

/** One writer a table: the folder whose migration made it, and nobody else (house 3). */
const platform: Readonly<Record<string, RegExp>> = {
  action_log: /^server\/kernel\/actions\.ts$/,
  outbox: /^server\/kernel\/actions\.ts$/,
  audit: /^server\/kernel\/audit\.ts$/,
  idempotency: /^server\/kernel\/idempotency\.ts$/,
  feed_position: /^server\/kernel\/feed\.ts$/,
  subscription: /^$/,
  parameter_change: /^server\/modules\/organisations\//,
  // Read by the registry's import, completed and merged by the module the places and branches belong to.
  stage_division: /^server\/modules\/(registry|organisations)\//,
  stage_branch: /^server\/modules\/(registry|organisations)\//,
  // What screening offers again once a mark has ended stands beside the rules of data quality.
  restoration: /^server\/modules\/screening\//,
  // What stood where before a place changed: written with the targets it speaks of.
  target_move: /^server\/modules\/assignment\//,
  session: /^server\/(kernel\/session\.ts|modules\/organisations\/)/,
}

const folderOf: Readonly<Record<string, string>> = {
  '0002_organisations': 'organisations',
  '0003_registry': 'registry',
  '0004_screening': 'screening',
  '0005_assignment': 'assignment',
  '0006_visits': 'visits',
  '0007_financing': 'financing',
  '0008_boards': 'boards',
  '0014_quality': 'registry',
  '0013_places': 'registry',
  '0016_rosters': 'rosters',
  '0017_teams': 'assignment',
  '0018_division_changes': 'organisations',
  '0015_screening_previews': 'screening',
  '0010_import_studio': 'registry',
  '0012_identity': 'registry',
  '0011_reversal': 'registry',
}

function owners(): Map<string, RegExp> {
  const map = new Map<string, RegExp>()
  for (const { path, text } of sourcesIn('db/migrations')) {
    const name = /(\d{4}_\w+)\.sql$/.exec(path)![1]!
    for (const m of text.matchAll(/^create (?:unlogged )?table (\w+)/gm)) {
      const table = m[1]!
      const owner = platform[table] ?? new RegExp(`^server/modules/${folderOf[name]}/`)
      expect(folderOf[name] ?? platform[table], `${table} of ${name} has no owner`).toBeDefined()
      map.set(table, owner)
    }
  }
  return map
}

const snake = (camel: string) => camel.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)

/** Tables a file writes, by query builder or by SQL. */
function writesIn(source: Source): string[] {
  const builder = source.text.matchAll(/\.(?:insertInto|updateTable|deleteFrom)\('(\w+)(?: as \w+)?'/g)
  const statement = source.text.matchAll(/\b(?:insert into|update|delete from) (\w+)\b(?! *=)/g)
  return [...Array.from(builder, (m) => snake(m[1]!)), ...Array.from(statement, (m) => m[1]!)]
}

const map = owners()
const sources = sourcesIn('server').filter((s) => !/\.test\.ts$|^server\/(test|demo)\//.test(s.path))

test('each table is written by its owner alone', () => {
  const written = sources.flatMap((s) =>
    writesIn(s)
      .filter((t) => map.has(t))
      .map((t) => ({ t, path: s.path })),
  )
  expect(map.size).toBeGreaterThan(40)
  expect(written.length).toBeGreaterThan(60)
  expect(written.filter(({ t, path }) => !map.get(t)!.test(path))).toEqual([])
})

test('a foreign write is seen in both spellings', () => {
  expect(writesIn({ path: 'x', text: "trx.insertInto('creditDecision').values(v)" })).toEqual([
    'credit_decision',
  ])
  expect(writesIn({ path: 'x', text: 'sql`update target set status = 1`' })).toEqual(['target'])
})

test('the append-only logs have no statement that rewrites them', () => {
  const rewriting = sources.filter((s) =>
    /\.(?:updateTable|deleteFrom)\('(?:actionLog|audit|visit|finding|consent|creditDecision|disbursement|provision)'/.test(
      s.text,
    ),
  )
  expect(rewriting.map((s) => s.path)).toEqual([])
})
