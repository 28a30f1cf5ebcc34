import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

/** The product as an operator starts it, in a process of its own that can be killed at any moment. */
export interface Server {
  address: string
  /** `kill -9`; resolves when the process is gone. */
  kill(): Promise<void>
  /** In order, as Ctrl+C. */
  stop(): Promise<void>
}

/** Where the server runs, between its lives. */
export interface Site {
  home: string
  port: number
  /** Session of the person who sends the lists. */
  token: string
}

export async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as { port: number }
  await new Promise((resolve) => probe.close(resolve))
  return port
}

/** Starts `diguan serve` and waits until it says that it is ready. */
export async function startServer({ home, port }: Site): Promise<Server> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/cli.ts', 'serve'], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DIGUAN_HOME: home,
      PORT: String(port),
      DIGUAN_LOG: 'silent',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await untilReady(child)
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    await gone
  }
  return { address: `http://127.0.0.1:${port}`, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') }
}

function untilReady(child: ChildProcess): Promise<void> {
  let said = ''
  return new Promise((resolve, reject) => {
    const hear = (data: Buffer) => {
      said = (said + data.toString()).slice(-4_000)
      if (said.includes('滴灌已就绪')) resolve()
    }
    child.stdout!.on('data', hear)
    child.stderr!.on('data', hear)
    child.once('exit', () => reject(new Error(`the server did not start:\n${said}`)))
  })
}

/** `kill -9` of the postmaster and of all its children, the postmaster first so that it restarts none of them. */
export function killDatabase(home: string): void {
  const postmaster = Number(readFileSync(join(home, 'pg', 'postmaster.pid'), 'utf8').split('\n')[0])
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(postmaster)], { encoding: 'utf8' })
  for (const pid of [
    postmaster,
    ...stdout
      .split('\n')
      .map(Number)
      .filter((n) => n > 0),
  ]) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}

export interface Answer<T> {
  status: number
  body: T
}

/** A call over HTTP as that person; null where it was cut off, so that nothing was acknowledged. */
export async function call<T>(
  site: Site,
  method: 'GET' | 'POST',
  path: string,
  body?: Uint8Array<ArrayBuffer> | object,
): Promise<Answer<T> | null> {
  const address = `http://127.0.0.1:${site.port}`
  const isFile = body instanceof Uint8Array
  try {
    const response = await fetch(`${address}${path}`, {
      method,
      headers: {
        cookie: `__Host-diguan=${site.token}`,
        origin: address,
        connection: 'close',
        'idempotency-key': randomUUID(),
        ...(body ? { 'content-type': isFile ? 'application/octet-stream' : 'application/json' } : {}),
      },
      ...(body ? { body: isFile ? body : JSON.stringify(body) } : {}),
    })
    return { status: response.status, body: (await response.json()) as T }
  } catch {
    return null
  }
}

/** A call that nothing disturbs: anything but success is a fault of this tool or of the product, and ends the run. */
export async function must<T>(...of: Parameters<typeof call>): Promise<T> {
  const answer = await call<T>(...of)
  if (answer?.status !== 200)
    throw new Error(
      `${of[1]} ${of[2]}: ${answer ? `${answer.status} ${JSON.stringify(answer.body)}` : 'cut off'}`,
    )
  return answer.body
}
