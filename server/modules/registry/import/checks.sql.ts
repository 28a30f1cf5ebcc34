import { sql } from 'kysely'
import * as z from 'zod'
import { keysOf } from '#contract/kernel/ids.ts'
import { importChecks } from '#contract/registry/words.ts'
import type { Ctx } from '#kernel/context.ts'
import type { Db, Tx } from '#kernel/database.ts'
import { parameterValue } from '#kernel/parameters.ts'
import { Problem } from '#kernel/problem.ts'
import { rows } from '#kernel/rows.ts'
import type { LockedBatch } from './batch.lock.ts'
import { fewest, lastAmounts, lastMeasures, type Measure, measure } from './measures.sql.ts'
import type { Field, Source } from './source.ts'
import { sourceOfKind } from './sources/all.ts'

interface Check {
  code: keyof typeof importChecks
  field: string
  message: string
}

/**
 * Looks for what speaks against a reading before it counts: an amount that is another order of magnitude than in the last
 * list of the kind, dates or codes that cannot be read, a column that has gone, a list older than the one in force.
 */
export async function checkReading(ctx: Ctx, batch: LockedBatch): Promise<void> {
  const { trx } = ctx
  const now = await measure(trx, batch)
  const before = await lastMeasures(trx, batch)
  const amounts = await lastAmounts(trx, batch)
  const limits = {
    times: await parameterValue(ctx, 'importMedianTimes'),
    dates: await parameterValue(ctx, 'importDateFailPercent'),
    codes: await parameterValue(ctx, 'importCodeFailPercent'),
  }
  const source = sourceOfKind(batch.kind as LockedKind)
  // That a registry of firms without codes has no column of them is said by its own check.
  const codeless = withoutCodes(source, now)
  const checks = [
    ...now.flatMap((m) => failures(m, source.fields.find((f) => f.key === m.field)!, limits)),
    ...codeless,
    ...(await guessedColumns(trx, batch.id)),
    ...(await taxWithoutYear(trx, batch)),
    ...(await banksUnknown(trx, batch)),
    ...before
      .filter((b) => codeless.length === 0 || b.field !== 'code')
      .flatMap((b) =>
        gone(
          b,
          now.find((m) => m.field === b.field),
        ),
      ),
    ...amounts.flatMap((b) =>
      against(
        b,
        now.find((m) => m.field === b.field),
        limits.times,
      ),
    ),
    ...(await olderThan(trx, batch)),
  ]
  await trx.deleteFrom('importCheck').where('batchId', '=', batch.id).execute()
  await trx.deleteFrom('importMeasure').where('batchId', '=', batch.id).execute()
  const ofBatch = { batchId: batch.id }
  if (now.length > 0)
    await trx
      .insertInto('importMeasure')
      .values(now.map((m) => ({ ...ofBatch, ...m })))
      .execute()
  if (checks.length > 0)
    await trx
      .insertInto('importCheck')
      .values(checks.map((c) => ({ ...ofBatch, ...c })))
      .execute()
}

/** What speaks against the reading of a batch, the gravest first. */
export async function checksOf(db: Db | Tx, batchId: string): Promise<Check[]> {
  const order = keysOf(importChecks)
  const found = await db
    .selectFrom('importCheck')
    .select(['code', 'field', 'message'])
    .where('batchId', '=', batchId)
    .orderBy('field')
    .execute()
  const checks = found as Check[]
  return checks.sort((a, b) => order.indexOf(a.code) - order.indexOf(b.code))
}

type LockedKind = Parameters<typeof sourceOfKind>[0]

/** Amounts taken by two characters of their title: right as a rule, and to be looked at before they count. */
async function guessedColumns(trx: Tx, batchId: string): Promise<Check[]> {
  const found = await rows(
    trx,
    sql`select distinct c ->> 'title' as title, c ->> 'label' as label from import_sheet s, jsonb_array_elements(s.columns) c
      where s.batch_id = ${batchId} and c ->> 'origin' = 'like'`,
    z.object({ title: z.string(), label: z.string() }),
  )
  return found.map(({ title, label }) => ({
    code: 'guessed',
    field: title,
    message: `「${title}」这一列是按列名推测作“${label}”的；不对就在“列对应”里改`,
  }))
}

/** Taxes of no year stand beside those of each year and replace none: the next list of the kind would not replace them either. */
async function taxWithoutYear(trx: Tx, { id, kind }: LockedBatch): Promise<Check[]> {
  if (kind !== 'tax') return []
  const [found] = await rows(
    trx,
    sql`select exists (select from stage_tax where batch_id = ${id} and tax_fen is not null and tax_year is null) as untold`,
    z.object({ untold: z.boolean() }),
  )
  if (!found!.untold) return []
  const message =
    '税额没有写明是哪一年的：入库后另作一份，不替换已有的各年度。请在列名里写明年度（如“2025年入库税额”），或在表头上方写明“2025年度”，再重新上报'
  return [{ code: 'year', field: '', message }]
}

