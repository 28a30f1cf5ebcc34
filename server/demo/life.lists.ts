import { mkdtempSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { inContext } from '#kernel/context.ts'
import type { Deps } from '#kernel/http/deps.ts'
import { importFile, type ListOptions } from '../modules/registry/import/lists.ts'
import { previewReversal, reverseBatch } from '../modules/registry/import/reversal.commands.ts'
import { foundCity } from './city/city.ts'
import { codelessLists } from './city/codeless.ts'
import { type RawRow, writeCsv } from './city/files/raw-files.ts'
import { encodeGb18030 } from './city/gb18030.ts'
import type { CityPlan } from './city/plan.ts'
import { actorOf } from './staff.ts'

/** Hands in rows as a department's own file. */
async function handIn(
  deps: Deps,
  login: string,
  name: string,
  rows: readonly RawRow[],
  options?: ListOptions,
) {
  const folder = mkdtempSync(join(tmpdir(), 'diguan-life-'))
  try {
    const path = join(folder, name)
    await writeCsv(path, rows, 'utf8bom')
    return await importFile(deps, await actorOf(deps, login), path, options)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A list that knows firms by their names only: what it may mean waits on 待认定. Some forty rows, however large the city. */
export async function namesOnly(deps: Deps, { entities, seed, today }: CityPlan): Promise<void> {
  const { social } = codelessLists(
    foundCity({ entities, seed, today }),
    Math.max(6, Math.ceil(entities / 40)),
  )
  await handIn(deps, 'shiban1', '人社局_参保补报（无代码）.csv', social.rows)
}

interface Marked {
  name: string
  uscc: string
  mark: string
  listedOn: string
}

/** The credit office says which marks have been removed: firms left out for nothing else can come back. */
export async function marksRepaired(deps: Deps, today: string): Promise<void> {
  const { rows } = await sql<Marked>`
    select e.name, e.uscc, m.mark, m.listed_on::text from fact_mark m join entity e on e.id = m.entity_id
    where m.until is null and m.removed_on is null and e.registration_status = 'active' and e.uscc is not null order by m.fact_id limit 8`.execute(
    deps.system,
  )
  const words: Readonly<Record<string, string>> = {
    abnormal_operation: '经营异常名录',
    judgment_debtor: '失信被执行人',
    serious_dishonest: '严重违法失信',
    major_tax: '重大税收违法',
  }
  await handIn(deps, 'shiban1', '信用办_信用修复名单.csv', [
    ['主体名称', '统一社会信用代码', '名单类型', '列入日期', '移出日期'],
    ...rows.map((m) => [m.name, m.uscc, words[m.mark]!, m.listedOn, today]),
  ])
}

/** A list of another city, taken by mistake; another person takes the whole batch back the day after. */
export async function wrongList(deps: Deps): Promise<string> {
  const { rows } = await sql<{ name: string; uscc: string }>`
    select name, uscc from entity where registration_status = 'active' and uscc is not null order by id desc limit 24`.execute(
    deps.system,
  )
  const { batchId } = await handIn(deps, 'shiban1', '商务局_外贸企业名单（误传上年）.csv', [
    ['企业名称', '统一社会信用代码', '类别', '认定年份'],
    ...rows.map((f) => [f.name, f.uscc, '外贸重点企业', 2021]),
  ])
  return batchId
}

/** The second half of the mistake. */
export async function takeBack(deps: Deps, batchId: string): Promise<void> {
  const checker = await actorOf(deps, 'shiban2')
  const { version } = await inContext(deps, checker, (ctx) => previewReversal(ctx, batchId))
  await inContext(deps, checker, (ctx) =>
    reverseBatch(ctx, batchId, { reason: '商务局来函：误传了上一年的名单，请整批撤回', version }),
  )
}

/** Two files of this morning: one under titles nobody has seen, one read and waiting to be taken. */
export async function filesOfToday(
  deps: Deps,
  { year, month }: { year: number; month: number },
): Promise<void> {
  const { rows } = await sql<{ name: string; uscc: string }>`
    select name, uscc from entity where registration_status = 'active' and uscc is not null order by md5(id::text) limit 60`.execute(
    deps.system,
  )
  await handIn(
    deps,
    'bumen',
    `税务局_${month}月新办纳税信用等级.csv`,
    [
      ['纳税人识别号（统一社会信用代码）', '纳税人名称', '纳税信用等级', `${year - 1}年度入库税额`],
      ...rows.map((f, i) => [f.uscc, f.name, 'ABBMC'[i % 5]!, 12_000 + i * 730]),
      ['', '（代码漏填）', 'B', 5_000],
      ['91990100MA0000000X', '代码有误的一行', 'B', 5_000],
    ],
    { dryRun: true },
  )
  await unseenTitles(deps, rows, year)
}

/** As a department's own program writes it: a title, who made it, two lines of titles, ten thousands of yuan. */
async function unseenTitles(
  deps: Deps,
  firms: readonly { name: string; uscc: string }[],
  year: number,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'diguan-life-'))
  try {
    const path = join(folder, `数据交换表${year}.txt`)
    const rows = [
      [`云泽市税务局${year}年度数据交换表`],
      ['制表人', '卜经办'],
      ['序次', '纳税主体', '', '税费情况（万元）', '', '信誉'],
      ['', '户名', '纳税人识别号', '入库数', '退库数', '评定'],
      ...firms.slice(0, 40).map((f, i) => [i + 1, f.name, f.uscc, 12 + i * 0.73, 0, 'ABMCD'[i % 5]!]),
    ]
    await writeFile(path, encodeGb18030(rows.map((r) => r.join('\t')).join('\r\n')))
    await importFile(deps, await actorOf(deps, 'bumen'), path)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
