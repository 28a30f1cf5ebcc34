import { availableParallelism } from 'node:os'
import { quantile, type Report } from './figures.ts'
import { atWork, client, type Get, namesOf, timesOf } from './pages.ts'

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
    const { get } = await client(serving, 'xianban')
    const words = await namesOf(get)
    for (const [title, paths] of lists(words))
      report.add({
        figure: `${size} ${title} p95`,
        value: quantile(await timesOf(get, paths, calls), 0.95),
        unit: 'ms',
        limit,
      })
    await deepPages(report, size, get)
    const { get: many } = await client(serving, 'xianban', connections)
    const perSecond = await throughput(many, ['/api/targets', '/api/entities'])
    report.add({
      figure: `${size} ${connections} 个连接，每页 50 行（${availableParallelism()} 核，压测端也在内）`,
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

async function throughput(get: Get, paths: readonly string[]): Promise<number> {
  const until = performance.now() + seconds * 1000
  let done = 0
  const started = performance.now()
  await Promise.all(
    Array.from({ length: connections }, async (_, k) => {
      for (let i = k; performance.now() < until; i++) {
        await get(paths[i % paths.length]!)
        done += 1
      }
    }),
  )
  return done / ((performance.now() - started) / 1000)
}