/** Banks of loans that no list of branches knows: a sheet's name taken for a bank, or a bank spelled another way. */
async function banksUnknown(trx: Tx, { id, kind }: LockedBatch): Promise<Check[]> {
  if (kind !== 'loan') return []
  const found = await rows(
    trx,
    sql`select s.bank_name as bank, count(*)::int as n from stage_loan s where s.batch_id = ${id} and s.bank_name is not null
        and exists (select from org where kind = 'bank') and not exists (select from org b where b.kind in ('bank', 'bank_branch') and (starts_with(s.bank_name, b.name) or starts_with(b.name, s.bank_name)))
      group by 1 order by 2 desc, 1`,
    z.object({ bank: z.string(), n: z.int() }),
  )
  if (found.length === 0) return []
  const named = found.slice(0, 5).map(({ bank, n }) => `“${bank}”${n.toLocaleString('zh-CN')} 行`)
  const more = found.length > named.length ? `等 ${found.length} 家` : ''
  const message = `贷款银行${named.join('、')}${more}不在网点名单里，这些贷款不能优先派给原贷款行。表名被当作银行的，请在“列对应”里指定银行列或改表名；写法不同的请统一，确有这家银行的先报网点名单`
  return [{ code: 'bank', field: '', message }]
}

/** A registry without any column of codes: how its rows will be told apart is said before it counts. */
function withoutCodes(source: Source, now: readonly Measure[]): Check[] {
  if (!source.codeless || now.length === 0 || now.some((m) => m.field === 'code')) return []
  const n = (now.find((m) => m.field === 'name')?.filled ?? 0).toLocaleString('zh-CN')
  const message = `这份名单没有代码，${n} 行将按名称、地址、负责人比对；个体工商户、合作社、农户可以这样收，企业须有代码，没有的退回`
  return [{ code: 'codeless', field: '', message }]
}

function failures(m: Measure, field: Field, limits: { dates: number; codes: number }): Check[] {
  const all = m.filled + m.failed
  const over = (percent: number) => all > 0 && m.failed * 100 > all * percent
  const share = `${m.failed.toLocaleString('zh-CN')} 格（共 ${all.toLocaleString('zh-CN')} 格有字）`
  if ((field.type === 'day' || field.type === 'month') && over(limits.dates))
    return [
      {
        code: 'dates',
        field: m.label,
        message: `「${m.label}」有 ${share}读不成日期，可能认错了列或年月日的次序；请在“列对应”里核对`,
      },
    ]
  if (field.type === 'code' && over(limits.codes))
    return [
      {
        code: 'codes',
        field: m.label,
        message: `「${m.label}」有 ${share}不是正确的代码，可能认错了列，或代码被存成了数字；请在“列对应”里核对`,
      },
    ]
  return []
}

function gone(before: Measure, now: Measure | undefined): Check[] {
  if (before.filled === 0 || (now?.filled ?? 0) > 0) return []
  return [
    {
      code: 'missing',
      field: before.label,
      message: `上一批有「${before.label}」（${before.filled.toLocaleString('zh-CN')} 行有值），这一批没有；如表里有这一列，请在“列对应”里指定`,
    },
  ]
}

function against(before: Measure, now: Measure | undefined, times: number): Check[] {
  const [was, is] = [Number(before.median ?? 0), Number(now?.median ?? 0)]
  if (!now || was <= 0 || is <= 0 || now.filled < fewest) return []
  const ratio = is > was ? is / was : was / is
  if (ratio < times) return []
  return [
    {
      code: 'unit',
      field: before.label,
      message: `「${before.label}」的中位数是 ${yuan(is)}，上一批是 ${yuan(was)}，${is > was ? '大' : '小'}了约 ${Math.round(ratio).toLocaleString('zh-CN')} 倍，疑似单位错；请在“列对应”里核对单位`,
    },
  ]
}

function yuan(fen: number): string {
  const [n, unit] = fen >= 1e10 ? [fen / 1e10, '亿元'] : fen >= 1e6 ? [fen / 1e6, '万元'] : [fen / 100, '元']
  return `${n.toLocaleString('zh-CN', { maximumFractionDigits: 2 })} ${unit}`
}

async function olderThan(trx: Tx, batch: LockedBatch): Promise<Check[]> {
  const [newest] = await rows(
    trx,
    sql`select id, as_of from import_batch where kind = ${batch.kind} and state = 'committed' and as_of > ${batch.asOf}
      order by as_of desc, id desc limit 1`,
    z.object({ id: z.string(), asOf: z.string() }),
  )
  if (!newest) return []
  return [
    {
      code: 'older',
      field: '',
      message: `现行的同种名单数据日期是 ${newest.asOf}（批次 ${newest.id}），这一份是 ${batch.asOf}：入库会用旧的内容替掉新的`,
    },
  ]
}

/** A list older than what is in force goes in only where somebody says so. */
export async function requireNotOlder(trx: Tx, batch: LockedBatch): Promise<void> {
  const [older] = await olderThan(trx, batch)
  if (older)
    throw new Problem('missing_fact', {
      message: `${older.message}。确实要入，请在确认时勾选“仍用这份较旧的名单”`,
    })
}
