import type { FastifyInstance } from 'fastify'
import type { Config } from '#kernel/config.ts'
import { holdLock } from '#kernel/lock.ts'
import { buildApp } from './app.ts'
import { openRuntime, type Running } from './runtime.ts'
import { startWorker, type Worker } from './worker.ts'

export interface Serving {
  running: Running
  app: FastifyInstance
  address: string
  close(): Promise<void>
}

/** Starts the whole product in one process: database if embedded, web server, and the worker unless told otherwise. */
export async function serve(config: Config, options: { worker?: boolean } = {}): Promise<Serving> {
  const lock = config.databaseUrl ? null : holdLock(config.home)
  const running = await openRuntime(config).catch((error: unknown) => {
    lock?.release()
    throw error
  })
  const { app, address } = await listen(config, running).catch(async (error: unknown) => {
    await running.close()
    lock?.release()
    throw error
  })
  const worker: Worker | null = options.worker === false ? null : await startWorker(running.deps)
  return {
    running,
    app,
    address,
    async close() {
      await app.close()
      await worker?.stop()
      await running.close()
      lock?.release()
    },
  }
}

async function listen(config: Config, { deps }: Running): Promise<{ app: FastifyInstance; address: string }> {
  const app = await buildApp(deps)
  try {
    return { app, address: await app.listen({ host: config.host, port: config.port }) }
  } catch (error) {
    await app.close()
    throw taken(error, config)
  }
}

/** Why the port cannot be had, and what to do. */
function taken(error: unknown, { host, port }: Config): unknown {
  const { code } = error as { code?: string }
  if (code === 'EADDRINUSE')
    return new Error(`端口 ${port} 已被别的程序占用；请换一个，例如 PORT=${port + 1} 再启动`)
  if (code === 'EACCES') return new Error(`没有权限使用端口 ${port}；请用 1024 以上的端口，例如 PORT=8080`)
  if (code === 'EADDRNOTAVAIL') return new Error(`本机没有地址 ${host}；请检查 HOST`)
  return error
}

let closing = false

/** Whether the process has been told to stop: what fails from then on fails because of it. */
export const isClosing = (): boolean => closing

/** On SIGTERM or Ctrl+C: stop taking calls, finish what runs, stop the database in order; at most twenty seconds. */
export function closeOnSignal(close: () => Promise<void>): void {
  const stop = () => {
    if (closing) return
    closing = true
    setTimeout(() => process.exit(1), 20_000).unref()
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error('停止时出错：', error)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}
