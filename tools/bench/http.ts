import { execFile } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { quantile, type Report } from './figures.ts'
import { atWork, client, type Get, namesOf, timesOf } from './pages.ts'

const run = promisify(execFile)
const load = fileURLToPath(new URL('./load.mjs', import.meta.url))

const calls = 200
const connections = 16
const seconds = 10

/** Lists over HTTP on a city of half a million, with the scope of a county: first pages, next pages, search, many at once. */
export const benchHttp = (report: Report) => measure(report, 'http', 520_000, 60)

/** The same on a province. */
export const benchHttpProvince = (report: Report) => measure(report, 'http-province', 5_200_000, 150)

async function measure(report: Report, name: string, entities: number, limit: number): Promise<void> {
  const serving = await atWork(report, name, entities)
  const size = `${entities / 10_000} 万户`
  try {
    const { get, cookie } = await client(serving, 'xianban')
    const words = await namesOf(get)
    for (const [title, paths] of lists(words))
      report.add({
        figure: `${size} ${title} p95`,
        value: quantile(await timesOf(get, paths, calls), 0.95),
        unit: 'ms',
        limit,
      })
    await deepPages(report, size, get)
    await whys(report, size, get)
    const perSecond = await throughput(serving.address, cookie, ['/api/targets', '/api/entities'])
    report.add({
      figure: `${size} ${connections} 个连接，每页 50 行（${availableParallelism()} 核，另一进程压测）`,
      value: perSecond,
      unit: '页/秒',
      limit: 500,
      least: true,
    })
  } finally {
    await serving.close()
  }
}

function lists(words: readonly string[]): [title: string, paths: string[]][] {
  const searched = (base: string) => words.slice(0, 40).map((w) => `${base}search=${w}`)
  return [
    ['经营主体 首页', ['/api/entities']],
    ['经营主体 筛选', ['/api/entities?kind=individual', '/api/entities?status=active&kind=enterprise']],
    ['经营主体 两字检索', searched('/api/entities?')],
    ['走访对象 首页', ['/api/targets']],
    [
      '走访对象 筛选',
      ['/api/targets?tier=1', '/api/targets?stage=toVisit', '/api/targets?tier=1&stage=toVisit'],
    ],
    ['走访对象 两字检索', searched('/api/targets?')],
  ]
}

/** Later pages are reached by the key of the last row; the hundredth must be as fast as the first. */
async function deepPages(report: Report, size: string, get: Get): Promise<void> {
  for (const path of ['/api/targets', '/api/entities']) {
    const first = quantile(await timesOf(get, [path], calls), 0.5)
    let at = await get(path)
    const times: number[] = []
    for (let i = 0; i < 100 && at.nextCursor; i++) {
      const started = performance.now()
      at = await get(`${path}?cursor=${encodeURIComponent(at.nextCursor)}`)
      times.push(performance.now() - started)
    }
    report.add({
      figure: `${size} ${path} 往后翻 ${times.length} 页，中位数为首页的`,
      value: quantile(times, 0.5) / first,
      unit: '倍',
      limit: 1.5,
    })
  }
}

/** Each rule with its facts, and the smallest change that would turn the verdict; another firm every time. */
async function whys(report: Report, size: string, get: Get): Promise<void> {
  const { rows } = await get('/api/entities?limit=100')
  const paths = rows.map((r) => `/api/entities/${r.id}/why`)
  const p95 = quantile(await timesOf(get, paths, calls), 0.95)
  report.add({ figure: `${size} 一户的“为什么” p95`, value: p95, unit: 'ms', limit: 300 })
}

async function throughput(address: string, cookie: string, paths: readonly string[]): Promise<number> {
  const order = JSON.stringify({ address, cookie, paths, connections, seconds })
  const { stdout } = await run(process.execPath, [load, order])
  return Number(stdout)
}
