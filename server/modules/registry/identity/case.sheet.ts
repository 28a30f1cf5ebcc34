import { sql } from 'kysely'
import * as z from 'zod'
import { businessDay } from '#contract/kernel/deadline.ts'
import { identityHow, identityStates } from '#contract/registry/identity.ts'
import type { Ctx } from '#kernel/context.ts'
import { rows } from '#kernel/rows.ts'
import type { CellValue, SheetSpec } from '#kernel/xlsx-writer.ts'
import type { listCases } from './identity.queries.ts'

type Case = Awaited<ReturnType<typeof listCases>>[number]

const First = z.object({ caseId: z.string(), name: z.string(), uscc: z.string().nullable() })

/** The likeliest firm of each case, where the actor may see it. */
async function firstCandidates(ctx: Ctx, ids: readonly string[]) {
  const found = await rows(
    ctx.trx,
    sql`select i.case_id, e.name, e.uscc from identity_candidate i join entity e on e.id = i.entity_id
      where i.case_id = any (${[...ids]}::bigint[]) and i.rank = 1`,
    First,
  )
  return new Map(found.map((f) => [f.caseId, f]))
}

/** Cases as a sheet, to be gone through on paper or asked of the department that sent them. */
export async function caseSheet(ctx: Ctx, found: readonly Case[]): Promise<SheetSpec> {
  const first = await firstCandidates(
    ctx,
    found.map((c) => c.id),
  )
  return {
    name: '待认定',
    title: '名单中没有代码的行',
    notes: [
      `范围：${ctx.actor.orgName}；共 ${found.length} 行；不含联系方式。导出：${ctx.actor.personName}，${ctx.today}`,
      '“最像的一户”是按名称、地址等得分最高的，供核对，不是认定。',
    ],
    columns: [
      { title: '名单种类', type: 'text', width: 18 },
      { title: '名单中的名称', type: 'text', width: 30 },
      { title: '区划', type: 'text', width: 16 },
      { title: '最像的一户', type: 'text', width: 30 },
      { title: '其统一社会信用代码', type: 'text', width: 22 },
      { title: '得分', type: 'integer', width: 8 },
      { title: '候选户数', type: 'integer', width: 10 },
      { title: '状态', type: 'text', width: 12 },
      { title: '怎么认定的', type: 'text', width: 14 },
      { title: '认定为', type: 'text', width: 30 },
      { title: '认定人', type: 'text', width: 12 },
      { title: '进来的日期', type: 'day', width: 12 },
      { title: '认定日期', type: 'day', width: 12 },
    ],
    rows: found.map((c): CellValue[] => {
      const likely = first.get(c.id)
      return [
        c.kindLabel,
        c.name,
        c.place,
        likely?.name ?? null,
        likely?.uscc ?? null,
        c.how === 'memory' ? null : c.score,
        c.candidates,
        identityStates[c.state],
        c.how && identityHow[c.how],
        c.linkedTo,
        c.decidedBy,
        businessDay(new Date(c.openedAt)),
        c.decidedAt && businessDay(new Date(c.decidedAt)),
      ]
    }),
  }
}
