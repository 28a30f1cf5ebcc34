import { sql } from 'kysely'
import type { Tx } from '#kernel/database.ts'
import { run } from '#kernel/rows.ts'
import { cityName, provinceName } from './reference.ts'

/** Departments that send lists, and the bodies every city has: made with the first division list. */
const departments = [
  '市场监督管理局',
  '税务局',
  '人力资源和社会保障局',
  '统计局',
  '信用管理办公室',
  '科学技术局',
  '工业和信息化局',
  '商务局',
  '农业农村局',
  '生态环境局',
  '自然资源局',
  '应急管理局',
  '中级人民法院',
]

/**
 * Takes the staged division list: places are added or renamed, never removed; province and city come from the
 * codes. For each place its office is made: 市专班, 区县专班, 镇街, 社区网格, 监管机构.
 */
export async function mergeDivisions(trx: Tx, batchId: string, now: Date): Promise<void> {
  await addCityAndProvince(trx, batchId)
  for (const level of ['county', 'town', 'community']) {
    await run(
      trx,
      sql`insert into division (code, name, level, parent)
        select distinct on (s.division) s.division, s.division_name, ${level}, s.parent from stage_division s
        where s.batch_id = ${batchId} and s.level = ${level}
        order by s.division, s.sheet, s.row_no
        on conflict (code) do update set name = excluded.name where division.name <> excluded.name`,
    )
  }
  await addOffices(trx, now)
}

/** The level follows from the code where the list does not name it; the parent always does, whatever the list says. */
async function addCityAndProvince(trx: Tx, batchId: string): Promise<void> {
  await run(
    trx,
    sql`update stage_division s set level = case when s.division % 10000000000 = 0 then 'province' when s.division % 100000000 = 0 then 'city'
        when s.division % 1000000 = 0 then 'county' when s.division % 1000 = 0 then 'town' else 'community' end
      where s.batch_id = ${batchId} and s.level is null`,
  )
  await run(
    trx,
    sql`update stage_division s set parent = case s.level when 'county' then s.division / 100000000 * 100000000 when 'town' then s.division / 1000000 * 1000000
        when 'community' then s.division / 1000 * 1000 end
      where s.batch_id = ${batchId} and s.level in ('county', 'town', 'community')`,
  )
  const cities = await sql<{ code: string; name: string | null }>`
    select distinct s.division / 100000000 * 100000000 as code,
      (select c.division_name from stage_division c where c.batch_id = ${batchId} and c.division = s.division / 100000000 * 100000000) as name
    from stage_division s where s.batch_id = ${batchId}`.execute(trx)
  for (const { code, name } of cities.rows) {
    const province = (BigInt(code) / 10n ** 10n) * 10n ** 10n
    await run(
      trx,
      sql`insert into division (code, name, level) values (${String(province)}, ${provinceName(String(province))}, 'province') on conflict do nothing`,
    )
    if (code !== String(province)) {
      await run(
        trx,
        sql`insert into division (code, name, level, parent) values (${code}, ${name ?? cityName(code)}, 'city', ${String(province)}) on conflict do nothing`,
      )
    }
  }
}

async function addOffices(trx: Tx, now: Date): Promise<void> {
  const office = (kind: string, level: string, suffix: string, parentKind: string | null) =>
    run(
      trx,
      sql`insert into org (kind, name, parent_id, division, created_at)
        select ${kind}, d.name || ${suffix}, (select p.id from org p where p.kind = ${parentKind} and p.division = d.parent), d.code, ${now}
        from division d where d.level = ${level} and d.valid_to is null and not exists (select 1 from org o where o.kind = ${kind} and o.division = d.code)`,
    )
  await office('province_office', 'province', '专班', null)
  await office('city_office', 'city', '专班', 'province_office')
  await office('county_office', 'county', '专班', 'city_office')
  await office('town_office', 'town', '', 'county_office')
  await office('community', 'community', '', 'town_office')
  await run(
    trx,
    sql`insert into org (kind, name, division, created_at)
      select 'regulator', d.name || case d.level when 'city' then '金融监管分局' else '金融监管支局' end, d.code, ${now}
      from division d where d.level in ('city', 'county') on conflict do nothing`,
  )
  await run(
    trx,
    sql`insert into org (kind, name, division, created_at)
      select 'department', d.name || n.name, d.code, ${now} from division d, unnest(${departments}::text[]) n(name) where d.level = 'city' on conflict do nothing`,
  )
}

