import { type RawBuilder, sql } from 'kysely'
import * as z from 'zod'
import type { Ctx } from '#kernel/context.ts'
import type { Paging } from '#kernel/paging.ts'
import { notFound } from '#kernel/problem.ts'
import { rows } from '#kernel/rows.ts'
import { bankOptions } from './explain.ts'
import { getTargetList } from './target-list.queries.ts'

const TargetRow = z.object({
  listId: z.string(),
  cell: z.int().nullable(),
  mainBranchId: z.string().nullable(),
  mainBankId: z.string().nullable(),
  backupBranchId: z.string().nullable(),
})

const CellRow = z.object({
  runId: z.string(),
  town: z.string(),
  trade: z.string(),
  lender: z.string(),
  wish: z.string(),
  heldMain: z.string(),
  heldBackup: z.string(),
})

const BranchRow = z.object({
  part: z.enum(['main', 'backup']),
  id: z.string(),
  name: z.string(),
  bankId: z.string(),
  bank: z.string(),
  town: z.string().nullable(),
  trades: z.string(),
  capacity: z.int(),
  room: z.int(),
  taken: z.int(),
  price: z.int().nullable(),
})

/** The last finished assignment of a list. */
const lastRun = (listId: RawBuilder<unknown>) =>
  sql`(select r.id from assignment_run r where r.list_id = ${listId} and r.state = 'done' order by r.id desc limit 1)`

/** Why these two banks and not others, from what the assignment was made from. */
export async function explainTargetBanks(ctx: Ctx, targetId: string) {
  const [firm] = await rows(
    ctx.trx,
    sql`select list_id, cell, main_branch_id, main_bank_id, backup_branch_id from target where id = ${targetId}`,
    TargetRow,
  )
  if (!firm) throw notFound()
  const [cell] = await rows(
    ctx.trx,
    sql`select run_id, town::text, trade, lender::text, wish::text, held_main::text, held_backup::text
      from assignment_cell where run_id = ${lastRun(sql`${firm.listId}`)} and no = ${firm.cell}`,
    CellRow,
  )
  // Listed by hand, or not assigned yet: there is nothing to compare.
  if (!cell) return { main: [], backup: [] }
  const branches = await rows(
    ctx.trx,
    sql`select a.part, a.branch_id as id, o.name, a.bank_id, b.name as bank, a.town::text, a.trades, a.room as capacity, a.room, a.taken, a.price
      from assignment_branch a join org o on o.id = a.branch_id join org b on b.id = a.bank_id where a.run_id = ${cell.runId} order by a.branch_id`,
    BranchRow,
  )
  const of = (part: 'main' | 'backup') => branches.filter((b) => b.part === part)
  return {
    main: bankOptions(cell, of('main'), 'main', { branchId: firm.mainBranchId, mainBank: null }),
    backup: bankOptions(cell, of('backup'), 'backup', {
      branchId: firm.backupBranchId,
      mainBank: firm.mainBankId,
    }),
  }
}

const Move = z.object({
  targetId: z.string(),
  name: z.string(),
  place: z.string(),
  before: z.string(),
  now: z.string().nullable(),
  why: z.string(),
})

/** Firms whose main branch is another than in the version before, and what made them move. */
export async function listMoves(ctx: Ctx, listId: string, paging: Paging) {
  await getTargetList(ctx, listId)
  const [after] = paging.after ?? [null]
  return rows(
    ctx.trx,
    sql`select t.id as target_id, e.name, place_name(t.division) as place, o.name as before, n.name as now,
        case when a.branch_id is null then '原网点已不在网点名单' when a.room = 0 then '原网点没有走访能力了'
          when a.taken >= a.room then '原网点能力不够，已满' else '整体代价更小' end as why
      from target t join assignment_cell c on c.run_id = ${lastRun(sql`t.list_id`)} and c.no = t.cell
      join entity e on e.id = t.entity_id join org o on o.id = c.held_main left join org n on n.id = t.main_branch_id
      left join assignment_branch a on a.run_id = c.run_id and a.part = 'main' and a.branch_id = c.held_main
      where t.list_id = ${listId} and c.held_main <> 0 and c.held_main is distinct from t.main_branch_id
        and ${after === null ? sql`true` : sql`t.id > ${after}::bigint`}
      order by t.id limit ${paging.limit + 1}`,
    Move,
  )
}
