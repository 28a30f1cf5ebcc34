import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type EmbeddedPostgres, startEmbedded } from '#kernel/embedded/postgres.ts'
import { openFiles } from '#kernel/files.ts'
import { openSecrets, type Secrets } from '#kernel/secrets.ts'
import { startupComplaints } from '#kernel/startup.ts'
import { buildApp } from '../app.ts'
import { prepare } from '../runtime.ts'
import { testApp } from './app.ts'
import { startServer } from './process.ts'
import { quickFolder, withDatabase } from './setup.ts'

/** What a start refuses: routes without a policy, bad settings, bad secrets, too many rights. */
const t = testApp()
const home = mkdtempSync(join(quickFolder(), 'diguan-start-'))
let server: EmbeddedPostgres
let secrets: Secrets
let owner: pg.Client

/** A database server of this file's own: its settings are spoilt one by one. */
beforeAll(async () => {
  const files = openFiles(home)
  secrets = openSecrets(files)
  server = await startEmbedded(files, secrets)
  owner = new pg.Client({ connectionString: server.url, application_name: 'suite' })
  await owner.connect()
})

afterAll(async () => {
  await owner?.end()
  await server?.stop()
  rmSync(home, { recursive: true, force: true })
})

const appUrl = (database: string) =>
  withDatabase(server.url, database).replace(/\/\/[^@]*@/, `//diguan_app:${secrets.get('database-app')}@`)
const complaints = (url = appUrl('diguan'), accepted: string[] = []) => startupComplaints(url, accepted)

describe('the schema', () => {
  test('of a database that was never migrated is missed in Chinese', async () => {
    expect(await complaints()).toEqual([expect.stringContaining('npm run diguan -- migrate')])
  })

  test('is brought in once when two migrators start at the same time', async () => {
    const applied = await Promise.all([1, 2, 3].map(() => prepare(server.url, secrets)))
    expect(
      applied
        .map((a) => a.length)
        .sort((a, b) => b - a)
        .slice(1),
    ).toEqual([0, 0])
    const { rows } = await owner.query<{ name: string }>('select name from migration order by name')
    expect(rows.map((r) => r.name)).toEqual(applied.flat())
    expect(await complaints()).toEqual([])
  })

  test.each([
    ['lacks a migration', 'delete from migration where name = (select max(name) from migration)', 'migrate'],
    ['knows a later one', "insert into migration (name, hash) values ('9999_later.sql', '')", '请升级程序'],
    [
      'has an index that was never finished',
      "update pg_index set indisvalid = false where indexrelid = 'target_pkey'::regclass",
      'target_pkey',
    ],
  ])('that %s stops the start', async (_name, spoil, told) => {
    await spoilt(spoil, async (url) => {
      expect(await complaints(url)).toEqual([expect.stringContaining(told)])
    })
  })
})

let copies = 0

/** Runs on a copy of the migrated database after a statement has spoilt it. */
async function spoilt(statement: string, work: (url: string) => Promise<void>): Promise<void> {
  copies += 1
  const name = `spoilt_${copies}`
  await owner.query(`create database ${name} template diguan`)
  const client = new pg.Client({ connectionString: withDatabase(server.url, name) })
  await client.connect()
  try {
    await client.query(statement)
    await work(appUrl(name))
  } finally {
    await client.end()
    await owner.query(`drop database ${name} with (force)`)
  }
}

/** The setting as a new connection sees it, once the server has read its file again. */
async function withSetting(name: string, value: string, work: () => Promise<void>): Promise<void> {
  const until = async (expected: string) => {
    for (let tries = 0; tries < 200; tries++) {
      const { rows } = await owner.query<{ setting: string }>(
        'select setting from pg_settings where name = $1',
        [name],
      )
      if (rows[0]!.setting === expected) return
      await new Promise((resume) => setTimeout(resume, 25))
    }
    throw new Error(`${name} did not become ${expected}`)
  }
  await owner.query(`alter system set ${name} = ${value}`)
  await owner.query('select pg_reload_conf()')
  await until(value)
  try {
    await work()
  } finally {
    await owner.query(`alter system reset ${name}`)
    await owner.query('select pg_reload_conf()')
    await until('on')
  }
}

