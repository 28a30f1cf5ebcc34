import { sql } from 'kysely'
import * as z from 'zod'
import { jobWords } from '#contract/organisations/jobs.ts'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import type { JobData, Jobs } from '#kernel/jobs.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import { rows } from '#kernel/rows.ts'

/** Keeps a job whose every try failed where the system administrators find it, and has them told; once a job. */
export async function keepDeadJob(ctx: Ctx, data: JobData, told: unknown): Promise<void> {
  const { again: _, ...kept } = data
  await asSystem(ctx, async (trx) => {
    const made = await trx
      .insertInto('deadJob')
      .values({
        key: data.jobKey,
        name: data.job,
        data: JSON.stringify(kept),
        reason: reasonOf(told),
        failedAt: ctx.now,
      })
      .onConflict((c) => c.column('key').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!made) return
    await record(ctx, {
      flow: 'job',
      subjectId: made.id,
      action: 'giveUp',
      details: { name: data.job, title: `后台任务“${jobWords(data.job).label}”几次都没有做完，请查看处理` },
    })
  })
}

/** What the queue kept of the last try: the message of an error, or that nothing was heard of it any more. */
function reasonOf(told: unknown): string {
  const message = (told as { message?: unknown } | null | undefined)?.message
  if (typeof message !== 'string' || /heartbeat|timed? ?out|expired/i.test(message))
    return '处理它的进程中途停止或没有响应；请先查看服务器内存、磁盘与日志'
  return `出错：${message.slice(0, 300)}`
}

/** Hands a job in anew, in the name of whoever asked for it at first; what cannot be taken up again says what helps. */
export async function retryJob(ctx: Ctx, jobs: Jobs, jobId: string): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const job = await trx
      .selectFrom('deadJob')
      .select(['id', 'name', 'data', 'retriedAt'])
      .where('id', '=', jobId)
      .forUpdate()
      .executeTakeFirst()
    if (!job) throw notFound()
    if (job.retriedAt !== null)
      throw new Problem('wrong_status', { message: '这件任务已经重新交办；再次失败会另列一行' })
    const { again, label, advice } = jobWords(job.name)
    if (!again) throw new Problem('unprocessable', { message: `“${label}”不能在这里重试：${advice}` })
    await trx
      .updateTable('deadJob')
      .set({ retriedAt: ctx.now, retriedBy: ctx.actor.accountId })
      .where('id', '=', jobId)
      .execute()
    await jobs.enqueue(ctx, job.name, { ...(job.data as unknown as JobData), again: true })
    await record(ctx, { flow: 'job', subjectId: jobId, action: 'retry', details: { name: job.name } })
  })
}

const Row = z.object({
  id: z.string(),
  name: z.string(),
  requestedBy: z.string(),
  reason: z.string(),
  failedAt: z.date().transform((d) => d.toISOString()),
  retriedAt: z
    .date()
    .transform((d) => d.toISOString())
    .nullable(),
})

/** What was given up, those that still wait for a person first; by its number one alone. */
export async function listDeadJobs(ctx: Ctx, jobId: string | null = null) {
  const found = await asSystem(ctx, (trx) =>
    rows(
      trx,
      sql`select id, name, concat_ws(' · ', data->'requester'->>'personName', data->'requester'->>'orgName') as requested_by,
          reason, failed_at, retried_at
        from dead_job where ${jobId}::bigint is null or id = ${jobId}::bigint
        order by retried_at is not null, id desc limit 200`,
      Row,
    ),
  )
  return found.map((r) => {
    const { label, again, advice } = jobWords(r.name)
    return { ...r, label, advice, canRetry: again && r.retriedAt === null }
  })
}

const Queue = z.object({
  waiting: z.int(),
  running: z.int(),
  oldestWaitingAt: z
    .date()
    .transform((d) => d.toISOString())
    .nullable(),
})

/** How much waits, and since when: what stands long without anything running tells that no worker is alive. */
export async function countJobs(ctx: Ctx) {
  const [queue] = await asSystem(ctx, (trx) =>
    rows(
      trx,
      sql`select count(*) filter (where state in ('created', 'retry'))::int as waiting, count(*) filter (where state = 'active')::int as running,
          min(created_on) filter (where state in ('created', 'retry')) as oldest_waiting_at
        from pgboss.job where state in ('created', 'retry', 'active')`,
      Queue,
    ),
  )
  return queue!
}
