import { sql } from 'kysely'
import type { Ctx } from '#kernel/context.ts'
import type { Tx } from '#kernel/database.ts'
import { parameterValue } from '#kernel/parameters.ts'
import { Problem } from '#kernel/problem.ts'

const megabyte = 2 ** 20

/**
 * Refuses a list beyond what one account may hand in: files and bytes of a day in China, batches that wait.
 * What the operator brings in at the server itself is not counted. `bytes` is the size of the file that is asked for.
 */
export async function requireQuota(ctx: Ctx, trx: Tx, bytes: number): Promise<void> {
  if (ctx.actor.internal) return
  const [files, megabytes, open] = await Promise.all([
    parameterValue(ctx, 'importFilesPerDay'),
    parameterValue(ctx, 'importMegabytesPerDay'),
    parameterValue(ctx, 'importOpenBatches'),
  ])
  // The account row is the lock: two tabs must not both take the last place.
  await trx.selectFrom('account').select('id').where('id', '=', ctx.actor.accountId).forUpdate().execute()
  const { rows } = await sql<{ files: number; bytes: number; open: number; wait: number }>`
    with day as (select ${ctx.today}::date::timestamp at time zone 'Asia/Shanghai' as begun)
    select (count(*) filter (where created_at >= begun))::int as files,
      coalesce(sum(file_bytes) filter (where created_at >= begun), 0)::float8 as bytes,
      (count(*) filter (where state in ('reading', 'unmapped', 'previewed')))::int as open,
      ceil(extract(epoch from max(begun) + interval '1 day' - ${ctx.now}))::int as wait
    from day left join import_batch on created_by = ${ctx.actor.accountId}`.execute(trx)
  const { wait, ...used } = rows[0]!
  if (used.open >= open)
    throw tooMany(
      60,
      `您有 ${used.open} 个批次还没有了结（最多 ${open} 个）；请先确认入库或放弃其中一个，随即可再上报`,
    )
  if (used.files >= files)
    throw tooMany(wait, `今天已上报 ${used.files} 份名单（每日最多 ${files} 份）；请明天零点以后再报`)
  if (used.bytes + bytes > megabytes * megabyte)
    throw tooMany(
      wait,
      `今天上报的文件合计将超过 ${megabytes} MB（已用 ${Math.ceil(used.bytes / megabyte)} MB）；请明天零点以后再报`,
    )
}

function tooMany(seconds: number, message: string): Problem {
  return new Problem('too_many', { message, headers: { 'retry-after': String(Math.max(1, seconds)) } })
}