describe('a setting', () => {
  test.each(['fsync', 'full_page_writes', 'synchronous_commit'])('%s off stops the start', async (name) => {
    await withSetting(name, 'off', async () => {
      expect(await complaints()).toEqual([expect.stringContaining(name)])
    })
    expect(await complaints()).toEqual([])
  })

  test('synchronous_commit weakened for one account or to “local” stops the start too', async () => {
    for (const value of ['off', 'local', 'remote_write'])
      await spoilt(
        `do $$ begin execute format('alter database %I set synchronous_commit = ${value}', current_database()); end $$`,
        async (url) => {
          expect(await complaints(url)).toEqual([expect.stringContaining('synchronous_commit')])
        },
      )
  })

  test('another encoding than UTF8 stops the start', async () => {
    await owner.query(
      `create database bytes template template0 encoding 'SQL_ASCII' locale_provider libc locale 'C'`,
    )
    await prepare(withDatabase(server.url, 'bytes'), secrets)
    expect(await complaints(appUrl('bytes'))).toEqual([expect.stringContaining('UTF8')])
  })

  /** What cannot be spoilt on a running server is told by a view of the same name that stands before the server's own. */
  const planted = (view: string) => `create schema planted; grant usage on schema planted to public; ${view};
    grant select on all tables in schema planted to public;
    do $$ begin execute format('alter database %I set search_path = planted, pg_catalog, public', current_database()); end $$`

  test('a server without the time zone of Beijing stops the start', async () => {
    await spoilt(
      planted(
        "create view planted.pg_timezone_names as select * from pg_catalog.pg_timezone_names where name = 'UTC'",
      ),
      async (url) => {
        expect(await complaints(url)).toEqual([expect.stringContaining('Asia/Shanghai')])
      },
    )
  })

  test.each([
    ['data_checksums', 'off', '数据校验和'],
    ['server_version_num', '140012', '现为 14'],
    ['server_version_num', '190000', '现为 19'],
  ])('%s = %s stops the start', async (name, value, told) => {
    await spoilt(
      planted(
        `create view planted.pg_settings as select name, case name when '${name}' then '${value}' else setting end as setting from pg_catalog.pg_settings`,
      ),
      async (url) => {
        expect(await complaints(url)).toEqual([expect.stringContaining(told)])
        // The one thing an operator may put up with for a while, and only by saying so.
        const accepted = await complaints(url, ['no-checksums', 'fsync'])
        expect(accepted).toHaveLength(name === 'data_checksums' ? 0 : 1)
      },
    )
  })
})

describe('the account of the application', () => {
  async function complaintsOf(rights: string): Promise<string[]> {
    await owner.query(
      `create role greedy login password 'a-word-for-this-test'; grant diguan_system to greedy; ${rights}`,
    )
    try {
      const url = server.url.replace(/\/\/[^@]*@/, '//greedy:a-word-for-this-test@')
      return await complaints(url)
    } finally {
      await owner.query('drop owned by greedy; drop role greedy')
    }
  }

  test('passes with the rights it needs', async () => {
    expect(await complaintsOf('')).toEqual([])
  })

  test.each([
    ['is superuser', 'alter role greedy superuser'],
    ['bypasses row level security', 'alter role greedy bypassrls'],
    ['may make roles', 'alter role greedy createrole'],
    ['owns a table', 'create table held (n int); alter table held owner to greedy'],
  ])('that %s stops the start', async (_name, rights) => {
    expect(await complaintsOf(rights)).toEqual([expect.stringMatching(/权限过大|表的所有者/)])
  })

  test('is not the owner of the database', async () => {
    expect((await complaints(server.url)).length).toBeGreaterThan(0)
  })
})

describe('a route without a policy', () => {
  test.each(['GET', 'POST', 'DELETE'] as const)('keeps the server from being built: %s', async (method) => {
    const build = buildApp(t.deps, (app) => {
      app.route({ method, url: '/api/planted', handler: async () => 'anyone may' })
    })
    await expect(build).rejects.toThrow(`${method} /api/planted`)
  })
})

describe('a secret', () => {
  const kept = (value: string) => {
    const place = mkdtempSync(join(home, 'secret-'))
    const files = openFiles(place)
    openSecrets(files)
    writeFileSync(files.path('secrets', 'cursor'), value)
    return openSecrets(files)
  }
  test.each([
    '',
    'short',
    'changeme-changeme-changeme',
    'Secret-of-twenty-letters',
    'PASSWORD1234567890123',
    'example-secret-of-the-manual',
    'test-test-test-test-test',
    '12345678901234567890',
  ])('“%s” is refused', (value) => {
    expect(() => kept(value).get('cursor')).toThrow('示例值')
  })

  test('that nobody has set is made, long and different each time', () => {
    const made = [1, 2].map(() => openSecrets(openFiles(mkdtempSync(join(home, 'secret-')))).get('cursor'))
    expect(made[0]).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(made[0]).not.toBe(made[1])
  })
})

/** The same, as the operator sees it: the process says what is wrong and ends with a code that is not zero. */
describe('the process', () => {
  test('ends at once on a server that would lose data', async () => {
    await withSetting('fsync', 'off', async () => {
      const started = await startServer({ DIGUAN_HOME: home, DATABASE_URL: server.url })
      expect(await started.ended).not.toBe(0)
      expect(started.said()).toContain('fsync')
    })
  })

  test('ends at once with a secret from the manual', async () => {
    const place = mkdtempSync(join(home, 'secret-'))
    openSecrets(openFiles(place))
    writeFileSync(join(place, 'secrets', 'database-app'), 'changeme-changeme-changeme')
    const started = await startServer({ DIGUAN_HOME: place, DATABASE_URL: server.url })
    expect(await started.ended).not.toBe(0)
    expect(started.said()).toContain('示例值')
    expect(started.said()).not.toContain('changeme')
  })

  test('ends at once where its port is taken, and lets the next one start', async () => {
    const first = await startServer({ DIGUAN_HOME: home, DATABASE_URL: server.url })
    const port = new URL(await first.ready).port
    const second = await startServer({ DIGUAN_HOME: home, DATABASE_URL: server.url, PORT: port })
    expect(await second.ended).not.toBe(0)
    expect((await fetch(`http://127.0.0.1:${port}/api/health`)).status).toBe(200)
    first.stop()
    expect(await first.ended).toBe(0)
  })
})
