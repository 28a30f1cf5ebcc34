import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { operatorActor } from '#kernel/actor.ts'
import { openPool } from '#kernel/database.ts'
import { outcomeOf, type Precision, precisionOf } from '#modules/registry/identity/precision.ts'
import { importFile, importFiles, orderFiles } from '#modules/registry/import/lists.ts'
import { foundCity } from '#server/demo/city/city.ts'
import { codelessLists } from '#server/demo/city/codeless.ts'
import { writeCsv } from '#server/demo/city/files/raw-files.ts'
import { writeCity } from '#server/demo/city/write-city.ts'
import type { Report } from './figures.ts'
import { benchHome, emptyPlatform, seconds } from './scene.ts'

const entities = Number(process.env.DIGUAN_BENCH_ENTITIES ?? 20_000)

/** Rows without a code against a city where the firm of each is known: precision, recall, and what the looking costs. */
export async function benchIdentity(report: Report): Promise<void> {
  const running = await emptyPlatform('identity')
  const dir = benchHome('identity-files')
  rmSync(dir, { recursive: true, force: true })
  const options = { entities, seed: 20, today: '2026-11-20' }
  await writeCity({ ...options, dir, csv: true })
  const { deps } = running
  const wanted = orderFiles(dir).filter((f) => /\/(01|09)_/.test(f))
  await importFiles(deps, operatorActor, wanted, {}, (r) => report.say(`${r.fileName}：${r.rowsIn} 行`))
  const lists = codelessLists(foundCity(options), 20)
  const pool = openPool({ url: running.ownerUrl, max: 1 })
  const ask = (text: string, values: unknown[]) => pool.query<object>(text, values)
  for (const [name, kind, list] of [
    ['只有名称的名单', 'social', lists.social],
    ['有地址、经营者、电话的名录', 'registration', lists.registry],
  ] as const) {
    const path = join(dir, `${kind === 'social' ? '参保' : '个体登记'}.csv`)
    await writeCsv(path, list.rows, 'utf8bom')
    const [time, { batchId }] = await seconds(() => importFile(deps, operatorActor, path, { kind }))
    report.say(`${name}：${list.truth.length} 行，${time.toFixed(1)} 秒`)
    tell(report, name, precisionOf(await outcomeOf(ask, batchId), list.truth))
  }
  await pool.end()
  await running.close()
}

function tell(report: Report, name: string, { sure, queue }: Precision): void {
  for (const [what, share] of [
    ['自动对上 精确率', sure.precision],
    ['自动对上 召回率', sure.recall],
    ['交人认定 首位正确', queue.precision],
    ['交人认定 召回率', queue.recall],
  ] as const) {
    report.say(
      `${name} ${what} ${share.hits}/${share.of}，95% 区间 ${(share.low * 100).toFixed(1)}–${(share.high * 100).toFixed(1)}%`,
    )
    report.add({ figure: `${name} ${what}`, value: share.value * 100, unit: '%' })
  }
}
