import { sql } from 'kysely'
import { type LedgerKind, ledgers } from '#contract/boards/words.ts'
import { maskName, maskPhone } from '#contract/registry/codes.ts'
import type { Ctx } from '#kernel/context.ts'
import type { Paging } from '#kernel/paging.ts'
import { Problem } from '#kernel/problem.ts'
import type { CellValue, SheetSpec } from '#kernel/xlsx-writer.ts'
import { type LedgerColumn, type LedgerFilter, ledgerSpecs, sheetColumn } from './ledger.sql.ts'

/** A bank keeps the ledger of its own credits; the others speak of all banks. */
export function requireLedger(ctx: Ctx, kind: LedgerKind): void {
  if (ctx.actor.scope.kind === 'bank' && kind !== 'credits')
    throw new Problem('forbidden', { message: `银行只导出本行的${ledgers.credits}` })
}

/** Lines of a ledger in its fixed order. Page and file are one statement; only the number of lines differs. */
export async function listLedger(
  ctx: Ctx,
  kind: LedgerKind,
  filter: LedgerFilter,
  paging: Paging,
): Promise<{ key: [string, string]; cells: CellValue[] }[]> {
  const ledger = ledgerSpecs[kind]
  const [first, second] = ledger.key
  const after = paging.after
    ? sql`(${first}, ${second}) > (${paging.after[0]}::bigint, ${paging.after[1]}::bigint)`
    : sql`true`
  const columns = ledger.columns.map((c, i) => sql`${c.value} as ${sql.ref(`c${i}`)}`)
  const { rows } = await sql<Record<string, unknown>>`
    select ${first}::text as k0, ${second}::text as k1, ${sql.join(columns)} from ${ledger.from}
    where ${ledger.where(filter)} and ${after} order by ${first}, ${second} limit ${paging.limit + 1}`.execute(
    ctx.trx,
  )
  return rows.map((row) => ({
    key: [String(row.k0), String(row.k1)],
    cells: ledger.columns.map((c, i) => cellOf(c, row[`c${i}`])),
  }))
}

function cellOf(column: LedgerColumn, value: unknown): CellValue {
  if (value === null || value === undefined) return null
  if (column.type === 'phone') return maskPhone(value as string)
  if (column.type === 'person') return maskName(value as string)
  return value as CellValue
}

/** How many lines a ledger has under a filter, for the rule on large exports. */
export async function countLedger(ctx: Ctx, kind: LedgerKind, filter: LedgerFilter): Promise<number> {
  const ledger = ledgerSpecs[kind]
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from ${ledger.from} where ${ledger.where(filter)}`.execute(ctx.trx)
  return rows[0]!.n
}

/** A cell as JSON carries it: instants as text, everything else as it is. */
export function jsonCell(value: CellValue): string | number | null {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'bigint' ? value.toString() : value
}

/** A whole ledger as a sheet with a running number, title and notes. */
export async function ledgerSheet(ctx: Ctx, kind: LedgerKind, filter: LedgerFilter): Promise<SheetSpec> {
  const lines = await listLedger(ctx, kind, filter, { limit: 200_000, after: null })
  return {
    name: ledgers[kind],
    title: ledgers[kind],
    notes: [
      `范围：${ctx.actor.orgName}${filter.from ? `，${filter.from} 起` : ''}${filter.to ? `，至 ${filter.to}` : ''}；共 ${lines.length} 行；金额单位：万元；联系方式已脱敏。`,
      `导出：${ctx.actor.personName}，${ctx.today}`,
    ],
    columns: [{ title: '序号', type: 'integer', width: 6 }, ...ledgerSpecs[kind].columns.map(sheetColumn)],
    rows: lines.map((l, i): CellValue[] => [i + 1, ...l.cells]),
  }
}
