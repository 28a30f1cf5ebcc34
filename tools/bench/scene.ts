import { createHash } from 'node:crypto'
import { appendFileSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { operatorActor } from '#kernel/actor.ts'
import { readConfig } from '#kernel/config.ts'
import { inContext } from '#kernel/context.ts'
import { draftList, openAssignment, performAssignment } from '#modules/assignment/assignment.public.ts'
import { seedCalendar } from '#modules/organisations/calendar.commands.ts'
import { importFiles, orderFiles } from '#modules/registry/import/lists.ts'
import { readerArguments } from '#modules/registry/import/reader-build.ts'
import { openRun, performRun } from '#modules/screening/screening.public.ts'
import { openRuntime, type Running } from '#server/runtime.ts'
import type { Report } from './figures.ts'

/** Where benches keep their databases and files; removed and made anew by each suite that fills one. */
export const benchHome = (name: string): string => resolve('var', 'bench', name)

/** The folder of a city that is kept between runs; one made under another schema is thrown away. */
export function keptHome(name: string): string {
  const hash = createHash('sha256')
  for (const file of readdirSync('db/migrations').sort())
    hash.update(readFileSync(join('db/migrations', file)))
  const home = `${name}-${hash.digest('hex').slice(0, 12)}`
  mkdirSync(benchHome(''), { recursive: true })
  for (const old of readdirSync(benchHome('')))
    if (old.startsWith(`${name}-`) && old !== home) rmSync(benchHome(old), { recursive: true, force: true })
  return benchHome(home)
}

/** An empty platform on an embedded database of its own. */
export async function emptyPlatform(name: string): Promise<Running> {
  const home = benchHome(name)
  rmSync(home, { recursive: true, force: true })
  mkdirSync(home, { recursive: true })
  readerArguments()
  const running = await openRuntime({ ...readConfig({}), home })
  await inContext(running.deps, operatorActor, (ctx) => seedCalendar(ctx))
  return running
}

export async function seconds<T>(work: () => Promise<T>): Promise<[number, T]> {
  const started = performance.now()
  const result = await work()
  return [(performance.now() - started) / 1000, result]
}

export interface Timed {
  importing: number
  screening: number
  assigning: number
  total: number
  entities: number
  targets: number
}

/** From the files of a folder to a list with both banks, by the code the command line runs. */
export async function fromListsToBanks(running: Running, dir: string, report: Report): Promise<Timed> {
  const { deps } = running
  const as = <T>(work: Parameters<typeof inContext<T>>[2]) => inContext(deps, operatorActor, work)
  let last = performance.now()
  const [importing] = await seconds(() =>
    importFiles(deps, operatorActor, orderFiles(dir), { acceptOlder: true }, (r) => {
      const now = performance.now()
      report.say(
        `${r.fileName}：${r.rowsIn} 行，${((now - last) / 1000).toFixed(1)} 秒${r.failure ? `，${r.failure}` : ''}`,
      )
      last = now
    }),
  )
  const [screening, runId] = await seconds(async () => {
    const id = await as((ctx) => openRun(ctx, ctx.today))
    await as((ctx) => performRun(ctx, id))
    return id
  })
  const [assigning] = await seconds(async () => {
    const listId = await as((ctx) => draftList(ctx, { runId, name: '走访对象清单', round: '首轮' }))
    const id = await as((ctx) => openAssignment(ctx, listId))
    await as((ctx) => performAssignment(ctx, id))
  })
  const run = await deps.system
    .selectFrom('screeningRun')
    .select(['entities', 'targets'])
    .where('id', '=', runId)
    .executeTakeFirstOrThrow()
  report.say(
    `筛查 ${screening.toFixed(1)} 秒，派发 ${assigning.toFixed(1)} 秒：${run.entities} 户，保留 ${run.targets}`,
  )
  return { importing, screening, assigning, total: importing + screening + assigning, ...run }
}

/** The same files once more; answers the seconds it took to find that nothing changed. */
export async function importAgain(running: Running, dir: string): Promise<number> {
  const { deps } = running
  // Under another name of the same content nothing is read at all; a byte more makes each file new, its rows the same.
  const copy = `${dir}-again`
  rmSync(copy, { recursive: true, force: true })
  mkdirSync(copy, { recursive: true })
  for (const file of readdirSync(dir).filter((f) => f.endsWith('.csv'))) {
    copyFileSync(join(dir, file), join(copy, file))
    appendFileSync(join(copy, file), '\r\n')
  }
  const [time] = await seconds(() =>
    importFiles(deps, operatorActor, orderFiles(copy), { acceptOlder: true }, () => undefined),
  )
  rmSync(copy, { recursive: true, force: true })
  return time
}

/** The raw lists of real cities, where they are at hand. */
export const listsDir = (): string => resolve(process.env.DIGUAN_LISTS ?? join('..', 'shared', 'lists'))
