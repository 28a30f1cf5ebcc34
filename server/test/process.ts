import { spawn } from 'node:child_process'
import { root } from './house/sources.ts'

/** The product as a process of its own, as an operator starts it. */
export interface StartedServer {
  /** The address, once it answers. */
  ready: Promise<string>
  /** The exit code. */
  ended: Promise<number | null>
  /** Everything it has written so far. */
  said(): string
  stop(): void
}

export async function startServer(env: Record<string, string>): Promise<StartedServer> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/cli.ts', 'serve'], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', PORT: '0', HOST: '127.0.0.1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // A test that fails before it stops the server must not leave it behind.
  process.once('exit', () => child.kill('SIGKILL'))
  let said = ''
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const ready = new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk.toString()
      const at = /滴灌已就绪：(\S+)\/console\//.exec(said)?.[1]
      if (at) resolve(at)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    void ended.then((code) => reject(new Error(`ended with ${code}: ${said}`)))
  })
  ready.catch(() => undefined)
  return { ready, ended, said: () => said, stop: () => child.kill('SIGTERM') }
}
