import { createHash } from 'node:crypto'
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
  const app = await buildApp(running.deps)
  const address = await app.listen({ host: config.host, port: config.port })
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

/** On SIGTERM or Ctrl+C: stop taking calls, finish what runs, stop the database in order; at most twenty seconds. */
export function closeOnSignal(close: () => Promise<void>): void {
  let closing = false
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

/** How long a bootstrap secret is good for. */
export const bootstrapMinutes = 30

/**
 * Makes the one-time secret of a platform that has no administrator yet; answers null where there is one. Only its digest
 * is kept (control A2).
 */
export async function makeBootstrapSecret(running: Running): Promise<string | null> {
  const { deps } = running
  const account = await deps.system
    .selectFrom('account')
    .select('id')
    .where('passwordHash', 'is not', null)
    .executeTakeFirst()
  if (account) return null
  const secret = deps.random.token(192)
  const now = await deps.clock.now(deps.system as never)
  const values = {
    secretHash: createHash('sha256').update(secret).digest('hex'),
    madeAt: now,
    expiresAt: new Date(now.getTime() + bootstrapMinutes * 60_000),
    usedAt: null,
  }
  await deps.system
    .insertInto('bootstrapSecret')
    .values(values)
    .onConflict((c) => c.column('id').doUpdateSet(values))
    .execute()
  return secret
}
