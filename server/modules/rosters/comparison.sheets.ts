import { sql } from 'kysely'
import * as z from 'zod'
import { type ComparisonPart, comparisonParts } from '#contract/rosters/words.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { strictestToday } from '#kernel/parameters.ts'
import { rows } from '#kernel/rows.ts'
import type { CellValue, SheetSpec } from '#kernel/xlsx-writer.ts'
import { type ComparisonInput, chooseSides, compareLists, sidesOf } from './comparison.queries.ts'
import { firmsOfPart, type Sides } from './comparison.sql.ts'

type Compared = Awaited<ReturnType<typeof compareLists>>
const keys = Object.keys(comparisonParts) as ComparisonPart[]

/** Summary by county, and the firms of either list; the versions stand in the notes of every sheet. */
export async function comparisonSheets(ctx: Ctx, input: ComparisonInput): Promise<SheetSpec[]> {
  const compared = await compareLists(ctx, input)
  const sides = sidesOf(await chooseSides(ctx, input))
  const notes = notesOf(ctx, compared)
  const summary: SheetSpec = {
    name: '汇总',
    title: '清单核对',
    notes: compared.sentence ? [...notes, compared.sentence] : [...notes, '还没有两份可以核对的清单'],
    columns: [
      { title: '区县', type: 'text', width: 16 },
      ...keys.map((k) => ({ title: comparisonParts[k], type: 'integer' as const, width: 14 })),
    ],
    rows: [...compared.counties, ...(compared.total ? [compared.total] : [])].map((l): CellValue[] => [
      l.place,
      ...keys.map((k) => l.counts[k]),
    ]),
  }
  if (!sides || !compared.total) return [summary]
  const wanted = compared.total.counts.left + compared.total.counts.right
  const over = await overLimit(ctx, wanted)
  return [
    summary,
    await firmSheet(ctx, sides, 'left', notes, over),
    await firmSheet(ctx, sides, 'right', notes, over),
  ]
}

function notesOf(ctx: Ctx, { left, right, on, visitsSince }: Compared): string[] {
  const named = (v: Compared['left']) =>
    v ? `${v.name} 第 ${v.no} 版（数据日期 ${v.asOf}，版本 ${v.ref}）` : '未选'
  return [
    `左清单：${named(left)}；右清单：${named(right)}`,
    `范围：${ctx.actor.orgName}；截至 ${on}；走访${visitsSince ? `自 ${visitsSince} 起` : '不限起始日'}；单位：户，一户只计一次`,
    `导出：${ctx.actor.personName}，${ctx.today}`,
  ]
}

/** Rows with names leave up to the daily limit of one person, ledgers included; above it the sums go alone. */
async function overLimit(ctx: Ctx, wanted: number): Promise<string | null> {
  await sql`select pg_advisory_xact_lock(731037, hashtext(${ctx.actor.personId}))`.execute(ctx.trx)
  const limit = await strictestToday(ctx, 'exportApprovalRows')
  const [taken] = await asSystem(ctx, (trx) =>
    rows(
      trx,
      sql`select coalesce(sum((details ->> 'rows')::int), 0)::int as n from audit where person_id = ${ctx.actor.personId}
        and action in ('exportLedger', 'exportComparison') and outcome = 'done' and at >= (${ctx.today}::date)::timestamp at time zone 'Asia/Shanghai'`,
      z.object({ n: z.int() }),
    ),
  )
  if (wanted + taken!.n <= limit) return null
  return `名单共 ${wanted} 行，今日已导出 ${taken!.n} 行，超过一人一日 ${limit} 行：这里只给汇总，逐户请在页面上点数字查看`
}

const Firm = z.object({
  name: z.string(),
  uscc: z.string().nullable(),
  place: z.string(),
  inLeft: z.boolean(),
  inRight: z.boolean(),
  visited: z.boolean(),
})

async function firmSheet(
  ctx: Ctx,
  sides: Sides,
  part: 'left' | 'right',
  notes: readonly string[],
  over: string | null,
): Promise<SheetSpec> {
  const found =
    over !== null
      ? []
      : await rows(
          ctx.trx,
          sql`select e.name, e.uscc, place_name(e.division) as place, s.in_left, s.in_right, s.visited
            from (${firmsOfPart(sides, part, false)}) s join entity e on e.id = s.entity_id order by e.division, e.id`,
          Firm,
        )
  const yes = (b: boolean) => (b ? '是' : '否')
  return {
    name: comparisonParts[part],
    title: comparisonParts[part],
    notes: over === null ? notes : [...notes, over],
    columns: [
      { title: '名称', type: 'text', width: 32 },
      { title: '统一社会信用代码', type: 'text', width: 22 },
      { title: '所在', type: 'text', width: 28 },
      { title: part === 'left' ? '右清单上也有' : '左清单上也有', type: 'text', width: 14 },
      { title: '已走访', type: 'text', width: 10 },
    ],
    rows: found.map((f): CellValue[] => [
      f.name,
      f.uscc,
      f.place,
      yes(part === 'left' ? f.inRight : f.inLeft),
      yes(f.visited),
    ]),
  }
}
