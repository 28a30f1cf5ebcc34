import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'db')

/**
 * Brings the schema up to date with plain SQL files, each in one transaction, under one lock. An applied
 * file that was edited afterwards stops the start. Rights, policies and views are re-applied every time.
 */
export async function migrate(
  ownerUrl: string,
  appPassword: string,
  beforeRights: (client: pg.Client) => Promise<void> = async () => undefined,
): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'diguan-migrate' })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock(731031)')
    await ensureAppRole(client, appPassword)
    const applied = await applyMigrations(client)
    await beforeRights(client)
    await inTransaction(client, async () => {
      await client.query(readFileSync(join(folder, 'roles.sql'), 'utf8'))
      await client.query(readFileSync(join(folder, 'policies.sql'), 'utf8'))
      for (const file of sqlFiles('views')) await client.query(readFileSync(file, 'utf8'))
    })
    return applied
  } finally {
    await client.end()
  }
}

/** Names of the migrations the code knows; start-up compares them with those the database has. */
export function knownMigrations(): string[] {
  return sqlFiles('migrations').map((f) => f.slice(f.lastIndexOf('/') + 1))
}

function sqlFiles(name: string): string[] {
  const dir = join(folder, name)
  return readdirSync(dir)
    .filter((f) => f.endsWith('.sql'))
    .sort()
    .map((f) => join(dir, f))
}

async function ensureAppRole(client: pg.Client, password: string): Promise<void> {
  const { rows } = await client.query("select 1 from pg_roles where rolname = 'diguan_app'")
  const verb = rows.length > 0 ? 'alter' : 'create'
  await client.query(
    `${verb} role diguan_app login noinherit nosuperuser nocreatedb nocreaterole password ${client.escapeLiteral(password)}`,
  )
}

async function applyMigrations(client: pg.Client): Promise<string[]> {
  await client.query(
    'create table if not exists migration (name text primary key, hash text not null, applied_at timestamptz not null default now())',
  )
  await client.query(
    "comment on column migration.name is 'L1 文件名'; comment on column migration.hash is 'L1 摘要'; comment on column migration.applied_at is 'L1 时间'",
  )
  const { rows } = await client.query<{ name: string; hash: string }>('select name, hash from migration')
  const done = new Map(rows.map((r) => [r.name, r.hash]))
  const applied: string[] = []
  for (const file of sqlFiles('migrations')) {
    const name = file.slice(file.lastIndexOf('/') + 1)
    const text = readFileSync(file, 'utf8')
    const hash = createHash('sha256').update(text).digest('hex')
    const before = done.get(name)
    if (before === hash) continue
    if (before !== undefined)
      throw new Error(`迁移文件 ${name} 在应用之后被改动过，已停止；请恢复原文件，改动另写一个新的迁移`)
    await inTransaction(client, async () => {
      await client.query(text)
      for (const comment of columnComments(text)) await client.query(comment)
      await client.query('insert into migration (name, hash) values ($1, $2)', [name, hash])
    })
    applied.push(name)
  }
  return applied
}

async function inTransaction(client: pg.Client, work: () => Promise<void>): Promise<void> {
  await client.query('begin')
  try {
    await work()
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

/**
 * `create table t ( -- 中文` and `column type, -- L2 中文` become comments in the catalogue, so that the data
 * level of every column stands beside the column in the file a person reads.
 */
export function columnComments(text: string): string[] {
  const comments: string[] = []
  let table = ''
  for (const line of text.split('\n')) {
    const head = /^create (?:unlogged )?table (\w+) \(\s*--\s*(.+)$/.exec(line)
    if (head) {
      table = head[1]!
      comments.push(`comment on table ${table} is '${quote(head[2]!)}'`)
    }
    const column = /^ {2}(\w+) .*-- (L[1-4] .+)$/.exec(line)
    if (column && table && column[1] !== 'constraint') {
      comments.push(`comment on column ${table}.${column[1]} is '${quote(column[2]!)}'`)
    }
    if (line.startsWith(')')) table = ''
  }
  return comments
}

function quote(text: string): string {
  return text.trim().replaceAll("'", "''")
}
