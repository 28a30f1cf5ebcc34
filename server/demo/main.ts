import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { roles } from '#contract/organisations/roles.ts'
import { readConfig } from '#kernel/config.ts'
import { closeOnSignal, isClosing, type Serving, serve } from '../serve.ts'
import { buildWeb } from '../web-build.ts'
import { startWorker, type Worker } from '../worker.ts'
import { loadCity, loadFolder } from './load.ts'
import { type DemoLogin, demoPassword } from './staff.ts'

/** `npm run demo`: a city to try everything on, in one command. A second start keeps what was done in the first. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      entities: { type: 'string' },
      lists: { type: 'string' },
      life: { type: 'string' },
      seed: { type: 'string' },
    },
  })
  const say = (line: string) => console.log(line)
  // The terminal belongs to the addresses and accounts; DIGUAN_LOG=info shows every call.
  const config = readConfig({ DIGUAN_LOG: 'warn', ...process.env })
  const entities = whole(values.entities ?? '20000', '--entities', 500)
  if (values.lists !== undefined && !existsSync(values.lists))
    throw new Error(`没有这个文件夹：${resolve(values.lists)}`)
  await buildWeb(say)
  // The worker waits until the three months are told: its clock is today's, and it would call everything in them overdue.
  const serving = await serve(config, { worker: false })
  let worker: Worker | null = null
  closeOnSignal(async () => {
    await worker?.stop()
    await serving.close()
  })
  const file = serving.running.deps.files.path('demo.json')
  const known = await readLogins(serving, file)
  const logins =
    known ??
    (values.lists === undefined
      ? await loadCity(
          serving.running.deps,
          {
            entities,
            seed: whole(values.seed ?? '1', '--seed', 0),
            life: whole(values.life ?? '1200', '--life', 0),
          },
          say,
        )
      : await loadFolder(serving.running.deps, resolve(values.lists), say))
  if (!known) await writeFile(file, JSON.stringify(logins, null, 1), { mode: 0o600 })
  worker = await startWorker(serving.running.deps)
  printAddresses(serving.address, logins, say)
  say(`\n数据在 ${config.home}（用 DIGUAN_HOME 可换地方）；按 Ctrl+C 停止，再次启动会保留数据。`)
}

function whole(text: string, name: string, least: number): number {
  const n = Number(text)
  if (!Number.isInteger(n) || n < least)
    throw new Error(`${name} 应为不小于 ${least} 的整数，现为「${text}」`)
  return n
}

/** The logins of the first start, or null on an empty database. */
async function readLogins(serving: Serving, file: string): Promise<DemoLogin[] | null> {
  const any = await serving.running.deps.system.selectFrom('importBatch').select('id').executeTakeFirst()
  if (!any) return null
  if (!existsSync(file))
    throw new Error(
      '数据目录里已有数据，但不是建完的演示数据；请删去它，或用 DIGUAN_HOME 换一个目录，或用 npm run diguan -- serve 启动',
    )
  const { readFile } = await import('node:fs/promises')
  return JSON.parse(await readFile(file, 'utf8')) as DemoLogin[]
}

function printAddresses(address: string, logins: readonly DemoLogin[], say: (line: string) => void): void {
  const base = address.replace('127.0.0.1', 'localhost').replace('[::1]', 'localhost')
  say(`\n滴灌已就绪：\n  办公端 ${base}/console/\n  走访端 ${base}/field/\n  企业端 ${base}/portal/\n`)
  say(`演示账号（口令都是 ${demoPassword}）：`)
  for (const l of logins) say(`  ${l.login.padEnd(10)} ${roles[l.role]}　${l.person}　${l.org}　${l.page}`)
}

main().catch((error: unknown) => {
  // The database is being stopped; leaving now would leave it running.
  if (isClosing())
    return console.error('已停止，演示城市没有建完；再试请先删去数据目录，或用 DIGUAN_HOME 换一个')
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
