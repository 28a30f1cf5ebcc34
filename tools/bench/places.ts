import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { operatorActor } from '#kernel/actor.ts'
import { importFiles, orderFiles } from '#modules/registry/import/lists.ts'
import type { Report } from './figures.ts'
import { emptyPlatform, listsDir } from './scene.ts'

/** How near the firms of real lists are placed, by what; and how often a learned place would have been right. */
export async function benchPlaces(report: Report): Promise<void> {
  for (const city of ['湛江', '温州']) {
    const dir = join(listsDir(), city)
    if (!existsSync(dir)) {
      report.say(`没有 ${dir}，略过（可用 DIGUAN_LISTS 指到名单文件夹）`)
      continue
    }
    const running = await emptyPlatform('places')
    try {
      const files = orderFiles(dir).filter((f) => /(01|04|09)_[^/]*$/.test(f))
      await importFiles(running.deps, operatorActor, files)
      const { rows: levels } = await sql<{ level: string; by: string; n: number; share: number }>`
        select level, placed_by as by, count(*)::int as n, (count(*) * 100.0 / sum(count(*)) over ())::float8 as share
        from (select placed_by, case when division % 1000 <> 0 then '社区' when division % 1000000 <> 0 then '镇街' when division % 100000000 <> 0 then '区县' else '市' end as level
          from entity where status = 'live') e group by 1, 2 order by 1, 2`.execute(running.deps.system)
      for (const l of levels) {
        report.say(`${city}：到${l.level}（${l.by}）${l.n} 户`)
        report.add({ figure: `${city}：到${l.level}（${l.by}）`, value: l.share, unit: '%' })
      }
      const { rows: tried } = await leaveOneOut.execute(running.deps.system)
      for (const r of tried) {
        const figure = `${city}留一：由${r.ground}，把握 ${r.sure ? '80% 以上' : '40–80%'}（${r.n} 户）说对`
        report.add({ figure, value: r.right, unit: '%' })
      }
    } finally {
      await running.close()
    }
  }
}

/**
 * Every firm placed at a community by its address or the census, as if it alone were not: what the others on its road,
 * within its county or its town, would say of it, and whether that is where it is. Of several fragments the surest.
 */
const leaveOneOut = sql<{ ground: string; sure: boolean; n: number; right: number }>`
  with known as (select e.id, e.division as d, x.fragment from entity e join fact_registration f on f.fact_id = e.registration_fact cross join unnest(f.fragments) x (fragment)
      where e.status = 'live' and e.placed_by in ('address', 'census') and e.division % 1000 <> 0),
    placed as (select k.*, w.ground, w.within from known k cross join lateral (values ('区县', k.d / 1000000 * 1000000), ('镇街', k.d / 1000 * 1000)) w (ground, within)),
    votes as (select within, fragment, d, count(*) as n from placed group by 1, 2, 3),
    best as (select within, fragment, (array_agg(d order by n desc, d))[1] as d, max(n) as n, coalesce((array_agg(n order by n desc, d))[2], 0) as second, sum(n) as seen from votes group by 1, 2),
    said as (select p.id, p.ground, p.d = b.d and b.n - 1 > b.second as right, b.seen,
        case when p.d = b.d then greatest(b.n - 1, b.second) else b.n end * 10000 / b.seen as bp
      from placed p join best b using (within, fragment) where b.seen > 1),
    surest as (select distinct on (id, ground) * from said order by id, ground, bp desc, seen desc)
  select ground, bp >= 8000 as sure, count(*)::int as n, (count(*) filter (where "right") * 100.0 / count(*))::float8 as right
  from surest where bp >= 4000 group by 1, 2 order by 1, 2 desc`