/** 行业门类 by what people write of a branch: the letter itself, or a word of its name (GB/T 4754-2017). */
const tradeWords = {
  A: '农|林|牧|渔',
  B: '采矿',
  C: '制造|加工',
  D: '电力|热力|燃气',
  E: '建筑',
  F: '批发|零售|商贸',
  G: '运输|仓储|邮政|物流',
  H: '住宿|餐饮',
  I: '信息|软件',
  J: '金融',
  K: '房地产',
  L: '租赁|商务服务',
  M: '科技|科研|科学研究|技术服务',
  N: '水利|环境',
  O: '居民服务|修理',
  P: '教育',
  Q: '卫生|医疗',
  R: '文化|体育|娱乐|旅游',
} as const

/** 特色行业 of a staged branch (alias s) as letters; what names no trade is none. */
export const tradeLetters = sql`coalesce((select string_agg(k.letter, '' order by k.letter) from unnest(${Object.keys(tradeWords)}::text[], ${Object.values(tradeWords)}::text[]) k (letter, words)
  where s.trades ~ k.words or s.trades ~ ('(^|[^A-Za-z])[A-T]*' || k.letter || '[A-T]*([^A-Za-z]|$)')), '')`

/** Takes the staged branch list: banks, their branches, capacity and plan. */
export async function mergeBranches(trx: Tx, batchId: string, now: Date): Promise<void> {
  await run(
    trx,
    sql`insert into org (kind, name, division, created_at)
      select distinct 'bank', s.bank_name, (select code from division where level = 'city' order by code limit 1), ${now}::timestamptz
      from stage_branch s where s.batch_id = ${batchId} on conflict do nothing`,
  )
  await run(
    trx,
    sql`insert into org (kind, name, parent_id, bank_id, division, created_at)
      select distinct on (s.branch_name) 'bank_branch', s.branch_name, b.id, b.id, case when d.code is not null then s.division end, ${now}
      from stage_branch s join org b on b.kind = 'bank' and b.name = s.bank_name left join division d on d.code = s.division
      where s.batch_id = ${batchId} order by s.branch_name, s.sheet, s.row_no
      on conflict (kind, name) where kind in ('bank', 'bank_branch', 'department', 'regulator') do update set division = excluded.division`,
  )
  await run(
    trx,
    sql`insert into branch_capacity (org_id, visits_per_year, trades, credit_plan_fen, contact_name, contact_phone, batch_id, row_no)
      select distinct on (o.id) o.id, s.visits, case when s.trades is null then coalesce((select k.trades from branch_capacity k where k.org_id = o.id), '') else ${tradeLetters} end, s.credit_plan_fen, s.contact_name, s.contact_phone, ${batchId}, s.row_no
      from stage_branch s join org b on b.kind = 'bank' and b.name = s.bank_name join org o on o.kind = 'bank_branch' and o.name = s.branch_name and o.bank_id = b.id
      where s.batch_id = ${batchId} order by o.id, s.sheet, s.row_no
      on conflict (org_id) do update set visits_per_year = excluded.visits_per_year, trades = excluded.trades, version = branch_capacity.version + 1, credit_plan_fen = excluded.credit_plan_fen,
        contact_name = excluded.contact_name, contact_phone = excluded.contact_phone, batch_id = excluded.batch_id, row_no = excluded.row_no`,
  )
}
