import { sql } from 'kysely'
import * as z from 'zod'
import { maskNumbers } from '#contract/registry/codes.ts'
import type { ImportKind, IssueCode } from '#contract/registry/words.ts'
import { issueCodes } from '#contract/registry/words.ts'
import type { Tx } from '#kernel/database.ts'
import { rows, run } from '#kernel/rows.ts'
import { noteLinked } from '../identity/case.sql.ts'
import { noteOtherNames } from '../identity/other-names.ts'
import { checksOf } from './checks.sql.ts'
import { type FactKind, isFactKind } from './facts.ts'
import { tables } from './match.sql.ts'
import { vanished } from './merge.sql.ts'

export interface PreviewCounts {
  fresh: number
  changed: number
  /** Contradicting copies of a row, kept as facts that hold no longer. */
  spare: number
  unchanged: number
  vanished: number
  rejected: number
  suspicious: number
  unmatched: number
  sheets: unknown[]
  samples: unknown[]
  issues: unknown[]
  checks: unknown[]
}

const Counts = z.object({
  fresh: z.coerce.number(),
  changed: z.coerce.number(),
  spare: z.coerce.number(),
  unchanged: z.coerce.number(),
  unmatched: z.coerce.number(),
})

/**
 * What committing the batch would do, from its rows in `import_match`. Writes the issues found by matching (doubles,
 * unknown firms) beside those found while reading, once.
 */
export async function previewOf(
  trx: Tx,
  kind: ImportKind,
  batchId: string,
  full: boolean,
  withIssues = true,
): Promise<PreviewCounts> {
  const firm = isFactKind(kind) && kind !== 'registration'
  const [counts] = await rows(
    trx,
    sql`select count(*) filter (where outcome = 'fresh') as fresh, count(*) filter (where outcome = 'changed') as changed,
        count(*) filter (where outcome = 'spare') as spare, count(*) filter (where outcome in ('same', 'unchanged')) as unchanged,
        count(*) filter (where ${firm} and entity_id is null) as unmatched from import_match where batch_id = ${batchId}`,
    Counts,
  )
  if (withIssues) await addMatchIssues(trx, kind, batchId, firm)
  const issues = await issuesOf(trx, batchId)
  const rejected = await trx
    .selectFrom('importReject')
    .select((e) => e.fn.countAll<string>().as('n'))
    .where('batchId', '=', batchId)
    .executeTakeFirstOrThrow()
  return {
    ...counts!,
    vanished: full && firm ? await vanishedOf(trx, kind as FactKind, batchId) : 0,
    rejected: Number(rejected.n),
    suspicious: issues.filter((i) => i.severity === 'suspicious').reduce((n, i) => n + i.count, 0),
    sheets: await sheetsOf(trx, batchId),
    samples: withIssues ? await samplesOf(trx, kind, batchId) : [],
    issues,
    checks: await checksOf(trx, batchId),
  }
}

