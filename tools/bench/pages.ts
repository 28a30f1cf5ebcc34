import { existsSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { systemActor } from '#kernel/actor.ts'
import { readConfig } from '#kernel/config.ts'
import { inContext } from '#kernel/context.ts'
import { openSession } from '#modules/organisations/session.commands.ts'
import { loadCity } from '#server/demo/load.ts'
import { type Serving, serve } from '#server/serve.ts'
import { quantile, type Report } from './figures.ts'
import { keptHome } from './scene.ts'

const rounds = 60

/** What a county's clerk opens all day, over HTTP, one after the other, on a city that has been at work for three months. */
export async function benchPages(report: Report): Promise<void> {
  const serving = await atWork(report, 'pages', 63_000)
  try {
    const { get } = await client(serving, 'xianban')
    const words = await namesOf(get)
    for (const [title, paths, limit] of pages(words))
      report.add({
        figure: `${title} p95`,
        value: quantile(await timesOf(get, paths, rounds), 0.95),
        unit: 'ms',
        limit,
      })
  } finally {
    await serving.close()
  }
}

/** Milliseconds of each of so many calls, one after the other, once all have been made before. */
export async function timesOf(get: Get, paths: readonly string[], calls: number): Promise<number[]> {
  for (const path of paths) await get(path)
  const times: number[] = []
  for (let i = 0; i < calls; i++) {
    const started = performance.now()
    await get(paths[i % paths.length]!)
    times.push(performance.now() - started)
  }
  return times
}

/** A city that has been at work. It stays between runs: it takes minutes to make and reading does not change it. */
export async function atWork(report: Report, name: string, entities: number): Promise<Serving> {
  const home = keptHome(name)
  const known = existsSync(home)
  const serving = await serve({ ...readConfig({}), home, port: 0, logLevel: 'silent' }, { worker: false })
  if (!known) {
    report.say(`生成 ${entities} 户的城市，首次约几分钟……`)
    await loadCity(serving.running.deps, { entities, seed: 1, life: 1_200 }, (line) => report.say(line))
  }
  return serving
}

export type Get = (
  path: string,
) => Promise<{ rows: { name: string; id: string }[]; nextCursor?: string | null }>

/** Calls as one person, over one connection that stays open. */
export async function client(serving: Serving, login: string): Promise<{ get: Get; cookie: string }> {
  const { deps } = serving.running
  const { id } = await deps.system
    .selectFrom('account')
    .select('id')
    .where('login', '=', login)
    .executeTakeFirstOrThrow()
  const { token } = await inContext(deps, systemActor, (ctx) => openSession(ctx, id))
  const cookie = `__Host-diguan=${token}`
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const get: Get = (path) =>
    new Promise((resolve, reject) => {
      const call = request(`${serving.address}${path}`, { agent, headers: { cookie } }, (response) => {
        const parts: Buffer[] = []
        response.on('data', (d: Buffer) => parts.push(d))
        response.on('end', () => {
          const body = Buffer.concat(parts).toString()
          if (response.statusCode === 200) resolve(JSON.parse(body))
          else reject(new Error(`${path}: ${response.statusCode} ${body.slice(0, 200)}`))
        })
      })
      call.on('error', reject)
      call.end()
    })
  return { get, cookie }
}

/** Two characters out of the middle of real names, as people search. */
export async function namesOf(get: Get): Promise<string[]> {
  const { rows } = await get('/api/entities?limit=60')
  return rows.map((r) => encodeURIComponent(r.name.slice(2, 4)))
}

function pages(words: readonly string[]): [title: string, paths: string[], limit: number][] {
  const searched = (base: string) => words.slice(0, 20).map((w) => `${base}search=${w}`)
  return [
    ['经营主体 首页', ['/api/entities'], 100],
    [
      '经营主体 筛选排序',
      [
        '/api/entities?kind=individual&sort=name',
        '/api/entities?verdict=excluded&sort=foundedOn',
        '/api/entities?status=active&sort=name',
      ],
      100,
    ],
    ['经营主体 两字检索', searched('/api/entities?'), 100],
    ['走访对象 首页', ['/api/targets'], 100],
    [
      '走访对象 筛选排序',
      [
        '/api/targets?tier=1&sort=name',
        '/api/targets?stage=toVisit&sort=place',
        '/api/targets?stage=hasNeed&sort=visitedOn',
      ],
      100,
    ],
    ['走访对象 两字检索', searched('/api/targets?'), 100],
    ['走访记录', ['/api/visits', '/api/visits?outcome=normal'], 100],
    [
      '申报',
      ['/api/declarations', '/api/declarations?mine=review', '/api/declarations?status=recommended'],
      100,
    ],
    ['银行办理', ['/api/cases', '/api/cases?light=red', '/api/cases?status=queued'], 100],
    ['台账', ['visits', 'declarations', 'recommendations', 'credits'].map((k) => `/api/ledgers/${k}`), 100],
    ['今天', ['/api/home'], 300],
    ['看板 按镇街', ['/api/boards/funnel?by=town'], 300],
    ['看板 按银行', ['/api/boards/funnel?by=bank'], 300],
  ]
}
