import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { type Files, privateDirectory } from '../files.ts'
import type { Secrets } from '../secrets.ts'
import { findBinaries } from './binaries.ts'
import { chooseIdentity, type Identity } from './identity.ts'

/**
 * The PostgreSQL that comes with the product: initialised on first start, listening on a unix socket only,
 * adopted when a killed parent left it running, never started twice on one folder.
 */
export interface EmbeddedPostgres {
  /** URL of the owner account, over the unix socket. */
  url: string
  /** Stops the server, unless another process of the product still uses it. */
  stop(): Promise<void>
}

const owner = 'diguan_owner'
const port = 5432

interface Place {
  bin: string
  dir: string
  socket: string
  identity: Identity
  password: string
  log: string
}

/** Starts the server, or adopts the one that is running on the folder. */
export async function startEmbedded(files: Files, secrets: Secrets): Promise<EmbeddedPostgres> {
  const place = preparePlace(files, secrets)
  if (runningPid(place.dir) === undefined) {
    if (!existsSync(join(place.dir, 'PG_VERSION'))) await initialise(place)
    launch(place)
  }
  await untilReady(place, 120_000)
  await ensureDatabase(place)
  return { url: urlOf(place, 'diguan'), stop: () => stopUnlessShared(place) }
}

function preparePlace(files: Files, secrets: Secrets): Place {
  const bin = findBinaries()
  const dir = files.path('pg')
  const identity = chooseIdentity([files.home, bin])
  const socket = socketFolder(files)
  for (const folder of [dir, socket]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (identity.uid !== undefined) chownSync(folder, identity.uid, identity.gid!)
    chmodSync(folder, 0o700)
  }
  privateDirectory(files.path('log'))
  return {
    bin,
    dir,
    socket,
    identity,
    password: secrets.get('database-owner'),
    log: files.path('log', 'postgres.log'),
  }
}

/** A socket path may have at most 107 bytes; a deep checkout gets a folder in the temporary directory. */
function socketFolder(files: Files): string {
  const near = files.path('run')
  if (Buffer.byteLength(join(near, '.s.PGSQL.5432.lock')) < 100) return near
  return join(tmpdir(), `diguan-${createHash('sha256').update(files.home).digest('hex').slice(0, 12)}`)
}

function urlOf(place: Place, database = 'postgres'): string {
  return `postgres://${owner}:${place.password}@/${database}?host=${encodeURIComponent(place.socket)}&port=${port}`
}

function command(place: Place, program: string, args: string[]): { file: string; args: string[] } {
  const line = [...place.identity.prefix, join(place.bin, program), ...args]
  return { file: line[0]!, args: line.slice(1) }
}

/** The environment of the server: nothing of ours, no secrets. */
const bareEnvironment = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

async function initialise(place: Place): Promise<void> {
  const passwordFile = join(place.socket, '.pw')
  writeFileSync(passwordFile, place.password, { mode: 0o600 })
  if (place.identity.uid !== undefined) chownSync(passwordFile, place.identity.uid, place.identity.gid!)
  const { file, args } = command(place, 'initdb', [
    '-D',
    place.dir,
    '-U',
    owner,
    '--pwfile',
    passwordFile,
    '--auth=scram-sha-256',
    '-E',
    'UTF8',
    '--locale-provider=builtin',
    '--locale=C.UTF-8',
    '--data-checksums',
  ])
  try {
    await runToEnd(file, args, place)
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

function runToEnd(file: string, args: string[], place: Place): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: place.dir,
      env: bareEnvironment,
      uid: place.identity.uid,
      gid: place.identity.gid,
    })
    let said = ''
    child.stdout.on('data', (d) => (said += d))
    child.stderr.on('data', (d) => (said += d))
    child.once('error', reject)
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`内置数据库初始化失败：${said.slice(-2000)}`)),
    )
  })
}

function launch(place: Place): void {
  const log = openSync(place.log, 'a', 0o600)
  const { file, args } = command(place, 'postgres', ['-D', place.dir, ...settings(place.socket)])
  const child = spawn(file, args, {
    cwd: place.dir,
    env: bareEnvironment,
    uid: place.identity.uid,
    gid: place.identity.gid,
    stdio: ['ignore', log, log],
    // Its own process group: Ctrl+C must reach Node first, which then stops the server in order.
    detached: true,
  })
  closeSync(log)
  child.unref()
}

function settings(socket: string): string[] {
  const megabytes = Math.floor(totalmem() / 2 ** 20)
  const values = {
    unix_socket_directories: socket,
    listen_addresses: '',
    port,
    max_connections: 80,
    shared_buffers: `${Math.max(128, Math.min(2048, Math.floor(megabytes / 8)))}MB`,
    effective_cache_size: `${Math.max(512, Math.floor(megabytes / 2))}MB`,
    work_mem: '64MB',
    maintenance_work_mem: `${Math.max(64, Math.min(1024, Math.floor(megabytes / 16)))}MB`,
    // Nobody replicates from it: what a load writes to a table it has just made needs no log beside the table.
    wal_level: 'minimal',
    max_wal_senders: 0,
    max_wal_size: '4GB',
    checkpoint_timeout: '15min',
    wal_compression: 'off',
    random_page_cost: 1.1,
    jit: 'off',
    log_min_messages: 'warning',
    log_statement: 'none',
    log_min_error_statement: 'panic',
    log_parameter_max_length_on_error: 0,
  }
  return Object.entries(values).flatMap(([key, value]) => ['-c', `${key}=${value}`])
}

/** The pid of a living postmaster on this folder. The pid file is read, never removed: PostgreSQL does that. */
function runningPid(dir: string): number | undefined {
  try {
    const pid = Number(readFileSync(join(dir, 'postmaster.pid'), 'utf8').split('\n')[0])
    process.kill(pid, 0)
    return pid
  } catch {
    return undefined
  }
}

async function untilReady(place: Place, limit: number): Promise<void> {
  const started = process.hrtime.bigint()
  for (;;) {
    const client = new pg.Client({ connectionString: urlOf(place), connectionTimeoutMillis: 5_000 })
    try {
      await client.connect()
      return
    } catch (error) {
      const waited = Number(process.hrtime.bigint() - started) / 1e6
      const dead = waited > 5_000 && runningPid(place.dir) === undefined
      if (dead || waited > limit)
        throw new Error(`内置数据库没有启动成功，日志 ${place.log}：\n${tail(place.log)}\n${String(error)}`)
      await pause(50)
    } finally {
      await client.end().catch(() => undefined)
    }
  }
}

async function ensureDatabase(place: Place): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(place) })
  await client.connect()
  try {
    const { rows } = await client.query("select 1 from pg_database where datname = 'diguan'")
    if (rows.length === 0) await client.query('create database diguan')
  } finally {
    await client.end()
  }
}

/** A command of the operator may be at work beside the server: whoever leaves last stops the database. */
async function stopUnlessShared(place: Place): Promise<void> {
  const pid = runningPid(place.dir)
  if (pid === undefined) return
  const client = new pg.Client({ connectionString: urlOf(place), application_name: 'stopping' })
  await client.connect()
  const { rows } = await client.query<{ n: number }>(
    "select count(*)::int as n from pg_stat_activity where backend_type = 'client backend' and application_name like 'diguan%'",
  )
  await client.end()
  if (rows[0]!.n > 0) return
  process.kill(pid, 'SIGINT')
  for (let i = 0; i < 1200 && runningPid(place.dir) !== undefined; i++) await pause(50)
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resume) => setTimeout(resume, milliseconds))
}

function tail(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(-6).join('\n') : ''
}