async function addMatchIssues(trx: Tx, kind: ImportKind, batchId: string, firm: boolean): Promise<void> {
  await run(
    trx,
    sql`delete from import_issue where batch_id = ${batchId} and code in ('duplicate_same', 'duplicate_conflict', 'not_matched', 'ambiguous', 'linked_by_points', 'name_differs')`,
  )
  await noteLinked(trx, kind, batchId)
  await noteOtherNames(trx, kind, batchId)
  await run(
    trx,
    sql`insert into import_issue (batch_id, sheet, row_no, severity, code, field, message)
      select ${batchId}, sheet, row_no, 'suspicious', case outcome when 'same' then 'duplicate_same' else 'duplicate_conflict' end, null,
        case outcome when 'same' then '与第 ' || first_row || ${isFactKind(kind) ? ' 行完全相同，只记一次' : ' 行重复，以第 '}::text || ${isFactKind(kind) ? sql`''` : sql`first_row || ' 行为准'`}
          else '与第 ' || first_row || ' 行' || ${firm ? '是同一户' : '代码相同'}::text || '而内容不同，以第 ' || first_row || ' 行为准' || ${firm ? '' : '（登记状态从严）'}::text || '，请核对' end
      from import_match where batch_id = ${batchId} and outcome in ('same', 'spare') and first_row is not null`,
  )
  if (!firm) return
  const { stage } = tables(kind as FactKind)
  await run(
    trx,
    sql`insert into import_issue (batch_id, sheet, row_no, severity, code, field, cell, message)
      select ${batchId}, m.sheet, m.row_no, 'suspicious', case when m.homonyms > 1 then 'ambiguous' else 'not_matched' end, '名称', s.name,
        case when m.homonyms > 1 then '没有正确的代码，而同名的主体有 ' || m.homonyms || ' 户，请补代码后重新上报'
          when exists (select from stage_identity i where i.batch_id = ${batchId} and i.sheet = m.sheet and i.row_no = m.row_no)
            then '没有正确的代码，有相像的主体，入库后请到“待认定”里认定'
          when s.uscc is not null then '登记名录里没有这个代码，先留存，名录补齐后自动对上'
          else '没有正确的代码，按名称也没有找到，请核对名称或补代码' end
      from import_match m join ${stage} s on s.batch_id = ${batchId} and s.sheet = m.sheet and s.row_no = m.row_no
      where m.batch_id = ${batchId} and m.entity_id is null and m.outcome <> 'same'`,
  )
}

async function issuesOf(trx: Tx, batchId: string) {
  const found = await rows(
    trx,
    sql`select code, severity, count(*)::int as count, min(coalesce(cell, '')) as example from import_issue where batch_id = ${batchId}
      group by code, severity order by severity, count(*) desc`,
    z.object({
      code: z.string(),
      severity: z.enum(['rejected', 'suspicious']),
      count: z.int(),
      example: z.string(),
    }),
  )
  return found.map((i) => ({
    ...i,
    label: issueCodes[i.code as IssueCode] ?? i.code,
    example: maskNumbers(i.example),
  }))
}

async function vanishedOf(trx: Tx, kind: FactKind, batchId: string): Promise<number> {
  const [row] = await rows(
    trx,
    sql`select count(*)::int as n ${vanished(kind, batchId)}`,
    z.object({ n: z.int() }),
  )
  return row!.n
}

async function sheetsOf(trx: Tx, batchId: string) {
  const sheets = await trx
    .selectFrom('importSheet')
    .selectAll()
    .where('batchId', '=', batchId)
    .orderBy('sheet')
    .execute()
  return sheets.map((s) => ({
    name: s.name,
    headerRow: s.headerRow,
    rowsIn: s.rowsIn,
    skipped: s.skipped,
    columns: s.columns,
  }))
}

/** The first few rows that would be added or changed, in words. */
async function samplesOf(trx: Tx, kind: ImportKind, batchId: string) {
  if (!isFactKind(kind)) return []
  const { stage, fact } = tables(kind)
  const statusOnly = kind === 'registration'
  return rows(
    trx,
    sql`(select 'fresh' as change, coalesce(s.name, '') as name, s.uscc as code, '第 ' || m.row_no || ' 行' as detail
        from (select * from import_match where batch_id = ${batchId} and outcome = 'fresh' order by sheet, row_no limit 5) m join ${stage} s on s.batch_id = ${batchId} and s.sheet = m.sheet and s.row_no = m.row_no order by m.sheet, m.row_no)
      union all
      (select 'changed', coalesce(s.name, ''), s.uscc, '第 ' || m.row_no || ' 行' || ${statusOnly ? sql`case when f.registration_status <> s.registration_status then '：登记状态有变' when f.name <> s.name then '：原名 ' || f.name else '' end` : sql`''`}
        from (select * from import_match where batch_id = ${batchId} and outcome = 'changed' order by sheet, row_no limit 5) m
        join ${stage} s on s.batch_id = ${batchId} and s.sheet = m.sheet and s.row_no = m.row_no join ${fact} f on f.fact_id = m.replaces order by m.sheet, m.row_no)`,
    z.object({
      change: z.enum(['fresh', 'changed']),
      name: z.string(),
      code: z.string().nullable(),
      detail: z.string(),
    }),
  )
}
